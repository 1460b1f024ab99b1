import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, deal, nowMs } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { staleDeals } from './staleDeals.ts';

describe('staleDeals', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(staleDeals, accountFacts(some), nowMs);

  const closes = (days: number) =>
    deal({ name: `d${days}`, closesOn: new Date(daysAgo(days)).toISOString().slice(0, 10) });

  it('counts open deals whose day has passed', () => {
    expect(of({ deals: [closes(1), closes(0), closes(-1), deal()] })).toMatchObject({ value: 1, n: 4, unit: 'count' });
  });

  it('is 0 when all are ahead, and missing when none is open', () => {
    expect(of({ deals: [closes(-5)] })).toMatchObject({ value: 0, n: 1 });
    expect(of({ deals: [deal({ isClosed: true, closesOn: '2020-01-01' })] })).toMatchObject({ value: null, n: 0 });
  });
});
