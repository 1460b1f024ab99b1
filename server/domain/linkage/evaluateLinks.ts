import type { Linkage } from './linkRecords.ts';

/** What is known to be true: who each record is (null: not known), or for some pairs whether they are one. */
export type Truth =
  | { kind: 'entities'; entityOf: readonly (string | null)[] }
  /** `isComplete`: pairs that are not listed are known not to match. */
  | { kind: 'pairs'; pairs: readonly { a: number; b: number; isMatch: boolean }[]; isComplete: boolean };

/** How good a linkage is, pair by pair: every two records of one cluster count as linked. A share is null where nothing is divided by. */
export type Evaluation = {
  truePairs: number;
  found: number;
  correct: number;
  precision: number | null;
  recall: number | null;
  f1: number | null;
  /** The share of the true pairs that were compared at all. Null where they are too many to look up. */
  blockingRecall: number | null;
};

const maxLookups = 2_000_000;

/**
 * Compares the clusters with the truth. With labelled pairs only those are counted; with entities every pair whose two records are
 * known is. In two tables only pairs across them count.
 */
export function evaluateLinks(linkage: Linkage, truth: Truth): Evaluation {
  const { split, count } = linkage.records;
  const isCounted = (a: number, b: number) => split === count || a < split !== b < split;
  const clusterOf = new Map(linkage.clusters.flatMap((members, i) => members.map((record) => [record, i] as const)));
  const isLinked = (a: number, b: number) => clusterOf.has(a) && clusterOf.get(a) === clusterOf.get(b);
  const matches: [number, number][] = [];
  let truePairs = 0;
  let found = 0;
  let correct = 0;
  if (truth.kind === 'pairs') {
    const listed = truth.pairs.filter(({ a, b }) => isCounted(a, b));
    for (const { a, b, isMatch } of listed) {
      if (isMatch) matches.push([a, b]);
      if (!truth.isComplete && isLinked(a, b)) found++;
      if (isMatch && isLinked(a, b)) correct++;
    }
    truePairs = matches.length;
    if (truth.isComplete) found = pairsOf(linkage.clusters, isCounted).length;
  } else {
    const { entityOf } = truth;
    for (const [a, b] of pairsOf(linkage.clusters, isCounted)) {
      if (entityOf[a] == null || entityOf[b] == null) continue;
      found++;
      if (entityOf[a] === entityOf[b]) correct++;
    }
    const groups = Map.groupBy(entityOf.keys(), (record) => entityOf[record] ?? null);
    groups.delete(null);
    for (const group of groups.values()) {
      const left = group.filter((record) => record < split).length;
      truePairs += split === count ? (group.length * (group.length - 1)) / 2 : left * (group.length - left);
    }
    if (truePairs <= maxLookups) for (const pair of pairsOf([...groups.values()], isCounted)) matches.push(pair);
  }
  const compared = linkage.wasCompared(matches).filter(Boolean).length;
  return {
    truePairs,
    found,
    correct,
    precision: share(correct, found),
    recall: share(correct, truePairs),
    f1: share(2 * correct, found + truePairs),
    blockingRecall: matches.length === truePairs ? share(compared, truePairs) : null,
  };
}

const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);

function pairsOf(
  groups: readonly (readonly number[])[],
  isCounted: (a: number, b: number) => boolean,
): [number, number][] {
  const pairs: [number, number][] = [];
  for (const group of groups)
    for (let i = 1; i < group.length; i++)
      for (let j = 0; j < i; j++) {
        const pair: [number, number] = [group[j] as number, group[i] as number];
        if (isCounted(...pair)) pairs.push(pair);
      }
  return pairs;
}
