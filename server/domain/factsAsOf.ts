import type { AccountFacts, InvoiceFact, PersonFact, SubscriptionFact, TicketFact } from './model.ts';
import type { PlanLine } from './planLine.ts';

const dayMs = 86_400_000;
const periodMs = { day: dayMs, week: 7 * dayMs, month: 28 * dayMs, year: 365 * dayMs } as const;

/**
 * What today's facts say was true at a past instant (epoch ms): what came later is taken out, what was settled later is open again.
 * What the sources do not date stays as it is today (who is a champion, the priority of a ticket, a settled dispute); what they
 * overwrite becomes null (the last activity). A health factor says through `knownAt` whether that is good enough for it. Pure.
 */
export function factsAsOf(facts: AccountFacts, atMs: number): AccountFacts {
  const day = new Date(atMs).toISOString().slice(0, 10);
  const existed = <T extends { createdAt: number }>(list: readonly T[]) => list.filter((f) => f.createdAt <= atMs);
  return {
    ...facts,
    people: facts.people.map((p) => personAsOf(p, atMs)),
    deals: facts.deals.map((d) =>
      d.isClosed && d.closesOn !== null && d.closesOn > day ? { ...d, isClosed: false, isWon: false } : d,
    ),
    contracts: facts.contracts.filter((c) => c.startsOn === null || c.startsOn <= day),
    tickets: existed(facts.tickets).map((t) => ticketAsOf(t, atMs)),
    breaches: facts.breaches.filter((b) => b.dueAt <= atMs),
    feedback: facts.feedback.filter((f) => f.answeredAt <= atMs),
    subscriptions: facts.subscriptions.filter((s) => s.startedAt <= atMs).map((s) => subscriptionAsOf(s, atMs)),
    invoices: existed(facts.invoices).map((i) => invoiceAsOf(i, atMs)),
    disputes: existed(facts.disputes),
    payments: existed(facts.payments),
    orders: existed(facts.orders),
    refunds: existed(facts.refunds),
    credits: existed(facts.credits),
    activity: facts.activity?.filter((a) => a.day <= day) ?? null,
  };
}

/** Whoever is the same then is not copied: this is asked of every account for many days. */
function personAsOf(p: PersonFact, atMs: number): PersonFact {
  const leftAt = p.leftAt !== null && p.leftAt <= atMs ? p.leftAt : null;
  const lastActivityAt = p.lastActivityAt !== null && p.lastActivityAt <= atMs ? p.lastActivityAt : null;
  return leftAt === p.leftAt && lastActivityAt === p.lastActivityAt ? p : { ...p, leftAt, lastActivityAt };
}

/** A rating is given after the solve, so it goes with it. */
function ticketAsOf(t: TicketFact, atMs: number): TicketFact {
  const replied = t.firstReplyMinutes !== null && t.createdAt + t.firstReplyMinutes * 60_000 <= atMs;
  const answered = replied || t.firstReplyMinutes === null ? t : { ...t, firstReplyMinutes: null };
  return t.solvedAt === null || t.solvedAt <= atMs
    ? answered
    : { ...answered, status: 'open', solvedAt: null, fullResolutionMinutes: null, rating: null };
}

/** `canceledAt` is the end of a cancelled subscription, and the day of the notice of one that still runs (Stripe's canceled_at). */
function subscriptionAsOf(s: SubscriptionFact, atMs: number): SubscriptionFact {
  const renewsAt = knownEnd(s.renewsAt, s.plans, atMs);
  const isSame =
    renewsAt === s.renewsAt && s.plans.every((p) => knownEnd(p.endsAt ?? null, [p], atMs) === (p.endsAt ?? null));
  const plans = isSame ? s.plans : s.plans.map((p) => ({ ...p, endsAt: knownEnd(p.endsAt ?? null, [p], atMs) }));
  return s.canceledAt === null || s.canceledAt <= atMs
    ? isSame
      ? s
      : { ...s, plans, renewsAt }
    : {
        ...s,
        plans,
        renewsAt,
        status: s.status === 'canceled' ? 'active' : s.status,
        canceledAt: null,
        cancelsAt: null,
      };
}

/** The end of a period of these lines, null where it had not begun then; the ends of earlier periods are not kept. */
function knownEnd(endsAt: number | null, plans: readonly PlanLine[], atMs: number): number | null {
  const shortest = Math.min(...plans.map((p) => periodMs[p.interval] * (p.every ?? 1)));
  const hadBegun = endsAt !== null && Number.isFinite(shortest) && atMs < endsAt && endsAt - atMs <= shortest;
  return hadBegun ? endsAt : null;
}

/** Before its payment an invoice asked for its total. Part payments are not dated, so an open invoice keeps what is left of it. */
function invoiceAsOf(i: InvoiceFact, atMs: number): InvoiceFact {
  return i.status === 'paid' && i.paidAt !== null && i.paidAt > atMs
    ? { ...i, status: 'open', paidAt: null, amountDue: i.total }
    : i;
}
