import type { Band, Health } from '../../../lib/contract/sections.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import type { AccountFacts } from '../model.ts';
import type { FactorDefinition } from './defineFactor.ts';
import { knownAt } from './reconstructHistory.ts';
import { round, scoreFacts } from './scoreFacts.ts';

const againstDays = 7;
/** Without a point of that day an earlier one may stand for it, and one older than this may not. */
const oldestDays = 10;
const flatBelow = 3;

/** A point of the past. `reconstructed`: computed later, from dated facts, not on its day. */
export type PastPoint = {
  day: string;
  score: number | null;
  band: Band;
  rulesVersion: number;
  /** Null for points that were stored before profiles were. */
  profile?: string | null;
  /** Null for points that were stored before it was, and for reconstructed ones. */
  confidence?: Health['confidence'] | null;
  reconstructed?: boolean;
};

/**
 * The change against 7 days ago; null when the two are not comparable: no score, other rules, another level of confidence, or no point
 * that is at most 10 days old. Against a reconstructed day, today is scored from the same factors: like is compared with like.
 * `before`: the days before today, oldest first. Definition: docs/metrics.md, "Account health".
 */
export function trendOf(
  today: Pick<Health, 'score' | 'confidence' | 'rulesVersion'>,
  before: readonly PastPoint[],
  definitions: readonly FactorDefinition[],
  facts: AccountFacts,
  nowMs: number,
): Health['trend'] {
  const dayBefore = (days: number) => new Date(nowMs - days * dayMs).toISOString().slice(0, 10);
  const then = before.findLast((p) => p.day <= dayBefore(againstDays));
  if (!then || then.score === null || then.day < dayBefore(oldestDays)) return null;
  if (then.rulesVersion !== today.rulesVersion) return null;
  if (then.confidence && then.confidence !== today.confidence) return null;
  const comparable = then.reconstructed
    ? scoreFacts(facts, nowMs, knownAt(definitions, facts, Date.parse(then.day) + (nowMs % dayMs))).score
    : today.score;
  if (today.score === null || comparable === null) return null;
  const delta = round(comparable - then.score, 1);
  return { direction: Math.abs(delta) < flatBelow ? 'flat' : delta > 0 ? 'up' : 'down', delta };
}
