import { describe, expect, it } from 'vitest';
import { accountFacts, credit, daysAgo, nowMs, usd } from '../../../tests/support/facts.ts';
import { creditNotes } from './creditNotes.ts';
import { measure } from './defineMetric.ts';

describe('creditNotes', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(creditNotes, accountFacts(some), nowMs);

  it('adds the credit notes of a year by currency', () => {
    const yen = credit({ amount: { amountMinor: 500, currency: 'JPY' } });
    expect(of({ credits: [credit(), credit({ amount: usd(60_00) }), yen] })).toMatchObject({
      n: 3,
      amounts: [{ amountMinor: 500, currency: 'JPY' }, usd(100_00)],
    });
  });

  it('leaves out older ones, and is missing without any', () => {
    expect(of({ credits: [credit({ createdAt: daysAgo(365) })] })).toMatchObject({ n: 0, reason: 'nothingYet' });
    expect(of()).toMatchObject({ value: null, n: 0, reason: 'nothingYet' });
  });
});
