import { type Cash, DAY, type Facts, type Order, type Plan, type Refund, type Subscription } from './facts.ts';

/** Small measures that the oracle's numbers are made of; written from docs/metrics.md and sharing no code with the server. */

/** What a number should be. `none`: no value at all; `why` where the definition names the reason. */
export type Expected = {
  value?: number | null;
  n: number;
  previous?: number | null;
  amounts?: Cash[];
  upTo?: Cash[];
  text?: string;
  parts?: { id: string; n: number; amounts?: Cash[] }[];
  why?: string;
  /** Shown rounded to one decimal. */
  isRounded?: true;
};

export const isoDay = (ms: number): string => new Date(ms).toISOString().substring(0, 10);

/** Later than `days` days before `end`, and not after `end`. */
export function inside(ms: number | null, end: number, days: number): boolean {
  if (ms === null) return false;
  return ms <= end && end - ms < days * DAY;
}

export function middle(list: number[]): number | null {
  if (list.length === 0) return null;
  const ordered = list.slice().sort((x, y) => x - y);
  const a = ordered[Math.floor((ordered.length - 1) / 2)] as number;
  const b = ordered[Math.ceil((ordered.length - 1) / 2)] as number;
  return (a + b) / 2;
}

/** One amount a currency, by the alphabet. */
export function purse(list: readonly Cash[]): Cash[] {
  const currencies = [...new Set(list.map((c) => c.currency))].sort();
  return currencies.map((currency) => ({
    currency,
    amountMinor: list.filter((c) => c.currency === currency).reduce((total, c) => total + c.amountMinor, 0),
  }));
}

export const isRecurring = (s: Subscription): boolean =>
  s.status === 'active' || s.status === 'past_due' || s.status === 'unpaid';

export function licensedSeats(facts: Facts): number {
  let total = 0;
  for (const s of facts.subscriptions)
    if (isRecurring(s)) for (const plan of s.plans) if (!plan.metered) total += plan.quantity;
  return total;
}

/** Days of use of the product by age: 0 is today. */
export function useByAge(facts: Facts, now: number): { user: string; age: number; day: string }[] {
  const today = Date.parse(isoDay(now));
  return (facts.deeds ?? [])
    .filter((a) => a.channel === 'product')
    .map((a) => ({ user: a.user, age: (today - Date.parse(a.day)) / DAY, day: a.day }));
}

export function usersBetween(facts: Facts, now: number, from: number, to: number): number {
  const users: Record<string, true> = {};
  for (const use of useByAge(facts, now)) if (use.age >= from && use.age < to) users[use.user] = true;
  return Object.keys(users).length;
}

export function personDaysBetween(facts: Facts, now: number, from: number, to: number): number {
  const seen: Record<string, true> = {};
  for (const use of useByAge(facts, now)) if (use.age >= from && use.age < to) seen[`${use.user} on ${use.day}`] = true;
  return Object.keys(seen).length;
}

export type Sold = { id: string; source: string; worth: Cash | null; at: number };

/**
 * What one system alone would show of records that may be copies of each other: of those alike, the ones of the system that has most of
 * them; where two have as many, of the one whose comes first.
 */
export function shownOnce<T extends { key: { source: string } }>(list: T[], isAlike: (x: T, y: T) => boolean): T[] {
  return list.filter((one) => {
    const alike = list.filter((other) => isAlike(one, other));
    const of = (source: string) => alike.filter((other) => other.key.source === source).length;
    const most = Math.max(...alike.map((other) => of(other.key.source)));
    return alike.find((other) => of(other.key.source) === most)?.key.source === one.key.source;
  });
}

const isSameCash = (x: Cash | null, y: Cash | null) =>
  x === null || y === null ? x === y : x.amountMinor === y.amountMinor && x.currency === y.currency;

/** Orders that were not cancelled, without copies in another system. */
export function standingOrders(facts: Facts): Order[] {
  const name = (o: Order) => `${o.key.source}/${o.key.kind}/${o.key.id}`;
  const open = facts.orders.filter((o) => !o.isCancelled).sort((x, y) => (name(x) < name(y) ? -1 : 1));
  return shownOnce(
    open,
    (x, y) =>
      x.number === y.number && isSameCash(x.subtotal, y.subtotal) && isoDay(x.createdAt) === isoDay(y.createdAt),
  );
}

export const soldOrder = (o: Order): Sold => ({
  id: o.key.id,
  source: o.key.source,
  worth: o.subtotal,
  at: o.createdAt,
});

