import { describe, expect, it } from 'vitest';
import { accountFacts, deal, nowMs, subscription, usd } from '../../../tests/support/facts.ts';
import { calm } from '../../../tests/support/health.ts';
import { moveExpansion } from './moveExpansion.ts';

describe('moveExpansion', () => {
  const propose = (deals: ReturnType<typeof deal>[], band = calm.band, subscriptions = [subscription()]) =>
    moveExpansion.propose({ facts: accountFacts({ deals, subscriptions }), health: { ...calm, band }, nowMs });
  const expansion = (amountMinor: number | null) =>
    deal({ kind: 'expansion', amount: amountMinor === null ? null : usd(amountMinor), closesOn: '2026-12-01' });

  it('names the largest open expansion deal', () => {
    const large = expansion(900_00);
    const proposal = propose([expansion(100_00), large, expansion(null)]);
    expect(proposal).toMatchObject({ subject: large.key.id, value: usd(900_00), dueAtMs: Date.parse('2026-12-01') });
    expect(proposal?.why).toMatchObject([{ recordId: large.key.id }]);
    expect(proposal?.why[0]?.text).toContain('$900');
  });

  it('has no value when the deal has none', () => {
    expect(propose([expansion(null)])?.value).toBeNull();
  });

  it('is silent unless the account is healthy, pays, and has such a deal open', () => {
    expect(propose([expansion(1)], 'watch')).toBeNull();
    expect(propose([expansion(1)], 'unknown')).toBeNull();
    expect(propose([expansion(1)], 'healthy', [])).toBeNull();
    expect(propose([])).toBeNull();
    expect(propose([deal({ kind: 'expansion', isClosed: true }), deal({ kind: 'renewal' })])).toBeNull();
  });
});
