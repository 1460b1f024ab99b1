import { type PaymentState, paymentStates } from '../../lib/contract/sections.ts';
import type { Money } from '../../lib/contract/values.ts';
import type { AccountFacts, DisputeFact, InvoiceFact, SubscriptionFact } from './model.ts';

/** Subscriptions that are revenue: trials and paused ones are not, unpaid ones still are until they end. */
const recurringStatuses: ReadonlySet<SubscriptionFact['status']> = new Set(['active', 'past_due', 'unpaid']);
const settledDisputes = new Set(['won', 'lost', 'warning_closed', 'prevented']);

/** Adds amounts of the same currency; one sum a currency, in currency order. Different currencies are never added. */
export function sumByCurrency(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { amountMinor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amountMinor]) => ({ currency, amountMinor }));
}

/** Subscriptions that count as recurring revenue now. */
export function liveSubscriptions(facts: AccountFacts): SubscriptionFact[] {
  return facts.subscriptions.filter((s) => recurringStatuses.has(s.status));
}

/** Annual recurring revenue of live subscriptions, one entry a currency. */
export function annualRecurring(facts: AccountFacts): Money[] {
  return sumByCurrency(liveSubscriptions(facts).flatMap((s) => s.arr ?? []));
}

/** The next renewal: the earliest current period end of a live subscription, epoch ms; null without one. */
export function nextRenewal(facts: AccountFacts): number | null {
  const ends = liveSubscriptions(facts).flatMap((s) => s.renewsAt ?? []);
  return ends.length === 0 ? null : Math.min(...ends);
}

/**
 * The next renewal of a yearly term, epoch ms; null without one. Of a subscription that also has plans of another interval only the
 * earliest end is known, and that is not the end of the year, so it is left out.
 */
export function nextYearlyRenewal(facts: AccountFacts): number | null {
  const ends = liveSubscriptions(facts)
    .filter((s) => s.plans.length > 0 && s.plans.every((p) => p.interval === 'year'))
    .flatMap((s) => s.renewsAt ?? []);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Invoices that still ask for money, oldest due date first. */
export function openInvoices(facts: AccountFacts): InvoiceFact[] {
  return facts.invoices
    .filter((i) => (i.status === 'open' || i.status === 'uncollectible') && i.amountDue.amountMinor > 0)
    .sort((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || (a.key.id < b.key.id ? -1 : 1));
}

/** Open invoices past their due date. */
export function overdueInvoices(facts: AccountFacts, nowMs: number): InvoiceFact[] {
  return openInvoices(facts).filter((i) => i.dueAt !== null && i.dueAt < nowMs);
}

/** Disputes that are not decided yet, the earliest evidence deadline first. */
export function openDisputes(facts: AccountFacts): DisputeFact[] {
  return facts.disputes
    .filter((d) => !settledDisputes.has(d.status))
    .sort((a, b) => (a.evidenceDueAt ?? Infinity) - (b.evidenceDueAt ?? Infinity) || (a.key.id < b.key.id ? -1 : 1));
}

/**
 * The payment state of an account: the worst that is true of any of its parts. Null when nothing was ever billed.
 * Order and meaning: docs.stripe.com/billing/subscriptions/overview#subscription-statuses.
 */
export function paymentState(facts: AccountFacts, nowMs: number): PaymentState | null {
  const states = new Set<PaymentState>();
  if (openDisputes(facts).length > 0) states.add('disputed');
  for (const s of facts.subscriptions) {
    if (s.status === 'unpaid') states.add('unpaid');
    else if (s.status === 'past_due') states.add('pastDue');
    else if (s.status === 'incomplete') states.add('incomplete');
    else if (s.status === 'active' || s.status === 'trialing') states.add('current');
    else if (s.status === 'paused') states.add('paused');
    else states.add('cancelled');
  }
  for (const i of openInvoices(facts)) {
    if (i.status === 'uncollectible') states.add('unpaid');
    else states.add(i.dueAt !== null && i.dueAt < nowMs ? 'pastDue' : 'open');
  }
  if (facts.subscriptions.length === 0 && facts.invoices.some((i) => i.status === 'paid')) states.add('current');
  return paymentStates.find((state) => states.has(state)) ?? null;
}