export function soldThings(facts: Facts, now: number): Sold[] {
  const charged = chargedUntil(facts, now);
  if (charged.length > 0)
    return charged.map((p) => ({ id: p.key.id, source: p.key.source, worth: p.amount, at: p.createdAt }));
  return standingOrders(facts)
    .filter((o) => o.createdAt <= now && !isTakenBack(o))
    .map(soldOrder);
}

function chargedUntil(facts: Facts, now: number): Facts['payments'] {
  return facts.payments.filter((p) => p.succeeded).filter((p) => p.amount.amountMinor > 0 && p.createdAt <= now);
}

/** An order that takes back a part of another one. */
const isTakenBack = (o: Order) => o.subtotal !== null && o.subtotal.amountMinor < 0;

/**
 * What came in until now, and did not go again by refunds, lost disputes or orders below zero. A dispute that names its charge takes no more
 * than that brought.
 */
export function keptIncome(facts: Facts, now: number): Cash[] {
  const lost = facts.disputes.filter((d) => d.status === 'lost' && d.createdAt <= now);
  const gone: Cash[] = [];
  if (chargedUntil(facts, now).length > 0) {
    for (const d of lost) if (d.paymentId === null) gone.push(d.amount);
  } else
    for (const o of standingOrders(facts))
      if (o.subtotal !== null && o.subtotal.amountMinor < 0 && o.createdAt <= now)
        gone.push({ currency: o.subtotal.currency, amountMinor: Math.abs(o.subtotal.amountMinor) });
  const came: Cash[] = [];
  for (const thing of soldThings(facts, now)) {
    if (thing.worth === null) continue;
    const { currency, amountMinor } = thing.worth;
    let left = amountMinor - worthGivenBack(thing, facts);
    for (const d of lost) if (d.paymentId === thing.id && d.amount.currency === currency) left -= d.amount.amountMinor;
    came.push({ currency, amountMinor: left < 0 ? 0 : left });
  }
  return purse(came).map(({ currency, amountMinor }) => {
    const left = gone.filter((g) => g.currency === currency).reduce((rest, g) => rest - g.amountMinor, amountMinor);
    return { currency, amountMinor: left < 0 ? 0 : left };
  });
}

export function givenBack(thing: Sold, facts: Facts): Refund[] {
  return facts.refunds.filter((r) => r.succeeded && r.key.source === thing.source && r.paymentId === thing.id);
}

export function worthGivenBack(thing: Sold, facts: Facts): number {
  if (thing.worth === null) return 0;
  let total = 0;
  for (const r of givenBack(thing, facts))
    if (r.amount.currency === thing.worth.currency) total += r.amount.amountMinor;
  return Math.min(total, Math.max(thing.worth.amountMinor, 0));
}

export function boughtOrders(facts: Facts): Order[] {
  return standingOrders(facts).filter((o) => {
    if (isTakenBack(o)) return false;
    if (o.subtotal === null || o.subtotal.amountMinor === 0) return true;
    return worthGivenBack(soldOrder(o), facts) < o.subtotal.amountMinor;
  });
}

/** What was agreed: contracts, and the assets too where no contract has an end. Of several with the same days, one. */
function terms(facts: Facts): Facts['contracts'] {
  const real = facts.contracts.filter((c) => c.isAgreed);
  const papers = real.filter((c) => c.key.kind !== 'Asset');
  const list = papers.every((c) => c.endsOn === null) ? real : papers;
  return list.filter((c, i) => !list.slice(0, i).some((d) => d.startsOn === c.startsOn && d.endsOn === c.endsOn));
}

/** How many years a line is bought for at a time; 0 of weeks and days. */
export const yearsOf = (p: Plan) => (p.interval === 'year' ? p.every : p.interval === 'month' ? p.every / 12 : 0);

/** So many years later, by whole months; from the last days of a long month to the last day of a shorter one. */
export function laterBy(ms: number, years: number): number {
  const from = new Date(ms);
  const to = new Date(ms);
  to.setUTCMonth(from.getUTCMonth() + Math.round(years * 12));
  // A day that the month does not have became one of the next month.
  if (to.getUTCDate() !== from.getUTCDate()) to.setUTCDate(0);
  return to.getTime();
}

