import { describe, expect, it } from 'vitest';
import { accountFacts, deal, nowMs, usd } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { pipelineValue } from './pipelineValue.ts';

describe('pipelineValue', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(pipelineValue, accountFacts(some), nowMs);

  it('adds open deals by currency', () => {
    const euro = deal({ name: 'b', amount: { amountMinor: 5, currency: 'EUR' } });
    expect(of({ deals: [deal({ amount: usd(100) }), deal({ name: 'c', amount: usd(200) }), euro] })).toMatchObject({
      n: 3,
      amounts: [{ amountMinor: 5, currency: 'EUR' }, usd(300)],
    });
  });

  it('leaves out closed ones, those nobody expects, and copies', () => {
    const one = deal({ amount: usd(100) });
    const copy = { ...one, key: { source: 'hubspot', kind: 'deal', id: '1' } as const };
    expect(
      of({ deals: [one, copy, deal({ name: 'x', isClosed: true }), deal({ name: 'y', omitted: true })] }),
    ).toMatchObject({ n: 1, amounts: [usd(100)] });
  });

  it('is missing without deals, and without amounts', () => {
    expect(of()).toMatchObject({ n: 0, reason: 'nothingYet' });
    expect(of({ deals: [deal()] })).toMatchObject({ n: 0, reason: 'noAmount' });
  });

  it('says in parts what is new, a renewal or an expansion', () => {
    const deals = [
      deal({ kind: 'renewal', amount: usd(5), name: 'a' }),
      deal({ kind: 'renewal', amount: usd(7), name: 'b' }),
    ];
    expect(of({ deals: [...deals, deal({ kind: 'new' }), deal({ amount: usd(1), name: 'c' })] }).parts).toEqual([
      { id: 'renewal', n: 2, amounts: [usd(12)] },
      { id: 'unknown', n: 1, amounts: [usd(1)] },
    ]);
  });
});
