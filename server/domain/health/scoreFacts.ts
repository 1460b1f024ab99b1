import type { Health, HealthFactor } from '../../../lib/contract/sections.ts';
import type { AccountFacts } from '../model.ts';
import { caps as allCaps } from './caps.ts';
import { anchorsOf, type FactorDefinition, type HealthGroup, scoreOf } from './defineFactor.ts';
import { ageDays } from './profile.ts';

/** Default group weights. A group without applicable factors leaves the score. */
export const groupWeights: Record<HealthGroup, number> = {
  usage: 35,
  engagement: 15,
  support: 20,
  billing: 20,
  renewal: 10,
};

/** Below this share of applicable factors with data there is no score. */
export const minCoverage = 0.4;

/** `score` is 0..100, rounded to a tenth; null when coverage, 0..1, is too low. Points and caps sum: 50 + factors + caps = score. */
export type ScoredFacts = Pick<Health, 'score' | 'factors' | 'caps'> & { coverage: number };

/**
 * The score of an account at an instant: the weighted mean of groups of weighted factors, with every part shown. A factor without a
 * value lowers coverage, never the score. Definition: docs/metrics.md, "Account health".
 */
export function scoreFacts(facts: AccountFacts, nowMs: number, definitions: readonly FactorDefinition[]): ScoredFacts {
  const age = ageDays(facts, nowMs);
  const measured = definitions.flatMap((definition) => {
    const value = definition.measure(facts, nowMs);
    if (value === 'notApplicable') return [];
    const score = value === null ? null : scoreOf(anchorsOf(definition, age), value);
    return [{ definition, value: score === null ? null : value, score }];
  });

  const groups = Object.keys(groupWeights) as HealthGroup[];
  // The weights of the factors of each group, of all and of those with a score.
  const weightOf = Object.fromEntries(groups.map((g) => [g, { all: 0, scored: 0, isPresent: false }])) as Record<
    HealthGroup,
    { all: number; scored: number; isPresent: boolean }
  >;
  for (const { definition, score } of measured) {
    const own = weightOf[definition.group];
    own.all += definition.weight;
    if (score === null) continue;
    own.scored += definition.weight;
    own.isPresent = true;
  }
  const present = groups.filter((g) => weightOf[g].isPresent);
  const presentWeight = present.reduce((total, g) => total + groupWeights[g], 0);

  let covered = 0;
  let applicable = 0;
  const factors: HealthFactor[] = measured.map(({ definition, value, score }) => {
    const { group } = definition;
    const share = definition.weight / weightOf[group].all;
    applicable += groupWeights[group] * share;
    if (score !== null) covered += groupWeights[group] * share;
    const weight =
      score === null ? 0 : (groupWeights[group] / presentWeight) * (definition.weight / weightOf[group].scored);
    return {
      id: definition.id,
      group,
      value: round(value, 2),
      unit: definition.unit,
      score: round(score, 1),
      weight,
      points: score === null ? 0 : weight * (score - 50),
    };
  });

  // Rounded, so that a share of exactly 0.4 is not missed by a rounding error of the sum.
  const coverage = applicable === 0 ? 0 : round(covered / applicable, 9);
  const caps: Health['caps'] = [];
  let score: number | null = null;
  if (coverage >= minCoverage && present.length > 0) {
    score = Math.min(100, Math.max(0, 50 + factors.reduce((total, f) => total + f.points, 0)));
    for (const cap of allCaps) {
      if (score <= cap.ceiling || !cap.applies(facts, nowMs)) continue;
      caps.push({ id: cap.id, ceiling: cap.ceiling, points: cap.ceiling - score });
      score = cap.ceiling;
    }
  }
  return { score: round(score, 1), factors, caps, coverage };
}

/** Rounds to decimals; null stays null. */
export function round<T extends number | null>(value: T, digits: number): T {
  return (value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits) as T;
}
