import type { Band, Health, HealthFactor } from '../../../lib/contract/sections.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import type { AccountFacts } from '../model.ts';
import { applicableCaps } from './caps.ts';
import { type FactorDefinition, type HealthGroup, scoreOf } from './defineFactor.ts';
import { factors as allFactors } from './factors.ts';

/** Raised whenever factors, anchors, weights or caps change; trends are not drawn across versions. */
export const rulesVersion = 1;

/** Default group weights. Usage has no source yet; a group without applicable factors leaves the score. */
export const groupWeights: Record<HealthGroup, number> = {
  usage: 35,
  engagement: 15,
  support: 20,
  billing: 20,
  renewal: 10,
};

const minCoverage = 0.4;
const flatBelow = 3;
const hysteresis = 3;
const edges: readonly (readonly [Band, number])[] = [
  ['healthy', 75],
  ['watch', 50],
  ['atRisk', 25],
  ['critical', 0],
];

export type HealthInput = {
  facts: AccountFacts;
  nowMs: number;
  /** 0..1: weighted mean freshness of the sources behind the factors (1 fresh, 0.5 warned, 0 failed). */
  freshness: number;
  /** Stored points, oldest first; today's may be among them and is replaced. */
  history: readonly { day: string; score: number | null; band: Band; rulesVersion: number }[];
  definitions?: readonly FactorDefinition[];
};

/**
 * The health of an account, 0..100, high is good: weighted mean of groups of weighted factors, with every part shown.
 * Missing data lowers coverage and confidence, never the score. Definition: docs/metrics.md, "Account health".
 */
export function computeHealth(input: HealthInput): Health {
  const { facts, nowMs, freshness } = input;
  const measured = (input.definitions ?? allFactors).flatMap((definition) => {
    const value = definition.measure(facts, nowMs);
    if (value === 'notApplicable') return [];
    const score = value === null ? null : scoreOf(definition.anchors, value);
    return [{ definition, value: score === null ? null : value, score }];
  });

  const inGroup = (group: HealthGroup) => measured.filter((m) => m.definition.group === group);
  const sum = (list: readonly { definition: FactorDefinition }[]) =>
    list.reduce((total, m) => total + m.definition.weight, 0);
  const groups = Object.keys(groupWeights) as HealthGroup[];
  const present = groups.filter((g) => inGroup(g).some((m) => m.score !== null));
  const presentWeight = present.reduce((total, g) => total + groupWeights[g], 0);

  let covered = 0;
  let applicable = 0;
  const factors: HealthFactor[] = measured.map(({ definition, value, score }) => {
    const { group } = definition;
    const members = inGroup(group);
    const share = definition.weight / sum(members);
    applicable += groupWeights[group] * share;
    if (score !== null) covered += groupWeights[group] * share;
    const scored = members.filter((m) => m.score !== null);
    const weight = score === null ? 0 : (groupWeights[group] / presentWeight) * (definition.weight / sum(scored));
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

  const coverage = applicable === 0 ? 0 : covered / applicable;
  const uncapped = 50 + factors.reduce((total, f) => total + f.points, 0);
  const caps: Health['caps'] = [];
  let score: number | null = null;
  if (coverage >= minCoverage && present.length > 0) {
    score = Math.min(100, Math.max(0, uncapped));
    for (const cap of applicableCaps(facts, nowMs)) {
      if (score <= cap.ceiling) continue;
      caps.push({ id: cap.id, ceiling: cap.ceiling, points: cap.ceiling - score });
      score = cap.ceiling;
    }
  }

  const certainty = coverage * Math.min(1, Math.max(0, freshness));
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const before = input.history.filter((p) => p.day < today);
  const band = bandOf(score, before.at(-1)?.band ?? null, before.at(-1)?.score ?? null);
  return {
    score: round(score, 1),
    band,
    coverage: round(coverage, 3) as number,
    confidence: certainty >= 0.8 ? 'high' : certainty >= 0.5 ? 'medium' : 'low',
    factors,
    caps,
    trend: trendOf(score, before, nowMs),
    history: [
      ...before.slice(-89).map(({ day, score: s }) => ({ day, score: s })),
      { day: today, score: round(score, 1) },
    ],
    rulesVersion,
  };
}

/** Half-open bands; the last band is left only after crossing its edge by 3 points, or when the last day was across already. */
export function bandOf(score: number | null, lastBand: Band | null, lastScore: number | null): Band {
  if (score === null) return 'unknown';
  const plain = plainBand(score);
  if (lastBand === null || lastBand === 'unknown' || lastBand === plain) return plain;
  if (lastScore !== null && plainBand(lastScore) === plain) return plain;
  const index = edges.findIndex(([name]) => name === lastBand);
  const lower = edges[index]?.[1] ?? 0;
  const upper = index > 0 ? (edges[index - 1]?.[1] ?? 100) : Number.POSITIVE_INFINITY;
  return score < lower - hysteresis || score >= upper + hysteresis ? plain : lastBand;
}

function plainBand(score: number): Band {
  return edges.find(([, edge]) => score >= edge)?.[0] ?? 'critical';
}

function trendOf(score: number | null, before: HealthInput['history'], nowMs: number): Health['trend'] {
  const weekAgo = new Date(nowMs - 7 * dayMs).toISOString().slice(0, 10);
  const then = before.findLast((p) => p.day <= weekAgo);
  if (score === null || !then || then.score === null || then.rulesVersion !== rulesVersion) return null;
  const delta = round(score - then.score, 1) as number;
  return { direction: Math.abs(delta) < flatBelow ? 'flat' : delta > 0 ? 'up' : 'down', delta };
}

function round<T extends number | null>(value: T, digits: number): T {
  return (value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits) as T;
}
