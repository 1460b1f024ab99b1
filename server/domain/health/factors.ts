import { begunSubscriptions, liveSubscriptions, nextTermEnd, openDisputes, overdueInvoices } from '../billing.ts';
import { csat } from '../metrics/csat.ts';
import { dayMs, measure } from '../metrics/defineMetric.ts';
import { failedPayments } from '../metrics/failedPayments.ts';
import { firstResponse } from '../metrics/firstResponse.ts';
import type { AccountFacts, DealFact } from '../model.ts';
import { mergePeople } from '../people.ts';
import { isRating } from '../ratings.ts';
import { urgentTickets as openUrgent } from '../urgentTickets.ts';
import { defineFactor } from './defineFactor.ts';
import { hasLeft, hasStopped } from './leaving.ts';
import { activation, activeShare, usageTrend } from './usageFactors.ts';

const isOpen = (t: AccountFacts['tickets'][number]) => t.status !== 'solved' && t.status !== 'closed';
/** Without any ticket ever, there is nothing to say about how support went. */
const hasSupport = (facts: AccountFacts) => facts.tickets.length > 0;
/** The first invoice of a subscription that only expired is void: nothing was ever asked for, and nothing is well paid. */
const hasBilling = (facts: AccountFacts) =>
  begunSubscriptions(facts).length > 0 || facts.invoices.some((i) => i.status !== 'void' && i.status !== 'draft');

/** The newest date anyone at the customer was active, in days. */
export const lastActivity = defineFactor({
  id: 'lastActivity',
  group: 'engagement',
  weight: 3,
  unit: 'days',
  text: 'Days since anyone at the customer was last active.',
  anchors: [
    [7, 100],
    [30, 80],
    [60, 50],
    [120, 0],
  ],
  measure(facts, nowMs) {
    const seen = facts.people.flatMap((p) => p.lastActivityAt ?? []);
    return seen.length === 0 ? null : Math.max(0, Math.floor((nowMs - Math.max(...seen)) / dayMs));
  },
  // Only the newest activity is kept: once there is a later one, the one before is not known.
  knownAt: (facts, atMs) => facts.people.every((p) => p.lastActivityAt === null || p.lastActivityAt <= atMs),
});

/** Champions still there, as a share: one who left takes the relationship along. */
export const championsPresent = defineFactor({
  id: 'championsPresent',
  group: 'engagement',
  weight: 2,
  unit: 'percent',
  text: 'Share of champions who are still there.',
  anchors: [
    [0, 10],
    [50, 60],
    [100, 100],
  ],
  measure(facts) {
    // Somebody whom two systems know is one champion, and has left when one of them says so.
    const champions = mergePeople(facts.people).filter((p) => p.role === 'champion');
    return champions.length === 0 ? null : (champions.filter((p) => p.leftAt === null).length / champions.length) * 100;
  },
});

/** Open tickets that are urgent or escalated. */
export const urgentTickets = defineFactor({
  id: 'urgentTickets',
  group: 'support',
  weight: 4,
  unit: 'count',
  text: 'Open tickets that are urgent or escalated.',
  anchors: [
    [0, 100],
    [1, 40],
    [3, 0],
  ],
  measure: (facts) => (hasSupport(facts) ? openUrgent(facts).length : 'notApplicable'),
  // A ticket that was closed nobody knows when may have been open then.
  knownAt: (facts, atMs) => facts.tickets.every((t) => isOpen(t) || t.solvedAt !== null || t.createdAt > atMs),
});

/** Share of satisfied customers; fewer than five answers are too few to judge by. */
export const satisfaction = defineFactor({
  id: 'satisfaction',
  group: 'support',
  weight: 2,
  unit: 'percent',
  text: 'Share of good ratings in 90 days; fewer than five answers count as missing.',
  anchors: [
    [50, 0],
    [80, 60],
    [95, 100],
  ],
  measure(facts, nowMs) {
    if (!hasSupport(facts) && !facts.feedback.some(isRating)) return 'notApplicable';
    const { value, n } = measure(csat, facts, nowMs);
    return n < 5 ? null : value;
  },
});

/** Median first reply in hours. */
export const replyHours = defineFactor({
  id: 'replyHours',
  group: 'support',
  weight: 1,
  unit: 'hours',
  text: 'Median hours to the first reply in 90 days.',
  anchors: [
    [1, 100],
    [8, 70],
    [24, 30],
    [72, 0],
  ],
  measure(facts, nowMs) {
    if (!hasSupport(facts)) return 'notApplicable';
    const { value } = measure(firstResponse, facts, nowMs);
    return value === null ? null : value / 60;
  },
});

