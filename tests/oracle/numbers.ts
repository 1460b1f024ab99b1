import { aboutParts, kindParts, oracleBeside } from './beside.ts';
import { DAY, type Facts } from './facts.ts';
import { type OracleHealth, oracleHealth } from './health.ts';
import {
  boughtOrders,
  type Expected,
  givenBack,
  inside,
  isoDay,
  isRecurring,
  keptIncome,
  laterBy,
  licensedSeats,
  middle,
  openForecast,
  pastTerms,
  purse,
  satisfied,
  soldThings,
  usersBetween,
  worthGivenBack,
  yearsOf,
} from './measures.ts';

/** Every number of an account, from docs/metrics.md and features of the field; shares no code with the server. */
export function oracleNumbers(facts: Facts, now: number): Record<string, Expected> {
  const health = oracleHealth(facts, now);
  const paid = till(facts, now);
  return {
    ...desk(facts, now),
    ...paid,
    ...oracleBeside(facts, now, paid.netRevenueRetention as Expected),
    ...trade(facts, now),
    ...deals(facts, now),
    ...use(facts, now, health),
    ...scores(facts, health),
  };
}

function desk(facts: Facts, now: number): Record<string, Expected> {
  const { tickets } = facts;
  const before = (days: number) => now - days * DAY;
  const came = (end: number) => tickets.filter((t) => inside(t.createdAt, end, 30)).length;
  const reply = (end: number) =>
    tickets.filter((t) => inside(t.createdAt, end, 90)).flatMap((t) => t.firstReplyMinutes ?? []);
  const solve = (end: number) =>
    tickets.filter((t) => inside(t.solvedAt, end, 90)).flatMap((t) => t.resolutionMinutes ?? []);
  const rated = (end: number) => satisfied(facts, end);
  const share = (end: number) => {
    const all = rated(end);
    return all.length === 0 ? null : (all.filter((isGood) => isGood).length * 100) / all.length;
  };
  return {
    ticketVolume: { value: came(now), n: came(now), previous: came(before(30)), parts: aboutParts(facts, now) },
    firstResponse: { value: middle(reply(now)), n: reply(now).length, previous: middle(reply(before(90))) },
    resolution: { value: middle(solve(now)), n: solve(now).length, previous: middle(solve(before(90))) },
    csat: { value: share(now), n: rated(now).length, previous: share(before(90)) },
  };
}

function till(facts: Facts, now: number): Record<string, Expected> {
  const tries = (end: number) => facts.payments.filter((p) => inside(p.createdAt, end, 90));
  const failed = (end: number) => (tries(end).length === 0 ? null : tries(end).filter((p) => !p.succeeded).length);
  const notes = facts.credits.filter((c) => inside(c.createdAt, now, 365)).map((c) => c.amount);
  const credit = facts.billed
    .flatMap((c) => c.balance ?? [])
    .filter((b) => b.amountMinor < 0)
    .map((b) => ({ currency: b.currency, amountMinor: -b.amountMinor }));
  const state = worstState(facts, now);
  return {
    failedPayments: { value: failed(now), n: tries(now).length, previous: failed(now - 90 * DAY) },
    creditNotes: { n: notes.length, amounts: purse(notes) },
    paymentStatus: {
      n: facts.subscriptions.filter((s) => s.status !== 'incomplete_expired').length + facts.invoices.length,
      amounts: purse(credit),
      ...(state ? { text: state } : {}),
    },
    netRevenueRetention: retention(facts, now),
  };
}

export function worstState({ subscriptions: all, invoices, disputes }: Facts, now: number): string | null {
  // One that expired before its first payment billed nobody.
  const subscriptions = all.filter((s) => s.status !== 'incomplete_expired');
  const open = invoices.filter((i) => i.amountDue.amountMinor > 0 && i.status === 'open');
  const has = (...statuses: string[]) => subscriptions.some((s) => statuses.includes(s.status));
  if (disputes.some((d) => !['won', 'lost', 'warning_closed', 'prevented'].includes(d.status))) return 'disputed';
  if (has('unpaid') || invoices.some((i) => i.status === 'uncollectible' && i.amountDue.amountMinor > 0))
    return 'unpaid';
  if (has('past_due') || open.some((i) => i.dueAt !== null && i.dueAt < now)) return 'pastDue';
  if (has('incomplete')) return 'incomplete';
  if (open.length > 0) return 'open';
  if (has('active', 'trialing')) return 'current';
  if (subscriptions.length === 0 && invoices.some((i) => i.status === 'paid')) return 'current';
  if (has('paused')) return 'paused';
  return has('canceled') ? 'cancelled' : null;
}

