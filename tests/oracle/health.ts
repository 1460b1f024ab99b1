import { DAY, type Facts } from './facts.ts';
import {
  inside,
  isoDay,
  isRecurring,
  licensedSeats,
  middle,
  personDaysBetween,
  persons,
  satisfied,
  usersBetween,
  yearsOf,
} from './measures.ts';

/** The health of an account before rounding, written from docs/metrics.md ("Account health"); shares no code with the server. */
export type OracleHealth = {
  score: number | null;
  coverage: number;
  /** Score of each asked factor, null when it is missing. */
  factors: Record<string, number | null>;
};

type Curve = [number, number][];
type Asked = { value: number | null; curve: Curve; group: string; weight: number };

const groupShares: Record<string, number> = { usage: 35, engagement: 15, support: 20, billing: 20, renewal: 10 };

export function oracleHealth(facts: Facts, now: number): OracleHealth {
  const asked = { ...usage(facts, now), ...people(facts, now), ...support(facts, now), ...money(facts, now) };
  const list = Object.values(asked).map((a) => ({ ...a, score: a.value === null ? null : onCurve(a.curve, a.value) }));

  let groupSum = 0;
  let groupWeight = 0;
  let known = 0;
  let possible = 0;
  for (const [group, share] of Object.entries(groupShares)) {
    const members = list.filter((a) => a.group === group);
    if (members.length === 0) continue;
    const all = members.reduce((t, a) => t + a.weight, 0);
    const told = members.filter((a) => a.score !== null);
    const toldWeight = told.reduce((t, a) => t + a.weight, 0);
    possible += share;
    known += (share * toldWeight) / all;
    if (told.length === 0) continue;
    groupSum += (share * told.reduce((t, a) => t + a.weight * (a.score as number), 0)) / toldWeight;
    groupWeight += share;
  }
  const coverage = possible === 0 ? 0 : known / possible;
  let score = coverage >= 0.4 - 1e-9 && groupWeight > 0 ? groupSum / groupWeight : null;
  if (score !== null) {
    if (facts.tickets.some((t) => isPressing(t) && now - t.createdAt > 2 * DAY)) score = Math.min(score, 69);
    if (unpaid(facts, now).some((dueAt) => now - dueAt > 60 * DAY)) score = Math.min(score, 59);
    const live = facts.subscriptions.filter(isRecurring);
    if (live.length > 0 && !live.some((s) => s.cancelsAt === null)) score = Math.min(score, 29);
    if (isOver(facts, ['canceled'])) score = Math.min(score, 29);
  }
  return {
    score,
    coverage,
    factors: Object.fromEntries(
      Object.entries(asked).map(([id, a]) => [id, a.value === null ? null : onCurve(a.curve, a.value)]),
    ),
  };
}

/** On the line between the two nearest points, flat outside. */
function onCurve(curve: Curve, value: number): number {
  const above = curve.findIndex(([x]) => x >= value);
  if (above === 0) return (curve[0] as [number, number])[1];
  if (above === -1) return (curve[curve.length - 1] as [number, number])[1];
  const [x0, y0] = curve[above - 1] as [number, number];
  const [x1, y1] = curve[above] as [number, number];
  return (y0 * (x1 - value) + y1 * (value - x0)) / (x1 - x0);
}

/** Days since the first subscription or signed contract began, null when nobody knows. */
function age(facts: Facts, now: number): number | null {
  let first = Infinity;
  for (const s of facts.subscriptions)
    if (s.status !== 'incomplete' && s.status !== 'incomplete_expired' && s.startedAt <= now)
      first = Math.min(first, s.startedAt);
  for (const c of facts.contracts)
    if (c.isAgreed && c.startsOn !== null && Date.parse(c.startsOn) <= now)
      first = Math.min(first, Date.parse(c.startsOn));
  return first === Infinity ? null : (now - first) / DAY;
}

function usage(facts: Facts, now: number): Record<string, Asked> {
  const asked: Record<string, Asked> = {};
  if (facts.deeds === null) return asked;
  const seats = licensedSeats(facts);
  const days = age(facts, now);
  if (seats > 0) {
    const grown: Curve = [
      [10, 0],
      [50, 40],
      [75, 80],
      [90, 100],
    ];
    const young: Curve = [
      [0, 10],
      [10, 40],
      [50, 80],
      [75, 100],
    ];
    asked.activeShare = {
      value: (usersBetween(facts, now, 0, 28) / seats) * 100,
      curve: days !== null && days < 180 ? young : grown,
      group: 'usage',
      weight: 3,
    };
    if (days !== null && days < 90)
      asked.activation = {
        value: (usersBetween(facts, now, 0, 400) / seats) * 100,
        curve: [
          [0, 20],
          [25, 60],
          [60, 100],
        ],
        group: 'usage',
        weight: 2,
      };
  }
  const before = personDaysBetween(facts, now, 28, 56);
  if (before >= 10)
    asked.usageTrend = {
      value: (personDaysBetween(facts, now, 0, 28) * 100) / before - 100,
      curve: [
        [-50, 0],
        [-20, 50],
        [-5, 90],
        [5, 100],
      ],
      group: 'usage',
      weight: 2,
    };
  return asked;
}