/** Past terms with whether they were renewed: contracts of the CRM, or else the anniversaries of yearly subscriptions. */
export function pastTerms(facts: Facts, now: number): { end: number; renewed: boolean }[] {
  const grace = 30 * DAY;
  const real = terms(facts);
  const ofContracts: { end: number; renewed: boolean }[] = [];
  for (const c of real) {
    if (c.endsOn === null || Date.parse(c.endsOn) >= now) continue;
    const end = Date.parse(c.endsOn);
    let renewed = false;
    for (const d of real) {
      if (d.startsOn === null || Date.parse(d.startsOn) > now || Date.parse(d.startsOn) > end + grace) continue;
      if (Date.parse(d.startsOn) < end - 90 * DAY) continue;
      const isLater = c.startsOn === null || Date.parse(d.startsOn) > Date.parse(c.startsOn);
      const lastsLonger = d.endsOn === null || Date.parse(d.endsOn) > end;
      if (isLater && lastsLonger) renewed = true;
    }
    if (renewed || now - end > grace) ofContracts.push({ end, renewed });
  }
  if (ofContracts.length > 0) return ofContracts;

  const began = (s: Subscription) => !['trialing', 'incomplete', 'incomplete_expired'].includes(s.status);
  const ofSubscriptions: { end: number; renewed: boolean }[] = [];
  for (const s of facts.subscriptions) {
    const lengths = s.plans.map(yearsOf).filter((years) => years >= 1);
    if (!began(s) || lengths.length === 0) continue;
    const stopped = s.status === 'canceled';
    if (stopped && s.endedAt === null) continue;
    const stop = stopped ? (s.endedAt as number) : Infinity;
    for (let term = 1; term < 100; term++) {
      const end = laterBy(s.startedAt, term * Math.min(...lengths));
      if (end >= now || end - stop > grace) break;
      if (stop - end > grace) ofSubscriptions.push({ end, renewed: true });
      else {
        const replaced = facts.subscriptions.some((t) => {
          const isInTime = t.startedAt > s.startedAt && t.startedAt - stop <= grace && stop - t.startedAt <= 90 * DAY;
          return began(t) && isInTime && !(t.status === 'canceled' && t.endedAt !== null && t.endedAt <= stop);
        });
        if (replaced || now - end > grace) ofSubscriptions.push({ end, renewed: replaced });
      }
    }
  }
  return ofSubscriptions;
}

/** Open deals, each once, by the day on which they are to close; of a deal and its copy the one that is expected. */
export function openDeals(deals: Facts['deals']): Facts['deals'] {
  return dealsOnce(deals.filter((d) => !d.isClosed));
}

export function dealsOnce(deals: Facts['deals']): Facts['deals'] {
  const place = (d: Facts['deals'][number]) => [d.closesOn ?? '9', d.omitted ? '1' : '0', d.key.id].join(' ');
  const inOrder = deals.slice().sort((x, y) => (place(x) < place(y) ? -1 : 1));
  return shownOnce(inOrder, (x, y) => x.name === y.name && x.closesOn === y.closesOn && isSameCash(x.amount, y.amount));
}

/** Those left out of the forecast are out before copies are looked for. */
export function openForecast(facts: Facts): Facts['deals'] {
  return openDeals(facts.deals.filter((d) => !d.omitted));
}

/** People, each once: who has the same address in two systems is one. What one system knows completes the other. */
export function persons({ people }: Facts): Facts['people'] {
  const byAddress = Map.groupBy(people, (p) => p.email?.toLowerCase() ?? `${p.key.source} ${p.key.id}`);
  return [...byAddress.values()].map((same): Facts['people'][number] => ({
    ...(same[0] as Facts['people'][number]),
    role: same.find((p) => p.role !== 'unknown')?.role ?? 'unknown',
    leftAt: same.find((p) => p.leftAt !== null)?.leftAt ?? null,
    refuses: {
      everything: same.some((p) => p.refuses.everything),
      email: same.some((p) => p.refuses.email),
      phone: same.some((p) => p.refuses.phone),
    },
  }));
}

/** Whether each rating of 90 days was a good one. Neutral answers are ratings; those to other questions are not. */
export function satisfied({ tickets, answers }: Facts, end: number): boolean[] {
  const solved = tickets.filter((t) => t.rating !== null && inside(t.solvedAt, end, 90));
  const answered = answers.filter((a) => a.isCsat && a.verdict !== null && inside(a.answeredAt, end, 90));
  return [...solved.map((t) => t.rating === 'good'), ...answered.map((f) => f.verdict === 'good')];
}
