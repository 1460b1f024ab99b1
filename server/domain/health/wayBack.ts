import type { Band, Health } from '../../../lib/contract/sections.ts';
import type { AccountFacts } from '../model.ts';
import { caps as allCaps } from './caps.ts';
import { type Anchor, anchorsOf, type FactorDefinition, scoreOf } from './defineFactor.ts';
import { ageDays } from './profile.ts';
import { round } from './scoreFacts.ts';

/** A step towards the next band: what has to be reached (`to`, in `unit`; null for a limit that has to go), and the points it brings. */
export type Step = NonNullable<Health['wayBack']>[number];

/** A factor that can get better: its weight in the whole score, and its score now. */
type Lever = { id: string; unit: string; value: number; weight: number; score: number; anchors: readonly Anchor[] };

/** A ranked choice of levers and how far each is lifted, in points of its own score. */
type Lift = { lever: Lever; by: number };

const tolerance = 1e-9;

/**
 * The cheapest way from the score to the lower edge of the next band: the fewest things to do, and of those the least movement. Limits
 * that lie under the edge have to go first, and take along what they do to the factor behind them: whoever closes the ticket has fewer
 * open ones too. Only what is still missing then is asked of factors. Empty when there is no score, or no next band. Deterministic.
 */
export function wayBack(
  health: Pick<Health, 'score' | 'band' | 'factors' | 'caps'>,
  bandEdges: readonly (readonly [Band, number])[],
  definitions: readonly FactorDefinition[],
  facts: AccountFacts,
  nowMs: number,
): Step[] {
  const index = bandEdges.findIndex(([band]) => band === health.band);
  const target = bandEdges[index - 1]?.[1];
  if (health.score === null || target === undefined) return [];
  // One that applies may not hold the score yet, and would once the factors are better.
  const inTheWay = allCaps.filter((c) => c.ceiling < target && c.applies(facts, nowMs));
  const settled = new Map(inTheWay.map((c) => [c.behind.factor, c.behind.settled(facts, nowMs)]));
  /** Points that a factor gains when the limit that rests on the same fact goes. */
  const gained = new Map<string, number>();
  const age = ageDays(facts, nowMs);
  const levers = health.factors.flatMap(({ id, unit, weight, points, value }): Lever[] => {
    const definition = definitions.find((d) => d.id === id);
    if (!definition || value === null || weight === 0) return [];
    const anchors = anchorsOf(definition, age);
    const now = points / weight + 50;
    const next = settled.get(id) ?? value;
    const score = settled.has(id) ? (scoreOf(anchors, next) ?? now) : now;
    gained.set(id, weight * (score - now));
    return [{ id, unit, value: next, weight, score, anchors }];
  });
  const barOf = (id: string) => Math.abs(health.caps.find((c) => c.id === id)?.points ?? 0);
  const uncapped = 50 + [...health.factors.map((f) => f.points), ...gained.values()].reduce((sum, n) => sum + n, 0);
  const lifts = cheapest(levers, target - uncapped);
  if (lifts === null) return [];
  return [
    ...inTheWay.map(
      (c): Step => ({
        kind: 'cap',
        id: c.id,
        to: null,
        unit: 'score',
        points: round(barOf(c.id) + (gained.get(c.behind.factor) ?? 0), 1),
      }),
    ),
    ...lifts.map(({ lever, by }) => ({
      kind: 'factor' as const,
      id: lever.id,
      to: valueAt(lever, lever.score + by),
      unit: lever.unit,
      points: round(lever.weight * by, 1),
    })),
  ];
}

/**
 * The fewest levers that together can bring `points`, and of those the choice that moves least; null when all together cannot. Within a
 * choice the heaviest lever is lifted first, because it brings most for its movement.
 */
export function cheapest(levers: readonly Lever[], points: number): Lift[] | null {
  if (points <= tolerance) return [];
  const useful = levers
    .filter((l) => l.score < 100 && l.weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  const gains = useful.map(gain).sort((a, b) => b - a);
  let count = 0;
  for (let reached = 0; reached < points - tolerance; count++) {
    if (count === gains.length) return null;
    reached += gains[count] as number;
  }
  let best: { lifts: Lift[]; movement: number } | null = null;
  for (const choice of choices(useful, count)) {
    if (choice.reduce((sum, l) => sum + gain(l), 0) < points - tolerance) continue;
    let rest = points;
    const lifts = choice.map((lever) => {
      const by = Math.max(0, Math.min(100 - lever.score, rest / lever.weight));
      rest -= by * lever.weight;
      return { lever, by };
    });
    const movement = lifts.reduce((sum, l) => sum + l.by, 0);
    if (best === null || movement < best.movement - tolerance) best = { lifts, movement };
  }
  return best?.lifts ?? null;
}

function gain({ weight, score }: Lever): number {
  return weight * (100 - score);
}

/** Every choice of `count` items, in the order of the list. */
function* choices<T>(items: readonly T[], count: number): Generator<T[]> {
  if (count === 0) return yield [];
  for (let i = 0; i <= items.length - count; i++) {
    for (const rest of choices(items.slice(i + 1), count - 1)) yield [items[i] as T, ...rest];
  }
}

/** The value nearest to the present one that scores at least `score`, in whole units. */
function valueAt({ anchors, value }: Lever, score: number): number {
  const wanted = Math.min(100, score) - 1e-6;
  const found = anchors.flatMap(([x, y], i): number[] => {
    const before = anchors[i - 1];
    if (!before || y === before[1] || (wanted - y) * (wanted - before[1]) > 0) return [];
    return [before[0] + ((wanted - before[1]) / (y - before[1])) * (x - before[0])];
  });
  const nearest = found.sort((a, b) => Math.abs(a - value) - Math.abs(b - value))[0] ?? value;
  return [Math.floor(nearest), Math.ceil(nearest)].find((n) => (scoreOf(anchors, n) ?? 0) >= wanted) ?? nearest;
}
