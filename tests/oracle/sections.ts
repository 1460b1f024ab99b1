import type { Cash, Facts } from './facts.ts';
import { nextYear } from './health.ts';
import { isRecurring, openDeals, persons, purse, yearsOf } from './measures.ts';
import { worstState } from './numbers.ts';

/** What the document shows beside the numbers, in one flat list; null for a section without anything. */
export type Shown = {
  arr: Cash[];
  renewsAt: string | null;
  billing: {
    state: string;
    plans: string[];
    cancelsAt: string | null;
    /** Of what is not set to end. */
    renewsAt: string | null;
    overdue: Cash[];
    openInvoices: unknown[];
    disputes: unknown[];
  } | null;
  openTickets: { all: number; urgent: number; escalated: number };
  deals: unknown[];
  contractEndsAt: string | null;
  people: unknown[];
};

const stampOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
const first = (list: number[]) => stampOf(list.length === 0 ? null : Math.min(...list));
const settled = ['won', 'lost', 'warning_closed', 'prevented'];

/** What should be shown, from docs/metrics.md. */
export function oracleSections(facts: Facts, now: number): Shown {
  const live = facts.subscriptions.filter(isRecurring);
  const owed = facts.invoices.filter(
    (i) => (i.status === 'open' || i.status === 'uncollectible') && i.amountDue.amountMinor > 0,
  );
  const state = worstState(facts, now);
  const open = facts.tickets.filter((t) => t.isOpen);
  const ends = facts.contracts.flatMap((c) => (c.isAgreed && c.endsOn !== null ? [c.endsOn] : []));
  const billing = {
    plans: (live.length > 0 ? live : facts.subscriptions.filter((s) => s.status !== 'incomplete_expired'))
      .flatMap((s) => s.plans.map((p) => `${p.quantity} x ${p.name} a ${p.interval}`))
      .sort(),
    cancelsAt: first(live.flatMap((s) => s.cancelsAt ?? [])),
    renewsAt: nextRenewal({ ...facts, subscriptions: facts.subscriptions.filter((s) => s.cancelsAt === null) }),
    overdue: purse(owed.filter((i) => i.dueAt !== null && i.dueAt < now).map((i) => i.amountDue)),
    openInvoices: owed
      .map((i) => [i.key.id, i.amountDue, stampOf(i.dueAt), i.status, i.attemptCount])
      .sort((x, y) => (`${x[0]}` < `${y[0]}` ? -1 : 1)),
    disputes: facts.disputes
      .filter((d) => !settled.includes(d.status))
      .map((d) => [d.key.id, d.amount, stampOf(d.evidenceDueAt)])
      .sort((x, y) => (`${x[0]}` < `${y[0]}` ? -1 : 1)),
  };
  return {
    arr: purse(live.flatMap((s) => s.arr ?? [])),
    renewsAt: nextRenewal(facts),
    billing: state === null ? null : { state, ...billing },
    openTickets: {
      all: open.length,
      urgent: open.filter((t) => t.isUrgent).length,
      escalated: open.filter((t) => t.isEscalated).length,
    },
    deals: openDeals(facts.deals)
      .slice(0, 10)
      .map((d) => [d.key.id, d.name, d.amount, d.closesOn, d.kind]),
    contractEndsAt: ends.sort().at(-1) ?? null,
    people: persons(facts)
      .map((p) => {
        const { everything, email, phone } = p.refuses;
        const optOuts = everything ? [] : [...(email ? ['email'] : []), ...(phone ? ['phone'] : [])];
        return [p.name, p.role, stampOf(p.leftAt), everything, optOuts];
      })
      .sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)),
  };
}

/** Of a customer who has no term of a year or longer the end of the shortest period is shown. */
function nextRenewal(facts: Facts): string | null {
  const live = facts.subscriptions.filter(isRecurring);
  return live.some((s) => s.plans.some((p) => yearsOf(p) >= 1))
    ? stampOf(nextYear(facts))
    : first(live.flatMap((s) => s.renewsAt ?? []));
}
