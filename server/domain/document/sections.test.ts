import { expect, it } from 'vitest';
import { accountFacts, contract, nowMs } from '../../../tests/support/facts.ts';
import { computeHealth } from '../health/computeHealth.ts';
import { buildSections } from './sections.ts';

it('shows the end of what was signed, not of a draft or of what waits for an approval', () => {
  const state = { lastSuccessAt: nowMs, lastError: null };
  const states = { salesforce: state, hubspot: null, zendesk: null, stripe: null, file: null };
  const endOf = (...contracts: ReturnType<typeof contract>[]) => {
    const facts = accountFacts({ contracts });
    const health = computeHealth({ facts, nowMs, freshness: 1, history: [] });
    return buildSections(facts, health, states, nowMs).pipeline.data?.contractEndsAt ?? null;
  };
  const signed = contract({ endsOn: '2027-01-31' });
  const draft = contract({ endsOn: '2029-01-31', status: 'Draft' });
  const waiting = contract({ endsOn: '2030-01-31', status: 'In Approval Process' });
  expect(endOf(signed, draft, waiting)).toBe('2027-01-31');
  expect(endOf(draft, waiting)).toBeNull();
});
