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

  it('counts deals that only look alike, and no copy that is left out hides one that counts', () => {
    const renewal = deal({ name: 'Renewal', amount: usd(10_000_00), closesOn: '2026-12-31' });
    const inHubspot = (some = {}) => ({
      ...renewal,
      key: { source: 'hubspot', kind: 'deal', id: '1' } as const,
      ...some,
    });
    const twin = { ...renewal, key: { ...renewal.key, id: '006twin' } };
    expect(of({ deals: [renewal, twin] })).toMatchObject({ n: 2, amounts: [usd(20_000_00)] });
    expect(of({ deals: [renewal, inHubspot()] })).toMatchObject({ n: 1, amounts: [usd(10_000_00)] });
    expect(of({ deals: [renewal, twin, inHubspot()] })).toMatchObject({ n: 2 });
    const euro = { amountMinor: 10_000_00, currency: 'EUR' };
    expect(of({ deals: [renewal, inHubspot({ amount: euro })] })).toMatchObject({
      n: 2,
      amounts: [euro, usd(10_000_00)],
    });
    expect(of({ deals: [{ ...renewal, omitted: true }, inHubspot()] })).toMatchObject({ n: 1 });
    expect(of({ deals: [renewal, inHubspot({ omitted: true })] })).toMatchObject({ n: 1 });
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