function people(facts: Facts, now: number): Record<string, Asked> {
  const seen = facts.people.map((p) => p.lastActivityAt).filter((at): at is number => at !== null);
  const champions = persons(facts).filter((p) => p.role === 'champion');
  return {
    lastActivity: {
      value: seen.length === 0 ? null : Math.max(0, Math.floor((now - Math.max(...seen)) / DAY)),
      curve: [
        [7, 100],
        [30, 80],
        [60, 50],
        [120, 0],
      ],
      group: 'engagement',
      weight: 3,
    },
    championsPresent: {
      value:
        champions.length === 0 ? null : (100 * champions.filter((p) => p.leftAt === null).length) / champions.length,
      curve: [
        [0, 10],
        [50, 60],
        [100, 100],
      ],
      group: 'engagement',
      weight: 2,
    },
  };
}

const isPressing = (t: Facts['tickets'][number]) => t.isOpen && (t.isUrgent || t.isEscalated);

function support(facts: Facts, now: number): Record<string, Asked> {
  const rated = satisfied(facts, now);
  const satisfaction: Asked = {
    value: rated.length < 5 ? null : (100 * rated.filter((isGood) => isGood).length) / rated.length,
    curve: [
      [50, 0],
      [80, 60],
      [95, 100],
    ],
    group: 'support',
    weight: 2,
  };
  if (facts.tickets.length === 0)
    return facts.answers.some((a) => a.isCsat && a.verdict !== null) ? { satisfaction } : {};
  const replies = facts.tickets.filter((t) => inside(t.createdAt, now, 90)).flatMap((t) => t.firstReplyMinutes ?? []);
  const reply = middle(replies);
  return {
    urgentTickets: {
      value: facts.tickets.filter(isPressing).length,
      curve: [
        [0, 100],
        [1, 40],
        [3, 0],
      ],
      group: 'support',
      weight: 4,
    },
    satisfaction,
    replyHours: {
      value: reply === null ? null : reply / 60,
      curve: [
        [1, 100],
        [8, 70],
        [24, 30],
        [72, 0],
      ],
      group: 'support',
      weight: 1,
    },
  };
}

/** Due days of invoices that are past them and still ask for money. */
function unpaid(facts: Facts, now: number): number[] {
  return facts.invoices
    .filter((i) => ['open', 'uncollectible'].includes(i.status) && i.amountDue.amountMinor > 0)
    .flatMap((i) => (i.dueAt !== null && i.dueAt < now ? [i.dueAt] : []));
}

/** Something was subscribed to once, and of all that ever started nothing is left but these states. */
function isOver({ subscriptions }: Facts, states: string[]): boolean {
  const left = new Set<string>(subscriptions.map((s) => s.status));
  left.delete('incomplete');
  left.delete('incomplete_expired');
  const hadOne = left.size > 0;
  for (const state of states) left.delete(state);
  return hadOne && left.size === 0;
}

/** When the next term of a year or longer begins. Where only one end is told, it is that of the shortest line. */
export function nextYear({ subscriptions }: Facts): number | null {
  const ends: number[] = [];
  for (const s of subscriptions) {
    if (!isRecurring(s)) continue;
    const long = s.plans.filter((p) => yearsOf(p) >= 1);
    const told = long.flatMap((p) => p.endsAt ?? []);
    if (told.length > 0) ends.push(Math.min(...told));
    else if (s.plans.length > 0 && long.length === s.plans.length && s.renewsAt !== null) ends.push(s.renewsAt);
  }
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Won, on a day not more than 180 days before the day of the renewal. */
function isWonFor(deal: Facts['deals'][number], renewal: number): boolean {
  if (!deal.isWon || !deal.isClosed || deal.closesOn === null) return false;
  return Date.parse(isoDay(renewal)) - Date.parse(deal.closesOn) <= 180 * DAY;
}

function money(facts: Facts, now: number): Record<string, Asked> {
  const wasBilled = facts.invoices.some((i) => !['void', 'draft'].includes(i.status));
  if (!wasBilled && facts.subscriptions.every((s) => s.status === 'incomplete_expired')) return {};
  const late = unpaid(facts, now);
  const tries = facts.payments.filter((p) => inside(p.createdAt, now, 90));
  const live = facts.subscriptions.filter(isRecurring);
  const renewal = nextYear(facts);
  const asked: Record<string, Asked> = {
    overdueDays: {
      value: late.length === 0 ? 0 : Math.floor((now - Math.min(...late)) / DAY),
      curve: [
        [0, 100],
        [7, 70],
        [30, 30],
        [60, 0],
      ],
      group: 'billing',
      weight: 4,
    },
    paymentFailures: {
      value: tries.length === 0 ? null : (100 * tries.filter((p) => !p.succeeded).length) / tries.length,
      curve: [
        [0, 100],
        [25, 50],
        [75, 0],
      ],
      group: 'billing',
      weight: 2,
    },
    disputes: {
      value: facts.disputes.filter((d) => !['won', 'lost', 'warning_closed', 'prevented'].includes(d.status)).length,
      curve: [
        [0, 100],
        [1, 20],
        [2, 0],
      ],
      group: 'billing',
      weight: 2,
    },
    endingSubscriptions: {
      value:
        live.length > 0
          ? (100 * live.filter((s) => s.cancelsAt !== null).length) / live.length
          : isOver(facts, ['canceled', 'paused'])
            ? 100
            : null,
      curve: [
        [0, 100],
        [100, 0],
      ],
      group: 'renewal',
      weight: 3,
    },
  };
  if (renewal !== null && renewal - now <= 90 * DAY)
    asked.renewalInHand = {
      value: facts.deals.some((d) => d.kind === 'renewal' && (!d.isClosed || isWonFor(d, renewal))) ? 100 : 0,
      curve: [
        [0, 30],
        [100, 100],
      ],
      group: 'renewal',
      weight: 1,
    };
  return asked;
}