function retention({ subscriptions, invoices }: Facts, now: number): Expected {
  const yearAgo = now - 365 * DAY;
  const live = subscriptions.filter(isRecurring);
  const base = subscriptions.filter((s) => {
    if (s.startedAt > yearAgo || ['trialing', 'incomplete', 'incomplete_expired'].includes(s.status)) return false;
    return !(s.status === 'canceled' && s.endedAt !== null && s.endedAt <= yearAgo);
  });
  const n = base.length;
  if (n === 0) return { n, why: 'noBase' };
  if ([...base, ...live].some((s) => s.arr === null || s.status === 'paused')) return { n, why: 'notDated' };
  if (new Set([...base, ...live].map((s) => s.arr?.currency)).size > 1) return { n, why: 'currencies' };
  const total = (list: typeof subscriptions) => list.reduce((t, s) => t + (s.arr?.amountMinor ?? 0), 0);
  if (total(base) === 0) return { n, why: 'noBase' };
  const sent = invoices.filter((i) => !['draft', 'void'].includes(i.status));
  for (const s of base.filter(isRecurring)) {
    const there = sent.filter((i) => i.key.source === s.key.source);
    const named = there.filter((i) => i.subscriptionId !== null);
    // Nothing says whose they are: they can only be those of the one subscription there is.
    const own = named.length > 0 ? named.filter((i) => i.subscriptionId === s.key.id) : there;
    if (named.length === 0 && subscriptions.length > 1) return { n, why: 'notDated' };
    const last = newest(own.filter((i) => i.createdAt > yearAgo))?.total;
    const then = newest(
      own.filter((i) => i.createdAt <= yearAgo && i.createdAt > laterBy(yearAgo, -termOf(s)) - 35 * DAY),
    )?.total;
    if (!last || !then || last.amountMinor !== then.amountMinor || last.currency !== then.currency)
      return { n, why: 'notDated' };
  }
  return { value: (total(live) * 100) / total(base), n };
}

/** Years for which a subscription is bought at a time; whatever is shorter is billed every year at least. */
function termOf({ plans }: Facts['subscriptions'][number]): number {
  const lengths = plans.map(yearsOf).filter((years) => years >= 1);
  return lengths.length === 0 ? 1 : Math.min(...lengths);
}

/** Whole years between two instants, and the part of the last one. */
function spanOfYears(from: number, to: number): number {
  let years = 0;
  while (laterBy(from, years + 1) <= to) years++;
  const [begun, full] = [laterBy(from, years), laterBy(from, years + 1)];
  return to <= from ? 0 : years + (to - begun) / (full - begun);
}

/** Created last; of several at once the one whose id comes first. */
function newest(list: Facts['invoices']): Facts['invoices'][number] | null {
  return list.reduce<Facts['invoices'][number] | null>((best, i) => {
    if (best === null || i.createdAt > best.createdAt) return i;
    return i.createdAt === best.createdAt && i.key.id < best.key.id ? i : best;
  }, null);
}

