import type { Band, Health, HealthFactor, HealthOverride } from '../../../lib/contract/sections.ts';
import type { AccountFacts } from '../model.ts';
import type { FactorDefinition } from './defineFactor.ts';
import { factors as allFactors } from './factors.ts';
import { profileOf } from './profile.ts';
import { round, scoreFacts } from './scoreFacts.ts';
import { type PastPoint, trendOf } from './trend.ts';
import { wayBack } from './wayBack.ts';

/** Raised whenever factors, anchors, weights or caps change; trends are not drawn across versions. */
export const rulesVersion = 4;

const hysteresis = 3;
/** The bands and their lower edges, best first; half-open. */
export const bandEdges: readonly (readonly [Band, number])[] = [
  ['healthy', 75],
  ['watch', 50],
  ['atRisk', 25],
  ['critical', 0],
];

/** An override as it was stored; `removedAt` is the day somebody took it back. */
export type PastOverride = HealthOverride & { removedAt: string | null };

export type HealthInput = {
  facts: AccountFacts;
  nowMs: number;
  /** 0..1: weighted mean freshness of the sources behind the factors (1 fresh, 0.5 warned, 0 failed). */
  freshness: number;
  /** Stored points, oldest first; today's may be among them and is replaced. */
  history: readonly PastPoint[];
  /** What people said of the last 90 days, oldest first. */
  overrides?: readonly PastOverride[];
  definitions?: readonly FactorDefinition[];
};

/**
 * The health of an account, 0..100, high is good, with its waterfall, band, confidence, trend and history.
 * Missing data lowers coverage and confidence, never the score. Definition: docs/metrics.md, "Account health".
 */
export function computeHealth(input: HealthInput): Health {
  const { facts, nowMs, freshness } = input;
  const definitions = input.definitions ?? allFactors;
  const { score, factors, caps, coverage } = scoreFacts(facts, nowMs, definitions);
  const states = new Map(
    definitions.flatMap((d): [string, string][] => {
      const state = d.stateOf?.(facts) ?? null;
      return state === null ? [] : [[d.id, state]];
    }),
  );
  const certainty = coverage * Math.min(1, Math.max(0, freshness));
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const before = input.history.filter((p) => p.day < today);
  // A reconstructed band was never shown to anybody, so nothing has to hold on to it.
  const last = before.findLast((p) => !p.reconstructed);
  const band = bandOf(score, last?.band ?? null, last?.score ?? null);
  const profile = profileOf(facts, nowMs);
  const confidence = certainty >= 0.8 ? 'high' : certainty >= 0.5 ? 'medium' : 'low';
  const override = activeOverride(input.overrides ?? [], nowMs);
  return {
    score,
    band,
    coverage: round(coverage, 3),
    confidence,
    factors: factors.map((f) => inWords(f, states)),
    caps,
    trend: trendOf({ score, confidence, rulesVersion }, before, definitions, facts, nowMs),
    history: withMarkers(
      [...before.slice(-89), { day: today, score, band, rulesVersion, profile }],
      input.overrides ?? [],
    ),
    rulesVersion,
    profile,
    ...(override ? { override } : {}),
    // A state has no value that could be reached: it has to go, like a limit.
    wayBack: wayBack({ score, band, factors, caps }, bandEdges, definitions, facts, nowMs).map((step) =>
      step.kind === 'factor' && states.has(step.id) ? { ...step, to: null } : step,
    ),
  };
}

/** A factor as it is shown: where its value only stands for a state, the word for that in place of the unit. */
function inWords(factor: HealthFactor, states: ReadonlyMap<string, string>): HealthFactor {
  const state = states.get(factor.id);
  return state === undefined || factor.score === null ? factor : { ...factor, value: null, unit: state };
}

/** The newest override that holds now. */
function activeOverride(overrides: readonly PastOverride[], nowMs: number): HealthOverride | null {
  const found = overrides.findLast((o) => o.removedAt === null && Date.parse(o.expiresAt) > nowMs);
  if (!found) return null;
  const { removedAt: _, ...override } = found;
  return override;
}

/** The points as they are shown, and beside them why the line may jump. What was reconstructed was made by the rules of today. */
function withMarkers(points: readonly PastPoint[], overrides: readonly PastOverride[]): Health['history'] {
  const overridden = new Set(overrides.map((o) => o.at.slice(0, 10)));
  return points.map(({ day, score, reconstructed, rulesVersion: rules, profile }, i) => {
    const before = points[i - 1];
    const isComparable = before !== undefined && !before.reconstructed && !reconstructed;
    const marker =
      isComparable && before.rulesVersion !== rules
        ? 'rules'
        : isComparable && before.profile && profile && before.profile !== profile
          ? 'profile'
          : overridden.has(day)
            ? 'override'
            : null;
    return { day, score, ...(reconstructed ? { reconstructed } : {}), ...(marker ? { marker } : {}) };
  });
}

/** Half-open bands; the last band is left only after crossing its edge by 3 points, or when the last day was across already. */
export function bandOf(score: number | null, lastBand: Band | null, lastScore: number | null): Band {
  if (score === null) return 'unknown';
  const plain = plainBand(score);
  if (lastBand === null || lastBand === 'unknown' || lastBand === plain) return plain;
  if (lastScore !== null && plainBand(lastScore) === plain) return plain;
  const index = bandEdges.findIndex(([name]) => name === lastBand);
  const lower = bandEdges[index]?.[1] ?? 0;
  const upper = index > 0 ? (bandEdges[index - 1]?.[1] ?? 100) : Number.POSITIVE_INFINITY;
  return score < lower - hysteresis || score >= upper + hysteresis ? plain : lastBand;
}

function plainBand(score: number): Band {
  return bandEdges.find(([, edge]) => score >= edge)?.[0] ?? 'critical';
}
