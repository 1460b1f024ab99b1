import { annualRecurring, liveSubscriptions } from '../billing.ts';
import type { AccountFacts, SubscriptionFact } from '../model.ts';
import { dayMs, defineMetric, type Measurement } from './defineMetric.ts';

const windowDays = 365;
/** An invoice of the time before: a year, and some days for a late one. */
const invoiceDays = 400;

export const netRevenueRetention = defineMetric({
  id: 'netRevenueRetention',
  term: 'Net revenue retention of the account',
  section: 'billing',
  formula: 'recurring revenue now / recurring revenue 12 months ago x 100',
  unit: 'percent',
  windowDays,
  counts: 'subscriptions that ran 12 months ago',
  direction: 'high is good',
  sources: ['stripe'],
  owner: 'Finance',
  edgeCases: [
    'not a customer 12 months ago: null',
    'a change of seats or price inside a subscription carries no date: when a subscription still runs, its invoice of then must be the same amount as its last one, else null',
    'one of several subscriptions that ended is contraction; one that was paused is null, because the pause carries no date',
    'several currencies: null, because they are never added',
  ],
  definitionSource: 'posthog.com retention-metrics; for one account: ChartMogul 4414075567250',
  measure(facts, nowMs) {
    const then = nowMs - windowDays * dayMs;
    const live = liveSubscriptions(facts);
    const base = facts.subscriptions.filter((s) => ranAt(s, then));
    const none = (reason: Measurement['reason']): Measurement => ({
      value: null,
      n: base.length,
      reason: reason ?? 'noBase',
    });
    if (base.length === 0) return none('noBase');
    const isUnknown = (s: SubscriptionFact) => s.arr === null || s.status === 'paused';
    if (base.some(isUnknown) || live.some(isUnknown)) return none('notDated');
    const before = base.flatMap((s) => s.arr ?? []);
    const now = live.flatMap((s) => s.arr ?? []);
    if (new Set([...before, ...now].map((m) => m.currency)).size > 1) return none('currencies');
    const baseMinor = before.reduce((sum, m) => sum + m.amountMinor, 0);
    if (baseMinor === 0) return none('noBase');
    if (base.some((s) => live.includes(s)) && !isUnchanged(facts, then)) return none('notDated');
    const [current] = annualRecurring(facts);
    return { value: ((current?.amountMinor ?? 0) / baseMinor) * 100, n: base.length };
  },
});

const never: ReadonlySet<SubscriptionFact['status']> = new Set(['trialing', 'incomplete', 'incomplete_expired']);

/** Whether a subscription ran at an instant. One that ended nobody knows when did not end before. */
function ranAt(s: SubscriptionFact, atMs: number): boolean {
  if (never.has(s.status) || s.startedAt > atMs) return false;
  return s.status !== 'canceled' || s.canceledAt === null || s.canceledAt > atMs;
}

/** Whether the newest invoice and the newest one of back then ask for the same. */
function isUnchanged({ invoices }: AccountFacts, thenMs: number): boolean {
  const sent = invoices
    .filter((i) => i.status !== 'draft' && i.status !== 'void')
    .sort((a, b) => b.createdAt - a.createdAt || (a.key.id < b.key.id ? -1 : 1));
  const last = sent.find((i) => i.createdAt > thenMs)?.total;
  const first = sent.find((i) => i.createdAt <= thenMs && i.createdAt > thenMs - invoiceDays * dayMs)?.total;
  return last !== undefined && last.amountMinor === first?.amountMinor && last.currency === first.currency;
}