function trade(facts: Facts, now: number): Record<string, Expected> {
  const bought = boughtOrders(facts);
  const times = bought.map((o) => o.createdAt);
  const orders = (end: number) =>
    times.some((t) => t <= end) ? times.filter((t) => inside(t, end, 365)).length : null;
  const recent = times.filter((t) => inside(t, now, 365)).sort((x, y) => x - y);
  const gaps: number[] = [];
  for (let i = 1; i < recent.length; i++) gaps.push(((recent[i] as number) - (recent[i - 1] as number)) / DAY);

  const values = bought
    .filter((o) => inside(o.createdAt, now, 365))
    .flatMap((o) => o.subtotal ?? [])
    .filter((v) => v.amountMinor > 0);
  const average = purse(values).map((sum) => ({
    currency: sum.currency,
    amountMinor: Math.round(sum.amountMinor / values.filter((v) => v.currency === sum.currency).length),
  }));

  const sold = soldThings(facts, now);
  const soldIn = (end: number) => sold.filter((s) => inside(s.at, end, 365));
  const returned = (end: number) => {
    const list = soldIn(end);
    return list.length === 0 ? null : (list.filter((s) => givenBack(s, facts).length > 0).length * 100) / list.length;
  };
  const priced = soldIn(now).filter((s) => s.worth !== null && s.worth.amountMinor > 0);
  const currencies = new Set(priced.map((s) => s.worth?.currency));

  const came = keptIncome(facts, now);
  const future = facts.subscriptions.filter(isRecurring).flatMap((s) => {
    if (s.arr === null) return [];
    const years = s.cancelsAt === null ? 5 : spanOfYears(s.renewsAt ?? now, Math.min(s.cancelsAt, laterBy(now, 5)));
    return [{ currency: s.arr.currency, amountMinor: Math.round(s.arr.amountMinor * years) }];
  });
  return {
    purchaseFrequency: { value: orders(now), n: orders(now) ?? 0, previous: orders(now - 365 * DAY) },
    orderInterval: { value: middle(gaps), n: gaps.length },
    averageOrderValue: { n: values.length, amounts: average },
    refundRate: { value: returned(now), n: soldIn(now).length, previous: returned(now - 365 * DAY) },
    refundedValue:
      currencies.size > 1
        ? { n: priced.length, why: 'currencies' }
        : {
            value:
              priced.length === 0
                ? null
                : (priced.reduce((t, s) => t + worthGivenBack(s, facts), 0) * 100) /
                  priced.reduce((t, s) => t + (s.worth?.amountMinor ?? 0), 0),
            n: priced.length,
          },
    customerLifetimeValue: {
      n: sold.length,
      amounts: purse([...came, ...future.map((f) => ({ ...f, amountMinor: 0 }))]),
      upTo: purse([...came, ...future]),
    },
  };
}

function deals(facts: Facts, now: number): Record<string, Expected> {
  const open = openForecast(facts);
  const amounts = open.flatMap((d) => d.amount ?? []);
  const weighted = open.flatMap((d) =>
    d.amount === null || d.probability === null || d.probability === undefined
      ? []
      : [{ currency: d.amount.currency, amountMinor: Math.round(d.amount.amountMinor * d.probability) }],
  );
  const stale = open.filter((d) => d.closesOn !== null && Date.parse(d.closesOn) < Date.parse(isoDay(now)));
  const terms = pastTerms(facts, now).filter((t) => inside(t.end, now, 1095));
  const touches = facts.people.flatMap((p) => p.firstTouch ?? []);
  const earliest = Math.min(...touches.map((t) => t.at));
  const [channel] = touches
    .filter((t) => t.at === earliest)
    .map((t) => t.channel)
    .sort();
  return {
    pipelineValue: {
      n: amounts.length,
      amounts: purse(amounts),
      parts: kindParts(facts),
      why: open.length === 0 ? 'nothingYet' : 'noAmount',
    },
    weightedPipeline: {
      n: weighted.length,
      amounts: purse(weighted),
      why: open.length === 0 ? 'nothingYet' : 'noAmount',
    },
    staleDeals: { value: open.length === 0 ? null : stale.length, n: open.length },
    renewalRate: { value: terms.length === 0 ? null : terms.filter((t) => t.renewed).length, n: terms.length },
    acquisitionSource: { n: touches.length, ...(channel ? { text: channel } : {}) },
  };
}

const worth: Record<string, [points: number, cap: number]> = {
  product: [1, 35],
  meeting: [10, 30],
  call: [5, 15],
  email: [2, 10],
  web: [1, 10],
};

function use(facts: Facts, now: number, health: OracleHealth): Record<string, Expected> {
  const seats = licensedSeats(facts);
  const { deeds } = facts;
  if (deeds === null)
    return {
      productUsage: { n: seats, why: 'notConnected' },
      engagementScore: { n: 0, why: 'notConnected' },
      upsellPotential: upsell(facts, now, health),
    };
  const age = (day: string, end: number) => (Date.parse(isoDay(end)) - Date.parse(day)) / DAY;
  const engaged = (end: number) => {
    let total = 0;
    for (const [channel, [points, cap]] of Object.entries(worth)) {
      let sum = 0;
      for (const a of deeds)
        if (a.channel === channel && age(a.day, end) >= 0 && age(a.day, end) < 30)
          sum += points / 2 ** (age(a.day, end) / 14);
      total += Math.min(cap, sum);
    }
    return total;
  };
  const monthAgo = now - 30 * DAY;
  const usedBefore = usersBetween(facts, now, 28, 428) > 0;
  return {
    productUsage:
      seats === 0
        ? { n: 0, why: 'noSeats' }
        : {
            value: (usersBetween(facts, now, 0, 28) * 100) / seats,
            n: seats,
            previous: usedBefore ? (usersBetween(facts, now, 28, 56) * 100) / seats : null,
          },
    engagementScore: {
      isRounded: true,
      value: engaged(now),
      n: deeds.filter((a) => age(a.day, now) >= 0 && age(a.day, now) < 30).length,
      previous: deeds.some((a) => age(a.day, monthAgo) >= 0) ? engaged(monthAgo) : null,
    },
    upsellPotential: upsell(facts, now, health),
  };
}

