import { type Comparison, noLevel } from './comparison.ts';
import type { KindId } from './fieldKind.ts';
import { countPairs, type Field, type Records } from './fields.ts';

/** The probabilities of one field's levels, best first. */
export type FieldModel = {
  name: string;
  kind: KindId;
  levels: readonly string[];
  /** Among pairs of one entity, and among others. Each sums to 1. */
  m: number[];
  u: number[];
};

export type Model = {
  fields: FieldModel[];
  /** The probability that two records picked at random are one entity. */
  prior: number;
  /** Rounds of expectation and maximisation, and whether they came to rest. */
  rounds: number;
  converged: boolean;
  /** How many pairs there are, and how many of them are matches by the model. */
  pairs: number;
  expectedMatches: number;
};

/** What agreement by chance is like before anything was seen; weighs as much as `priorPairs` pairs. */
const chance: Record<KindId, number> = {
  givenName: 0.01,
  familyName: 0.005,
  fullName: 0.001,
  company: 0.001,
  date: 0.001,
  email: 0.0005,
  phone: 0.0005,
  website: 0.001,
  postcode: 0.01,
  id: 0.0005,
  number: 0.02,
  category: 0.2,
  text: 0.01,
};
const priorPairs = 200;
/** And what pairs of one entity are like; weighs as much as `priorMatches` of them. */
const sameAmongMatches = 0.85;
const priorMatches = 5;

const samplePairs = 100_000;
const maxRounds = 200;
/** At rest when no probability moves by more than this. */
const rest = 1e-5;
const least = 1e-9;

/** Counts of pairs by their packed levels. */
export type Patterns = ReadonlyMap<number, number>;

/**
 * Estimates the model of Fellegi & Sunter (1969) without examples, as Splink's documentation describes it: u from pairs picked at
 * random, almost all of which are no matches; then m and the prior by expectation and maximisation (Dempster, Laird & Rubin 1977) over
 * the compared pairs. Pairs that share no block are counted as no matches: the prior is over all pairs, so blocking does not shift it.
 */
export function estimateModel(records: Records, comparison: Comparison, patterns: Patterns, allPairs: number): Model {
  const observed = randomLevels(records, comparison, patterns);
  const fields = records.fields.map(({ name, kind }) => ({
    name,
    kind: kind.id,
    levels: kind.levels,
    m: startingM(kind.levels.length),
    u: [] as number[],
  }));
  const model: Model = {
    fields,
    prior: Math.min(0.5, records.count / 2 / Math.max(1, allPairs)),
    rounds: 0,
    converged: false,
    pairs: allPairs,
    expectedMatches: 0,
  };
  const start = fields.map(({ m }) => [...m]);
  const vectors = [...patterns].map(([packed, count]) => ({
    count,
    levels: fields.map((_, f) => comparison.levelOf(packed, f)),
  }));
  setU(model, observed);
  while (model.rounds < maxRounds && !model.converged) {
    model.rounds++;
    const before = model.fields.map(({ m }) => [...m]);
    const priorBefore = model.prior;
    round(model, vectors, start, allPairs);
    setU(model, observed);
    const moved = Math.max(
      Math.abs(Math.log(model.prior / priorBefore)) / 100,
      ...model.fields.flatMap(({ m }, f) => m.map((p, l) => Math.abs(p - (before[f]?.[l] ?? 0)))),
    );
    model.converged = moved < rest;
  }
  return model;
}

/** One step of expectation and maximisation. */
function round(
  model: Model,
  vectors: { count: number; levels: number[] }[],
  start: number[][],
  allPairs: number,
): void {
  const logs = model.fields.map(({ m, u }) => m.map((p, l) => Math.log(p / (u[l] as number))));
  const base = Math.log(model.prior / (1 - model.prior));
  const sums = start.map((levels) => levels.map((p) => p * priorMatches));
  let matches = 0;
  for (const { count, levels } of vectors) {
    let odds = base;
    for (let f = 0; f < levels.length; f++) {
      const level = levels[f] as number;
      if (level !== noLevel) odds += logs[f]?.[level] as number;
    }
    const expected = count / (1 + Math.exp(-odds));
    if (expected < least) continue;
    matches += expected;
    for (let f = 0; f < levels.length; f++) {
      const level = levels[f] as number;
      const sum = sums[f] as number[];
      if (level !== noLevel) sum[level] = (sum[level] as number) + expected;
    }
  }
  for (const [f, field] of model.fields.entries()) field.m = normalise(sums[f] as number[]);
  model.expectedMatches = matches;
  // Half a match more than was found: a prior of zero could never be left again.
  model.prior = Math.min(0.5, (matches + 0.5) / Math.max(1, allPairs));
}

