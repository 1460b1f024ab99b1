import { type PaymentState, paymentStates } from '../../lib/contract/sections.ts';
import type { Money } from '../../lib/contract/values.ts';
import type { AccountFacts, DisputeFact, InvoiceFact, SubscriptionFact } from './model.ts';
import type { PlanLine } from './planLine.ts';

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

/** Subscriptions that began, or may still: of one that only expired the first payment never came, and it bills nobody (Stripe). */
export function begunSubscriptions(facts: AccountFacts): SubscriptionFact[] {
  return facts.subscriptions.filter((s) => s.status !== 'incomplete_expired');
}

/** Annual recurring revenue of live subscriptions, one entry a currency. */
export function annualRecurring(facts: AccountFacts): Money[] {
  return sumByCurrency(liveSubscriptions(facts).flatMap((s) => s.arr ?? []));
}

/** Months that a line is bought for at a time; null for days and weeks. */
function monthsOf({ interval, every = 1 }: PlanLine): number | null {
  return interval === 'year' ? 12 * every : interval === 'month' ? every : null;
}

/** Months of the terms of a subscription: of its lines that are bought for a year or longer at a time, the shortest; null without any. */
export function termMonths({ plans }: SubscriptionFact): number | null {
  const terms = plans.flatMap((p) => monthsOf(p) ?? []).filter((months) => months >= 12);
  return terms.length === 0 ? null : Math.min(...terms);
}

/** The end of the current term of a subscription. A source that has one end for all lines tells that of the shortest. */
function termEnd({ plans, renewsAt }: SubscriptionFact): number | null {
  const terms = plans.filter((p) => (monthsOf(p) ?? 0) >= 12);
  const ends = terms.flatMap((p) => p.endsAt ?? []);
  if (ends.length > 0) return Math.min(...ends);
  return terms.length > 0 && terms.length === plans.length ? renewsAt : null;
}

/** The next end of a term of a year or longer, epoch ms, and the live subscription whose it is; null without one. */
export function nextTermEnd(facts: AccountFacts): { at: number; subscription: SubscriptionFact } | null {
  const ends = liveSubscriptions(facts).flatMap((subscription) => {
    const at = termEnd(subscription);
    return at === null ? [] : [{ at, subscription }];
  });
  ends.sort((a, b) => a.at - b.at || (a.subscription.key.id < b.subscription.key.id ? -1 : 1));
  return ends[0] ?? null;
}

/**
 * What is shown as the renewal, epoch ms: the next end of a term of a year or longer. Of a customer who has no such term, and pays for
 * shorter periods alone, the earliest end of one. Null without any.
 */
export function nextRenewal(facts: AccountFacts): number | null {
  const live = liveSubscriptions(facts);
  if (live.some((s) => termMonths(s) !== null)) return nextTermEnd(facts)?.at ?? null;
  const ends = live.flatMap((s) => s.renewsAt ?? []);
  return ends.length === 0 ? null : Math.min(...ends);
}

/** The next renewal of what is not set to end, epoch ms; null when nothing goes on or no day is known. */
export function nextContinuation(facts: AccountFacts): number | null {
  return nextRenewal({ ...facts, subscriptions: facts.subscriptions.filter((s) => s.cancelsAt === null) });
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
 * The payment state of an account: the worst that is true of any of its parts. Null when nothing was ever billed, a subscription that
 * only expired included.
 * Order and meaning: docs.stripe.com/billing/subscriptions/overview#subscription-statuses.
 */
export function paymentState(facts: AccountFacts, nowMs: number): PaymentState | null {
  const states = new Set<PaymentState>();
  if (openDisputes(facts).length > 0) states.add('disputed');
  const begun = begunSubscriptions(facts);
  for (const s of begun) {
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
  if (begun.length === 0 && facts.invoices.some((i) => i.status === 'paid')) states.add('current');
  return paymentStates.find((state) => states.has(state)) ?? null;
}