function upsell(facts: Facts, now: number, health: OracleHealth): Expected {
  const n = licensedSeats(facts);
  const priced = purse(facts.subscriptions.filter(isRecurring).flatMap((s) => s.arr ?? []));
  const [price] = priced;
  const white = price ? whiteSpace(facts, price.currency, n) : null;
  if (facts.deeds === null && white === null) return { n, why: 'notConnected' };
  if (n === 0) return { n, why: 'noSeats' };
  const unpriced = facts.subscriptions.filter((s) => isRecurring(s) && s.arr === null);
  if (!price || licensedSeats({ ...facts, subscriptions: unpriced }) > 0) return { n, why: 'noAmount' };
  if (priced.length > 1) return { n, why: 'currencies' };
  const disputed = facts.disputes.some((d) => !['won', 'lost', 'warning_closed', 'prevented'].includes(d.status));
  if (
    disputed ||
    (health.factors.urgentTickets ?? 100) < 100 ||
    (health.score !== null && Math.round(health.score * 10) < 500)
  )
    return { n, why: 'blocked' };
  if (openForecast(facts).some((d) => d.kind === 'expansion')) return { n, why: 'inPipeline' };
  const users = usersBetween(facts, now, 0, 28);
  const cost = (count: number) => Math.round((price.amountMinor / n) * Math.max(0, count));
  const cash = (amountMinor: number) => [{ currency: price.currency, amountMinor }];
  const upTo = cost(users / n < 0.8 ? 0 : Math.ceil(users / 0.7) - n) + (white ?? 0);
  return { n, amounts: cash(cost(users - n)), upTo: cash(upTo) };
}

/** What the products that they do not have would bring for all seats, by how well they suit; null when there is nothing to offer. */
function whiteSpace(facts: Facts, currency: string, seats: number): number | null {
  const has = facts.subscriptions.filter(isRecurring).flatMap((s) => s.productIds ?? []);
  const dealt = openForecast(facts).map((d) => d.name.toLowerCase());
  let total: number | null = null;
  for (const product of facts.catalogue) {
    const cost = product.yearly.find((y) => y.currency === currency);
    if (!cost || has.includes(product.id) || dealt.includes(product.name.toLowerCase())) continue;
    total = (total ?? 0) + Math.round(cost.amountMinor * product.fit * seats);
  }
  return total;
}

const lossWeights: Record<string, number> = {
  activeShare: 3,
  usageTrend: 3,
  activation: 1,
  lastActivity: 2,
  championsPresent: 2,
  urgentTickets: 2,
  satisfaction: 1,
  overdueDays: 3,
  paymentFailures: 1,
  disputes: 2,
  endingSubscriptions: 4,
  renewalInHand: 1,
};

function scores(facts: Facts, health: OracleHealth): Record<string, Expected> {
  const told = Object.entries(health.factors).filter((f): f is [string, number] => f[1] !== null);
  const weighed = told.filter(([id]) => lossWeights[id] !== undefined);
  const live = facts.subscriptions.filter(isRecurring);
  const sum = (of: (id: string, score: number) => number) => weighed.reduce((t, [id, score]) => t + of(id, score), 0);
  const begun = facts.subscriptions.filter((s) => !['incomplete', 'incomplete_expired'].includes(s.status));
  const gone = begun.length > 0 && !begun.some((s) => s.status !== 'canceled');
  const index = sum((id, score) => (lossWeights[id] ?? 0) * (100 - score)) / sum((id) => lossWeights[id] ?? 0);
  const leaving = live.length > 0 && !live.some((s) => s.cancelsAt === null);
  return {
    healthScore: { isRounded: true, value: health.score, n: told.length },
    churnRisk: gone
      ? { n: 0, why: 'notCustomer' }
      : weighed.length < 3
        ? { n: weighed.length, why: 'tooFew' }
        : { isRounded: true, value: leaving ? Math.max(90, index) : index, n: weighed.length },
  };
}
