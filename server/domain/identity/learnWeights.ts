import type { FieldWeight } from '../linkage/weights.ts';
import { type LearntWeights, levels, noneLearnt } from './similarityModel.ts';

/** What is assumed before any pair was seen weighs as much as so many pairs of one customer; with fewer, nothing is learnt. */
const priorMatches = 1_000;
/** No weight moves by more than so many bits: what is learnt confirms itself where a field speaks alone. */
const maxShift = 2;
/** Weights move in such steps, so that a few pairs more or less do not move every link. */
const shiftStep = 0.25;
/** Evidence is counted in such steps. */
export const evidenceStep = 1 / 16;
const maxRounds = 50;
/** At rest when no probability moves by more than this. */
const rest = 1e-5;

type Field = keyof typeof levels;

/** Every level of every field, by number, with its m and the numbers of its field. */
const all = Object.entries(levels).flatMap(([field, of]) =>
  Object.entries(of).map(([level, { m }]) => ({ field, level, m: m as number })),
);
const numberOf = new Map(all.map(({ field, level }, i) => [`${field}/${level}`, i]));
const fieldsOf = Object.keys(levels).map((field) => all.flatMap((one, i) => (one.field === field ? [i] : [])));
const base = all.length + 1;

/** The levels of a pair as one number. */
export function patternOf(weights: readonly FieldWeight[]): number {
  let pattern = 0;
  for (const { field, level } of weights) pattern = pattern * base + (numberOf.get(`${field}/${level}`) as number) + 1;
  return pattern;
}

function levelsOf(pattern: number): number[] {
  const found: number[] = [];
  for (let left = pattern; left > 0; left = Math.floor(left / base)) found.push((left % base) - 1);
  return found;
}

/** No pair gains more bits than this by what is learnt. */
export const mostGained = fieldsOf
  .map((numbers) => Math.max(...numbers.map((i) => Math.min(maxShift, -Math.log2((all[i] as (typeof all)[number]).m)))))
  .reduce((sum, bits) => sum + bits, maxShift);

/** By how many bits the weights that were learnt move a pair of this pattern. */
export function shiftOf(pattern: number, learnt: LearntWeights): number {
  return levelsOf(pattern).reduce((sum, i) => {
    const { field, level } = all[i] as (typeof all)[number];
    return sum + (learnt.bits[field as Field]?.[level] ?? 0);
  }, learnt.priorBits);
}

/** Pairs that were weighed with the fixed m, counted by their levels and what they add up to. */
export class WeighedPairs {
  /** For each pattern, how many pairs have so many steps of evidence. */
  readonly #counts = new Map<number, Map<number, number>>();

  add(pattern: number, bits: number): void {
    const counts = this.#counts.get(pattern) ?? new Map<number, number>();
    const steps = Math.round(bits / evidenceStep);
    counts.set(steps, (counts.get(steps) ?? 0) + 1);
    this.#counts.set(pattern, counts);
  }

  /**
   * Learns m without examples, by expectation and maximisation (Dempster, Laird & Rubin 1977) as Winkler (1988) does for the model of
   * Fellegi & Sunter: pairs count as of one customer by how likely that is, and the shares of the levels among those are the new m; how
   * many they are makes the new prior. The fixed numbers are where it starts and, with few pairs, stays: `assumed` is how many matches
   * they expect. Pairs that share no block count as no matches. u is not learnt from compared pairs: those were picked because they agree.
   */
  learn(assumed: number): LearntWeights {
    const pairs = [...this.#counts].flatMap(([pattern, counts]) =>
      [...counts].map(([steps, count]) => ({ found: levelsOf(pattern), bits: steps * evidenceStep, count })),
    );
    let m = all.map((one) => one.m);
    let [matches, priorBits] = [0, 0];
    for (let round = 0, moved = 1; round < maxRounds && moved > rest; round++) {
      const shifts = shiftsOf(m);
      const sums = all.map((one) => one.m * priorMatches);
      matches = 0;
      for (const { found, bits, count } of pairs) {
        const evidence = found.reduce((sum, i) => sum + (shifts[i] as number), bits + priorBits);
        const expected = count / (1 + 2 ** -evidence);
        matches += expected;
        for (const i of found) sums[i] = (sums[i] as number) + expected;
      }
      priorBits = bounded(Math.log2((matches + priorMatches) / (assumed + priorMatches)));
      const next = sharesOf(sums);
      moved = Math.max(...next.map((p, i) => Math.abs(p - (m[i] as number))));
      m = next;
    }
    if (matches < priorMatches) return noneLearnt;
    const bits: LearntWeights['bits'] = {};
    for (const [i, shift] of shiftsOf(m).entries()) {
      const { field, level } = all[i] as (typeof all)[number];
      if (rounded(shift) !== 0) bits[field as Field] = { ...bits[field as Field], [level]: rounded(shift) };
    }
    return { matches: Math.round(matches), priorBits: rounded(priorBits), bits };
  }
}

/** What each level weighs more than with the fixed m, in bits. */
const shiftsOf = (m: readonly number[]): number[] =>
  m.map((p, i) => bounded(Math.log2(p / (all[i] as (typeof all)[number]).m)));

const bounded = (bits: number) => Math.max(-maxShift, Math.min(maxShift, bits));
/** Never -0, which is not what is stored and read again. */
const rounded = (bits: number) => Math.round(bits / shiftStep) * shiftStep + 0;

/** The share of each level among those of its field. */
function sharesOf(sums: readonly number[]): number[] {
  const shares = [...sums];
  for (const numbers of fieldsOf) {
    const total = numbers.reduce((sum, i) => sum + (sums[i] as number), 0);
    for (const i of numbers) shares[i] = (sums[i] as number) / total;
  }
  return shares;
}
