import type { HealthFactor } from '../../../lib/contract/sections.ts';
import type { AccountFacts } from '../model.ts';

export type HealthGroup = HealthFactor['group'];

/** A point of a piecewise-linear curve: a measured value and its score, 0..100. */
export type Anchor = readonly [value: number, score: number];

/**
 * One health factor. `measure` gives the value, null when it is missing, or `notApplicable` when it cannot exist for this account
 * (then it leaves both the score and the coverage). Anchors are sorted by value; outside them the curve is flat, so there are no cliffs.
 */
export type FactorDefinition = {
  id: string;
  group: HealthGroup;
  /** Weight inside the group. */
  weight: number;
  unit: string;
  /** What is measured, in a sentence; docs/metrics.md is made from these. */
  text: string;
  anchors: readonly Anchor[];
  /** Other anchors for a customer younger than so many days; of one whose age is unknown the usual ones hold. */
  young?: { belowDays: number; anchors: readonly Anchor[] };
  measure(facts: AccountFacts, nowMs: number): number | null | 'notApplicable';
  /** Where the value only stands for a state, the word for it: it is shown in place of value and unit. */
  stateOf?(facts: AccountFacts): string | null;
  /**
   * Whether today's facts still tell what the value was at a past instant; always when absent. A factor that rests on something the
   * sources overwrite (the last activity) or do not date (when a dispute was decided) says no, and counts as missing on that day.
   */
  knownAt?(facts: AccountFacts, atMs: number): boolean;
};

/** Declares a factor. Throws RangeError for anchors that are not strictly increasing in value. */
export function defineFactor(definition: FactorDefinition): FactorDefinition {
  for (const anchors of [definition.anchors, definition.young?.anchors ?? []]) {
    for (const [i, anchor] of anchors.entries()) {
      const before = anchors[i - 1];
      if (before && before[0] >= anchor[0]) throw new RangeError(`factor ${definition.id}: anchors must increase`);
    }
  }
  return definition;
}

/** The anchors that hold for a customer of an age in days, null when unknown. */
export function anchorsOf({ anchors, young }: FactorDefinition, ageDays: number | null): readonly Anchor[] {
  return young !== undefined && ageDays !== null && ageDays < young.belowDays ? young.anchors : anchors;
}

/** The score of a value on the curve, 0..100; null for NaN and infinities, which count as missing. */
export function scoreOf(anchors: readonly Anchor[], value: number): number | null {
  if (!Number.isFinite(value)) return null;
  const first = anchors[0];
  const last = anchors.at(-1);
  if (!first || !last) return null;
  if (value <= first[0]) return first[1];
  for (const [i, [x, y]] of anchors.entries()) {
    if (value > x) continue;
    const [x0, y0] = anchors[i - 1] as Anchor;
    return y0 + ((value - x0) / (x - x0)) * (y - y0);
  }
  return last[1];
}
