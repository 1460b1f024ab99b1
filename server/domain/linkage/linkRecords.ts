import { blockRecords, type SchemeUse } from './blockRecords.ts';
import { maxRecords, visitPairs } from './blocks.ts';
import { clusterLinks, type Edge, type Veto } from './clusterLinks.ts';
import { Comparison } from './comparison.ts';
import { estimateModel, type Model } from './estimateModel.ts';
import { countPairs, type Records, readRecords, type Table } from './fields.ts';
import { GrowingInts, GrowingNumbers } from './growing.ts';
import { type FieldWeight, Weights } from './weights.ts';

/**
 * From this probability on two records are linked: at most one in twenty even of the weakest links is wrong by the model's own account.
 * Fixed beforehand, not fitted to any file. From `reviewProbability` on a pair is listed for a person to decide.
 */
export const linkProbability = 0.95;
export const reviewProbability = 0.05;

/** Two records that are the same, or may be: indices of records, the evidence in bits and as a probability. */
export type Pair = Edge & { probability: number };
/** `unsure`: the evidence is not enough. Otherwise why it was not followed. */
export type ReviewPair = Pair & { why: 'unsure' | Veto };

export type Linkage = {
  records: Records;
  model: Model;
  /** How the compared pairs were found, and how many they are. */
  schemes: readonly SchemeUse[];
  compared: number;
  /** Pairs whose own evidence is enough and which came together; strongest first. */
  links: Pair[];
  /** Pairs for a person to decide; most likely first. */
  review: ReviewPair[];
  /** Records that are one, two or more each. */
  clusters: number[][];
  /** The evidence of two records field by field, whether they were compared or not. */
  explain(a: number, b: number): { priorBits: number; weights: FieldWeight[]; bits: number; probability: number };
  /** Whether two records were compared. Slow; for measuring what blocking loses. */
  wasCompared(pairs: readonly (readonly [number, number])[]): boolean[];
};

export type LinkOptions = {
  /** Columns that must not be looked at. */
  ignore?: ReadonlySet<string>;
  /** Up to this many pairs all are compared. */
  allPairs?: number;
  /** Told now and then how many of the records are done. */
  onProgress?(done: number, total: number): void;
};

/**
 * Finds records that are one: within a table, or across two. Reads the columns, chooses pairs, compares them, estimates the model and
 * joins what it is sure of. Without settings for a file, without randomness, and independent of the order of rows. Throws RangeError
 * for more than two million records.
 */
export function linkRecords(tables: readonly Table[], options: LinkOptions = {}): Linkage {
  const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);
  if (total > maxRecords) throw new RangeError(`These are ${total} records; ${maxRecords} are the most.`);
  const records = readRecords(tables, options.ignore);
  const comparison = new Comparison(records);
  const { blocks, schemes } = blockRecords(records, options.allPairs);
  const firsts = new GrowingInts();
  const seconds = new GrowingInts();
  const levels = new GrowingNumbers();
  const patterns = new Map<number, number>();
  const { count, split } = records;
  visitPairs(
    count,
    blocks,
    split,
    (a, b) => {
      const packed = comparison.compare(a, b);
      firsts.push(a);
      seconds.push(b);
      levels.push(packed);
      patterns.set(packed, (patterns.get(packed) ?? 0) + 1);
    },
    options.onProgress &&
      ((done) => (done % 1000 === 0 || done === count ? options.onProgress?.(done, count) : undefined)),
  );
  const model = estimateModel(records, comparison, patterns, countPairs(records));
  const weights = new Weights(records, comparison, model);
  const linkBits = bitsOf(linkProbability);
  const edges: Edge[] = [];
  const unsure: Edge[] = [];
  for (let i = 0; i < levels.length; i++) {
    const a = firsts.at(i);
    const bits = weights.total(a, levels.at(i));
    if (bits >= linkBits) edges.push({ a, b: seconds.at(i), bits });
    else if (bits >= bitsOf(reviewProbability)) unsure.push({ a, b: seconds.at(i), bits });
  }
  const evidence = (a: number, b: number) => weights.total(a, comparison.compare(a, b));
  const { clusters, vetoed } = clusterLinks(edges, { count, evidence, linkBits, split });
  const clusterOf = new Map(clusters.flatMap((members, i) => members.map((record) => [record, i] as const)));
  const isTogether = ({ a, b }: Edge) => clusterOf.has(a) && clusterOf.get(a) === clusterOf.get(b);
  const strongest = (x: Edge, y: Edge) => y.bits - x.bits || x.a - y.a || x.b - y.b;
  return {
    records,
    model,
    schemes,
    compared: levels.length,
    links: edges.filter(isTogether).map(withProbability).sort(strongest),
    review: [
      ...vetoed.map(({ veto, ...edge }) => ({ ...withProbability(edge), why: veto })),
      ...unsure
        .filter((edge) => !isTogether(edge))
        .map((edge) => ({ ...withProbability(edge), why: 'unsure' as const })),
    ].sort(strongest),
    clusters,
    explain(a, b) {
      const bits = evidence(a, b);
      return {
        priorBits: weights.priorBits,
        weights: weights.explain(a, comparison.compare(a, b)),
        bits,
        probability: probabilityOf(bits),
      };
    },
    wasCompared(pairs) {
      const wanted = new Set(pairs.map(([a, b]) => Math.min(a, b) * count + Math.max(a, b)));
      const found = new Set<number>();
      for (let i = 0; i < firsts.length; i++) {
        const key = firsts.at(i) * count + seconds.at(i);
        if (wanted.has(key)) found.add(key);
      }
      return pairs.map(([a, b]) => found.has(Math.min(a, b) * count + Math.max(a, b)));
    },
  };
}

const bitsOf = (probability: number) => Math.log2(probability / (1 - probability));
const probabilityOf = (bits: number) => 1 / (1 + 2 ** -bits);
const withProbability = (edge: Edge): Pair => ({ ...edge, probability: probabilityOf(edge.bits) });
