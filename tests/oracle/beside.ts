import { type Cash, DAY, type Facts } from './facts.ts';
import {
  dealsOnce,
  type Expected,
  inside,
  isRecurring,
  licensedSeats,
  middle,
  openForecast,
  personDaysBetween,
  purse,
  usersBetween,
} from './measures.ts';

/** Numbers that stand beside others, written from docs/metrics.md; shares no code with the server. */
export function oracleBeside(facts: Facts, now: number, nrr: Expected): Record<string, Expected> {
  return { ...waiting(facts, now), ...late(facts, now), ...depth(facts, now), ...touch(facts), ...gross(nrr) };
}

function waiting(facts: Facts, now: number): Record<string, Expected> {
  const { tickets } = facts;
  const ninth = (end: number) => {
    const list = tickets
      .filter((t) => inside(t.createdAt, end, 90) && t.firstReplyMinutes !== null)
      .map((t) => t.firstReplyMinutes as number)
      .sort((x, y) => x - y);
    // The first value that nine tenths of the list do not exceed.
    return {
      n: list.length,
      value: list.length < 10 ? null : (list.find((_, i) => (i + 1) * 10 >= list.length * 9) ?? null),
    };
  };
  const told = tickets.filter((t) => t.isOpen && t.key.source !== 'salesforce');
  const ages = tickets
    .filter((t) => t.isOpen)
    .map((t) => (t.createdAt > now ? 0 : Math.floor((now - t.createdAt) / DAY)));
  const seats = licensedSeats(facts);
  const per100 = (end: number) => (100 * tickets.filter((t) => inside(t.createdAt, end, 30)).length) / seats;
  return {
    firstResponseP90: {
      ...ninth(now),
      previous: ninth(now - 90 * DAY).value,
      why: ninth(now).n === 0 ? 'nothingYet' : 'tooFew',
    },
    slaBreaches: broken(facts, now),
    waitingTickets: { value: told.filter((t) => t.firstReplyMinutes === null).length, n: told.length },
    openTicketAge: { value: middle(ages), n: ages.length },
    ticketsPer100Seats:
      seats === 0 ? { n: 0, why: 'noSeats' } : { value: per100(now), n: seats, previous: per100(now - 30 * DAY) },
  };
}

/** Promises that were due in 90 days and not kept, about tickets that the account has. */
function broken({ breaches, tickets }: Facts, now: number): Expected {
  const late = (end: number) =>
    breaches.filter((b) => {
      const isOwn = tickets.some((t) => t.key.source === b.key.source && t.key.id === b.ticketId);
      return isOwn && !b.isKept && inside(b.dueAt, end, 90);
    });
  if (breaches.length === 0) return { n: 0 };
  const list = late(now);
  const n = new Set(list.map((b) => `${b.key.source} ${b.ticketId}`)).size;
  return { value: list.length, n, previous: late(now - 90 * DAY).length };
}

/** What a ticket is about, of those of the last 30 days. */
export function aboutParts({ tickets }: Facts, now: number): NonNullable<Expected['parts']> {
  const of = (about: string) => tickets.filter((t) => inside(t.createdAt, now, 30) && t.about === about).length;
  return ['problem', 'question'].map((id) => ({ id, n: of(id) })).filter(({ n }) => n > 0);
}

/** Open deals with an amount, by kind. */
export function kindParts(facts: Facts): NonNullable<Expected['parts']> {
  const parts = ['new', 'renewal', 'expansion', 'unknown'].map((id) => {
    const cash = openForecast(facts).flatMap((d): Cash[] => (d.kind === id && d.amount !== null ? [d.amount] : []));
    return { id, n: cash.length, amounts: purse(cash) };
  });
  return parts.filter(({ n }) => n > 0);
}

function late({ invoices, payments, billed, subscriptions }: Facts, now: number): Record<string, Expected> {
  const owed = invoices.filter((i) => ['open', 'uncollectible'].includes(i.status) && i.amountDue.amountMinor > 0);
  const overdue = owed.filter((i) => i.dueAt !== null && i.dueAt < now);
  const limits: [id: string, above: number, upTo: number][] = [
    ['days1to30', 0, 30],
    ['days31to60', 30, 60],
    ['days61to90', 60, 90],
    ['daysOver90', 90, Infinity],
  ];
  const parts = limits.map(([id, above, upTo]) => {
    const inPart = overdue.filter((i) => {
      const late = (now - (i.dueAt as number)) / DAY;
      return late > above && late <= upTo;
    });
    return { id, n: inPart.length, amounts: purse(inPart.map((i) => i.amountDue)) };
  });
  const failed = owed.filter((i) => i.automatic && i.attemptCount > 0);
  const [newest] = [...payments].sort((x, y) => y.createdAt - x.createdAt || (x.key.id < y.key.id ? -1 : 1));
  const cards = [...billed.map((c) => c.hasCard), ...subscriptions.filter(isRecurring).map((s) => s.hasCard)];
  let text: string | undefined;
  if (failed.length > 0) {
    if (newest && !newest.succeeded && newest.final) text = 'hardDecline';
    else if (cards.length > 0 && cards.every((c) => !c)) text = 'noCard';
    else text = failed.some((i) => i.nextAttemptAt && i.nextAttemptAt > now) ? 'retrying' : 'noRetry';
  }
  return {
    overdueAmount: {
      n: overdue.length,
      amounts: purse(overdue.map((i) => i.amountDue)),
      parts: parts.filter((p) => p.n > 0),
    },
    paymentRetry: { n: failed.length, ...(text ? { text } : {}) },
  };
}

function depth(facts: Facts, now: number): Record<string, Expected> {
  if (facts.deeds === null) return { usageDepth: { n: 0, why: 'notConnected' } };
  const of = (from: number) => {
    const users = usersBetween(facts, now, from, from + 28);
    return users === 0 ? null : (100 * personDaysBetween(facts, now, from, from + 28)) / (28 * users);
  };
  return { usageDepth: { value: of(0), n: usersBetween(facts, now, 0, 28), previous: of(28) } };
}

function touch({ deals }: Facts): Record<string, Expected> {
  const won = dealsOnce(deals.filter((d) => d.isWon && d.touch));
  const day = won.map((d) => d.closesOn ?? '9').sort()[0];
  const [text] = won
    .filter((d) => (d.closesOn ?? '9') === day)
    .map((d) => d.touch as string)
    .sort();
  return { convertingTouch: { n: won.length, ...(text ? { text } : {}) } };
}

/** What was kept at most, without what was gained. */
function gross({ n, value, why }: Expected): Record<string, Expected> {
  if (value === null || value === undefined) return { grossRevenueRetention: { n, ...(why ? { why } : {}) } };
  return { grossRevenueRetention: { n, value: value > 100 ? 100 : value } };
}
