/** Two records and the evidence that they are one, in bits: 0 is even odds. */
export type Edge = { a: number; b: number; bits: number };

/** Why an edge was not followed although its evidence would have been enough. */
export type Veto = 'bridge' | 'tooLarge' | 'taken';
export type VetoedEdge = Edge & { veto: Veto };

type Options = {
  count: number;
  /** The evidence for any two records, also those that share no block. Minus infinity: they are never one, whatever else speaks for it. */
  evidence(a: number, b: number): number;
  /** Bits from which on two records are linked. */
  linkBits: number;
  /** Records of a second table start here; `count` where there is none. */
  split: number;
};

/** A cluster of more records is a mistake more often than a customer. */
const maxSize = 100;
/** So many pairs between two clusters are looked at; more would tell the same. */
const maxCross = 400;
/** Evidence of one pair beyond this, for or against, is not more certain. */
const certain = 12;

/**
 * Joins records along edges, strongest first, and looks before each step: two groups become one only if all pairs between them, taken
 * together, speak for it. One edge between groups that otherwise contradict each other is a bridge; it is kept for review. Plain
 * transitive closure glues almost everything together as soon as data is dense. In two tables, two records of one table may only come
 * together if they also match each other: otherwise the first link stands and the other is kept for review.
 */
export function clusterLinks(edges: readonly Edge[], options: Options): { clusters: number[][]; vetoed: VetoedEdge[] } {
  const cluster = Array.from({ length: options.count }, (_, i) => i);
  const members = cluster.map((i) => [i]);
  const vetoed: VetoedEdge[] = [];
  const ordered = [...edges].sort((x, y) => y.bits - x.bits || x.b - y.b || x.a - y.a);
  for (const edge of ordered) {
    const one = cluster[edge.a] as number;
    const two = cluster[edge.b] as number;
    if (one === two) continue;
    const left = members[one] as number[];
    const right = members[two] as number[];
    const veto = vetoOf(left, right, options);
    if (veto !== null) {
      vetoed.push({ ...edge, veto });
      continue;
    }
    const [into, from] = left.length >= right.length ? [one, two] : [two, one];
    for (const record of members[from] as number[]) cluster[record] = into;
    (members[into] as number[]).push(...(members[from] as number[]));
    members[from] = [];
  }
  return {
    clusters: members.filter(({ length }) => length > 1).map((list) => list.sort((x, y) => x - y)),
    // What came together by another way needs no review.
    vetoed: vetoed.filter(({ a, b }) => cluster[a] !== cluster[b]),
  };
}

function vetoOf(left: readonly number[], right: readonly number[], options: Options): Veto | null {
  if (left.length + right.length > maxSize) return 'tooLarge';
  let sum = 0;
  let seen = 0;
  for (const a of left) {
    for (const b of right) {
      if (seen >= maxCross) break;
      const bits = options.evidence(a, b);
      if (bits === Number.NEGATIVE_INFINITY) return 'bridge';
      if (options.split < options.count && a < options.split === b < options.split && bits < options.linkBits)
        return 'taken';
      sum += Math.max(-certain, Math.min(certain, bits));
      seen++;
    }
  }
  return sum / seen < 0 ? 'bridge' : null;
}