/** Age of the oldest overdue invoice in days, 0 when none is overdue. */
export const overdueDays = defineFactor({
  id: 'overdueDays',
  group: 'billing',
  weight: 4,
  unit: 'days',
  text: 'Age of the oldest overdue invoice in days, 0 when none is overdue.',
  anchors: [
    [0, 100],
    [7, 70],
    [30, 30],
    [60, 0],
  ],
  measure(facts, nowMs) {
    if (!hasBilling(facts)) return 'notApplicable';
    const oldest = overdueInvoices(facts, nowMs)[0]?.dueAt ?? null;
    return oldest === null ? 0 : Math.floor((nowMs - oldest) / dayMs);
  },
  // Payments are dated, but not the day on which an invoice was voided: one that was due by then may still have been open.
  knownAt: (facts, atMs) =>
    facts.invoices.every(
      (i) => i.dueAt === null || i.dueAt >= atMs || (i.status !== 'void' && (i.status !== 'paid' || i.paidAt !== null)),
    ),
});

/** Share of payment attempts that failed in 90 days. */
export const paymentFailures = defineFactor({
  id: 'paymentFailures',
  group: 'billing',
  weight: 2,
  unit: 'percent',
  text: 'Share of payment attempts that failed in 90 days.',
  anchors: [
    [0, 100],
    [25, 50],
    [75, 0],
  ],
  measure(facts, nowMs) {
    if (!hasBilling(facts)) return 'notApplicable';
    const { value, n } = measure(failedPayments, facts, nowMs);
    return value === null || n === 0 ? null : (value / n) * 100;
  },
});

/** Disputes that are not decided. */
export const disputes = defineFactor({
  id: 'disputes',
  group: 'billing',
  weight: 2,
  unit: 'count',
  text: 'Disputes that are not decided.',
  anchors: [
    [0, 100],
    [1, 20],
    [2, 0],
  ],
  measure: (facts) => (hasBilling(facts) ? openDisputes(facts).length : 'notApplicable'),
  // The sources do not date the decision of a dispute.
  knownAt(facts, atMs) {
    const undecided = new Set(openDisputes(facts));
    return facts.disputes.every((d) => d.createdAt > atMs || undecided.has(d));
  },
});

/** Share of live subscriptions that are set to end; all of them, once none is left. */
export const endingSubscriptions = defineFactor({
  id: 'endingSubscriptions',
  group: 'renewal',
  weight: 3,
  unit: 'percent',
  text: 'Share of live subscriptions that are set to end; 100 when none is live because every one has ended or is paused, which is then said in words.',
  anchors: [
    [0, 100],
    [100, 0],
  ],
  measure(facts) {
    if (!hasBilling(facts)) return 'notApplicable';
    const live = liveSubscriptions(facts);
    if (live.length === 0) return hasStopped(facts) ? 100 : null;
    return (live.filter((s) => s.cancelsAt !== null).length / live.length) * 100;
  },
  // Nobody gave notice of what is paused, and what has ended is not set to end.
  stateOf: (facts) =>
    liveSubscriptions(facts).length > 0 ? null : hasLeft(facts) ? 'ended' : hasStopped(facts) ? 'paused' : null,
  // A notice without a date may have been given before or after, and so may a pause; the end of a subscription does not date the notice.
  knownAt: (facts, atMs) =>
    facts.subscriptions.every((s) =>
      s.status === 'canceled'
        ? s.canceledAt !== null && (s.cancelsAt === null || s.canceledAt <= atMs)
        : s.status !== 'paused' && (s.cancelsAt === null || s.canceledAt !== null),
    ),
});

const wonWithinDays = 180;

/** A renewal deal that is open, or was won for this renewal: one of a year before says nothing of it, one without a day neither. */
function isForRenewal(deal: DealFact, renewsAt: number): boolean {
  if (deal.kind !== 'renewal') return false;
  if (!deal.isClosed) return true;
  const earliest = new Date(renewsAt - wonWithinDays * dayMs).toISOString().slice(0, 10);
  return deal.isWon && deal.closesOn !== null && deal.closesOn >= earliest;
}

/** Within 90 days of the next end of a term: is there an open or won renewal deal? 100 yes, 0 no. */
export const renewalInHand = defineFactor({
  id: 'renewalInHand',
  group: 'renewal',
  weight: 1,
  unit: 'percent',
  text: `Within 90 days of the next end of a term of a year or longer: 100 with a renewal deal that is open, or was won and closed no more than ${wonWithinDays} days before it; 0 without.`,
  anchors: [
    [0, 30],
    [100, 100],
  ],
  measure(facts, nowMs) {
    const renewsAt = nextTermEnd(facts)?.at;
    if (renewsAt === undefined || renewsAt - nowMs > 90 * dayMs) return 'notApplicable';
    return facts.deals.some((d) => isForRenewal(d, renewsAt)) ? 100 : 0;
  },
  // Deals carry no creation date, so nobody can tell whether one existed.
  knownAt: () => false,
});

/** Every factor. A new one is a declaration here and a line in this list. */
export const factors = [
  activeShare,
  usageTrend,
  activation,
  lastActivity,
  championsPresent,
  urgentTickets,
  satisfaction,
  replyHours,
  overdueDays,
  paymentFailures,
  disputes,
  endingSubscriptions,
  renewalInHand,
] as const;
