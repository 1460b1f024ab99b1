import { expect, it } from 'vitest';
import { accountFacts, contract, daysAgo, nowMs, subscription } from '../../../tests/support/facts.ts';
import { computeHealth } from '../health/computeHealth.ts';
import { buildSections } from './sections.ts';

function sectionsOf(some: Parameters<typeof accountFacts>[0]) {
  const facts = accountFacts(some);
  const state = { lastSuccessAt: nowMs, lastError: null };
  const states = { salesforce: state, hubspot: null, zendesk: null, stripe: state, file: null };
  const health = computeHealth({ facts, nowMs, freshness: 1, history: [] });
  return buildSections(facts, health, states, nowMs);
}

it('shows the end of what was signed, not of a draft or of what waits for an approval', () => {
  const endOf = (...contracts: ReturnType<typeof contract>[]) =>
    sectionsOf({ contracts }).pipeline.data?.contractEndsAt ?? null;
  const signed = contract({ endsOn: '2027-01-31' });
  const draft = contract({ endsOn: '2029-01-31', status: 'Draft' });
  const waiting = contract({ endsOn: '2030-01-31', status: 'In Approval Process' });
  expect(endOf(signed, draft, waiting)).toBe('2027-01-31');
  expect(endOf(draft, waiting)).toBeNull();
});

it('shows in billing what ends beside what goes on, and nothing of a subscription that only expired', () => {
  const billingOf = (...subscriptions: ReturnType<typeof subscription>[]) => sectionsOf({ subscriptions }).billing;
  const term = (some: Parameters<typeof subscription>[0]) =>
    subscription({ plans: [{ name: 'Growth', quantity: 1, interval: 'year' }], ...some });
  const iso = (days: number) => new Date(daysAgo(days)).toISOString();
  const addOn = term({ renewsAt: daysAgo(-20), cancelsAt: daysAgo(-20) });
  expect(billingOf(addOn, term({ renewsAt: daysAgo(-200) })).data).toMatchObject({
    cancelsAt: iso(-20),
    renewsAt: iso(-200),
  });
  expect(billingOf(addOn).data).toMatchObject({ cancelsAt: iso(-20), renewsAt: null });
  const expired = term({ status: 'incomplete_expired' });
  expect(billingOf(expired)).toMatchObject({ status: 'noData', data: null });
  expect(billingOf(expired, subscription({ status: 'canceled', plans: [] })).data).toMatchObject({
    state: 'cancelled',
    plans: [],
  });
});
