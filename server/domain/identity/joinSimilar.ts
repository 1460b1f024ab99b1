import { clusterLinks } from '../linkage/clusterLinks.ts';
import type { Clusters } from './clusters.ts';
import { namesOf } from './profileConflicts.ts';
import { linkBits, type Similarity } from './similarity.ts';
import type { Weighing } from './similarityModel.ts';

/**
 * Two customers that may be one, for a person to decide: a record of each, and why they were not joined. `conflict`: a key says that they
 * are, and all else that they say speaks against it.
 */
export type Review = {
  a: number;
  b: number;
  weighing: Weighing;
  why: 'unsure' | 'veto' | 'rival' | 'bridge' | 'conflict';
};

type Pair = { a: number; b: number; weighing: Weighing };

/** So much more than for any other customer must the evidence speak for one, in bits; about a hundred to one. */
const lead = 6.6;

/**
 * Joins what keys left apart and similarity is sure of, and returns what it is not sure of, and all pairs that are alike at all, by number
 * of profile. `visitPairs` visits the pairs worth comparing. Never joined: what a veto stands against, what
 * fits two customers that are not one about equally well, and two groups whose other pairs contradict each other (`clusterLinks`).
 */
export function joinSimilar(
  similarity: Similarity,
  graph: Clusters,
  visitPairs: (visit: (a: number, b: number) => void) => void,
): { review: Review[]; alike: [number, number][] } {
  const { profiles } = similarity;
  const review: Review[] = [];
  const alike: [number, number][] = [];
  let strong: Pair[] = [];
  visitPairs((a, b) => {
    const weighing = similarity.compare(at(a), at(b));
    if (!weighing) return;
    alike.push([a, b]);
    if (weighing.vetoes.length > 0) note({ a, b, weighing }, 'veto');
    else if (weighing.bits < linkBits) note({ a, b, weighing }, 'unsure');
    else strong.push({ a, b, weighing });
  });
  const rivals = findRivals(strong, (a, b) => weigh(a, b));
  for (const pair of rivals) note(pair, 'rival');
  strong = strong.filter((pair) => !rivals.has(pair));
  const { clusters, vetoed } = clusterLinks(
    strong.map(({ a, b, weighing: { bits } }) => ({ a, b, bits })),
    { count: profiles.length, evidence: (a, b) => evidenceOf(weigh(a, b)), linkBits, split: profiles.length },
  );
  const clusterOf = new Map(clusters.flatMap((members, i) => members.map((p) => [p, i] as const)));
  for (const pair of strong) if (clusterOf.get(pair.a) === clusterOf.get(pair.b)) join(pair);
  for (const { a, b } of vetoed) note({ a, b, weighing: weigh(a, b) }, 'bridge');
  return { review: review.filter(({ a, b }) => graph.find(a) !== graph.find(b)), alike };

  function weigh(a: number, b: number): Weighing {
    return similarity.weigh(at(a), at(b));
  }
  function at(i: number) {
    return profiles[i] as (typeof profiles)[number];
  }
  function note({ a, b, weighing }: Pair, why: Review['why']): void {
    const found = namesOf(at(a), at(b));
    review.push({ a: found.a, b: found.b, weighing, why });
  }
  function join({ a, b, weighing }: Pair): void {
    const found = namesOf(at(a), at(b));
    const value = graph.companies[found.b]?.name ?? '';
    // An address or a domain in common is a key, if not one that settles it alone.
    const hasKey = weighing.weights.some(({ field, bits }) => (field === 'contacts' || field === 'domain') && bits > 0);
    graph.join(found.a, found.b, hasKey ? 'matched' : 'guessed', { rule: 'similar', value }, { weighing });
  }
}

/** A veto weighs more than anything that speaks for it. */
function evidenceOf({ bits, vetoes }: Weighing): number {
  return vetoes.some((veto) => veto !== 'oneKind') ? Number.NEGATIVE_INFINITY : bits;
}

/** The pairs of a customer that would also fit another one nearly as well, when those two are not one themselves. */
function findRivals(strong: readonly Pair[], weigh: (a: number, b: number) => Weighing): Set<Pair> {
  const pairsOf = new Map<number, Pair[]>();
  for (const pair of strong) for (const i of [pair.a, pair.b]) pairsOf.set(i, [...(pairsOf.get(i) ?? []), pair]);
  const rivals = new Set<Pair>();
  for (const [i, pairs] of pairsOf) {
    const other = (pair: Pair) => (pair.a === i ? pair.b : pair.a);
    for (const [n, one] of pairs.entries()) {
      for (const two of pairs.slice(n + 1)) {
        const between = weigh(other(one), other(two));
        if (evidenceOf(between) >= 0) continue;
        const difference = one.weighing.bits - two.weighing.bits;
        if (difference < lead) rivals.add(one);
        if (difference > -lead) rivals.add(two);
      }
    }
  }
  return rivals;
}