type Observed = { shares: number[]; pairs: number };

/** Sets u to what was seen at random, less the matches that are among it, with the prior knowledge added. */
function setU(model: Model, observed: readonly Observed[]): void {
  for (const [f, field] of model.fields.entries()) {
    const { shares, pairs } = observed[f] as Observed;
    const prior = priorU(field.levels.length, chance[field.kind]);
    field.u = normalise(
      shares.map((share, l) => {
        const unmatched = Math.max(0, share - model.prior * (field.m[l] as number)) / (1 - model.prior);
        return unmatched * pairs + (prior[l] as number) * priorPairs;
      }),
    );
  }
}

const normalise = (weights: readonly number[]) => {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => Math.max(least, w / sum));
};

function startingM(levels: number): number[] {
  const rest = (1 - sameAmongMatches) / (levels - 1);
  return Array.from({ length: levels }, (_, l) => (l === 0 ? sameAmongMatches : rest));
}

function priorU(levels: number, same: number): number[] {
  return normalise(Array.from({ length: levels }, (_, l) => (l === levels - 1 ? 1 - same * levels * 0.9 : same)));
}

/** The shares of the levels among all pairs where all were compared; else agreement is counted, and the other levels are sampled. */
function randomLevels(records: Records, comparison: Comparison, patterns: Patterns): Observed[] {
  const isAll = [...patterns.values()].reduce((sum, count) => sum + count, 0) === countPairs(records);
  const counts = records.fields.map(({ kind }) => kind.levels.map(() => 0));
  for (const [packed, count] of isAll ? patterns : samplePatterns(records, comparison)) {
    for (const [f, levels] of counts.entries()) {
      const level = comparison.levelOf(packed, f);
      if (level !== noLevel) levels[level] = (levels[level] as number) + count;
    }
  }
  return records.fields.map((field, f) => {
    const levels = counts[f] as number[];
    const { share: same, pairs } = sameByChance(field, records.split);
    const others = levels.reduce((sum, n, l) => sum + (l === 0 ? 0 : n), 0);
    const shares = levels.map((n, l) => (l === 0 ? same : others === 0 ? 0 : ((1 - same) * n) / others));
    return { shares, pairs: Math.min(samplePairs, pairs) };
  });
}

function samplePatterns(records: Records, comparison: Comparison): Patterns {
  const patterns = new Map<number, number>();
  const random = seeded(1);
  const draws = Math.min(samplePairs, 2 * countPairs(records));
  for (let i = 0; i < draws; i++) {
    const packed = comparison.compare(...randomPair(records, random));
    patterns.set(packed, (patterns.get(packed) ?? 0) + 1);
  }
  return patterns;
}

function randomPair({ count, split }: Records, random: () => number): [number, number] {
  if (split < count) return [Math.floor(random() * split), split + Math.floor(random() * (count - split))];
  const a = Math.floor(random() * count);
  const b = Math.floor(random() * (count - 1));
  return [a, b >= a ? b + 1 : b];
}

/** How many pairs have values, and the share of them whose values are equal; counted, not sampled. */
function sameByChance({ ids, values, counts, present }: Field, split: number): { share: number; pairs: number } {
  let same = 0;
  if (split === ids.length) {
    for (const n of counts) same += (n * (n - 1)) / 2;
    const pairs = (present * (present - 1)) / 2;
    return { share: pairs === 0 ? 0 : same / pairs, pairs };
  }
  const left = new Int32Array(values.length);
  let presentLeft = 0;
  for (let record = 0; record < split; record++) {
    const id = ids[record] as number;
    if (id < 0) continue;
    left[id] = (left[id] as number) + 1;
    presentLeft++;
  }
  for (const [id, n] of left.entries()) same += n * ((counts[id] as number) - n);
  const pairs = presentLeft * (present - presentLeft);
  return { share: pairs === 0 ? 0 : same / pairs, pairs };
}

/** Numbers from 0 to 1, the same every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
