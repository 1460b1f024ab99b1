import type { AccountFacts, SubscriptionFact } from '../model.ts';

/** The states of the subscriptions that have begun: one whose first payment never came was never one. */
function begunStates(facts: AccountFacts): SubscriptionFact['status'][] {
  return facts.subscriptions.map((s) => s.status).filter((status) => !status.startsWith('incomplete'));
}

/** The customer has left: there were subscriptions, and every one has ended. Who never had one has not left. */
export function hasLeft(facts: AccountFacts): boolean {
  const states = begunStates(facts);
  return states.length > 0 && states.every((status) => status === 'canceled');
}

/** Nothing runs any more: there were subscriptions, and every one has ended or is paused. A paused one makes no invoices (Stripe). */
export function hasStopped(facts: AccountFacts): boolean {
  const states = begunStates(facts);
  return states.length > 0 && states.every((status) => status === 'canceled' || status === 'paused');
}
