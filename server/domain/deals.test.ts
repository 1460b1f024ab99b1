import { describe, expect, it } from 'vitest';
import { accountFacts, deal, usd } from '../../tests/support/facts.ts';
import { forecastDeals, openDeals } from './deals.ts';

describe('open deals', () => {
  const one = deal({ amount: usd(5), closesOn: '2026-12-01' });
  const copy = { ...one, key: { source: 'hubspot', kind: 'deal', id: '1' } as const };
  const left = { ...one, omitted: true };

  it('shows of a deal and its copy the one that is expected', () => {
    expect(openDeals(accountFacts({ deals: [left, copy] }))).toEqual([copy]);
    expect(openDeals(accountFacts({ deals: [{ ...copy, omitted: true }, one] }))).toEqual([one]);
    expect(openDeals(accountFacts({ deals: [left] }))).toEqual([left]);
  });

  it('does not expect those that are left out, whatever they are a copy of', () => {
    expect(forecastDeals(accountFacts({ deals: [left, copy] }))).toEqual([copy]);
    expect(forecastDeals(accountFacts({ deals: [left] }))).toEqual([]);
    // Two of one source, both left out, do not outvote the copy of one of them.
    const twin = { ...left, key: { ...one.key, id: '006twin' } };
    expect(forecastDeals(accountFacts({ deals: [left, twin, copy] }))).toEqual([copy]);
  });

  it('come by close date', () => {
    const [late, never] = [deal({ closesOn: '2027-01-01' }), deal()];
    expect(openDeals(accountFacts({ deals: [never, late, one, deal({ isClosed: true })] }))).toEqual([
      one,
      late,
      never,
    ]);
  });
});
