import { annualRecurring, liveSubscriptions, termMonths } from './billing.ts';
import type { AccountFacts, InvoiceFact, SubscriptionFact } from './model.ts';
import { addMonths } from './months.ts';

const dayMs = 86_400_000;
export const retentionDays = 365;
/** Days after its term in which an invoice may be late. */
const lateDays = 35;

/** Recurring revenue 12 months ago and now, in the same currency and minor units; or why they cannot be compared. */
export type Retention = { n: number } & (
  | { thenMinor: number; nowMinor: number }
  | { reason: 'noBase' | 'notDated' | 'currencies' }
);

/** What recurred 12 months ago beside what recurs now. */
export function retention(facts: AccountFacts, nowMs: number): Retention {
  const then = nowMs - retentionDays * dayMs;
  const live = liveSubscriptions(facts);
  const base = facts.subscriptions.filter((s) => ranAt(s, then));
  const n = base.length;
  if (n === 0) return { n, reason: 'noBase' };
  const isUnknown = (s: SubscriptionFact) => s.arr === null || s.status === 'paused';
  if (base.some(isUnknown) || live.some(isUnknown)) return { n, reason: 'notDated' };
  const before = base.flatMap((s) => s.arr ?? []);
  const now = live.flatMap((s) => s.arr ?? []);
  if (new Set([...before, ...now].map((m) => m.currency)).size > 1) return { n, reason: 'currencies' };
  const thenMinor = before.reduce((sum, m) => sum + m.amountMinor, 0);
  if (thenMinor === 0) return { n, reason: 'noBase' };
  const running = base.filter((s) => live.includes(s));
  if (!running.every((s) => isUnchanged(invoicesOf(s, facts), then, termMonths(s) ?? 12)))
    return { n, reason: 'notDated' };
  const [current] = annualRecurring(facts);
  return { n, thenMinor, nowMinor: current?.amountMinor ?? 0 };
}

const never: ReadonlySet<SubscriptionFact['status']> = new Set(['trialing', 'incomplete', 'incomplete_expired']);

/** Whether a subscription ran at an instant. One that ended nobody knows when did not end before. */
function ranAt(s: SubscriptionFact, atMs: number): boolean {
  if (never.has(s.status) || s.startedAt > atMs) return false;
  return s.status !== 'canceled' || s.canceledAt === null || s.canceledAt > atMs;
}

/**
 * The invoices of a subscription. Where its source never says what an invoice is for, they are those of an account with one subscription;
 * among several nobody knows whose an invoice is, and none has any.
 */
function invoicesOf({ key }: SubscriptionFact, { invoices, subscriptions }: AccountFacts): InvoiceFact[] {
  const sent = invoices.filter((i) => i.key.source === key.source && i.status !== 'draft' && i.status !== 'void');
  return sent.some((i) => i.subscriptionId !== undefined)
    ? sent.filter((i) => i.subscriptionId === key.id)
    : subscriptions.length === 1
      ? sent
      : [];
}

/** Whether the newest invoice of a subscription and its newest one of back then, at most a term before, ask for the same. */
function isUnchanged(invoices: readonly InvoiceFact[], thenMs: number, months: number): boolean {
  const oldest = addMonths(thenMs, -months) - lateDays * dayMs;
  const sent = [...invoices].sort((a, b) => b.createdAt - a.createdAt || (a.key.id < b.key.id ? -1 : 1));
  const last = sent.find((i) => i.createdAt > thenMs)?.total;
  const first = sent.find((i) => i.createdAt <= thenMs && i.createdAt > oldest)?.total;
  return last !== undefined && last.amountMinor === first?.amountMinor && last.currency === first.currency;
}
