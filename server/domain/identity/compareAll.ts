import { GrowingInts } from '../linkage/growing.ts';
import type { Places } from '../linkage/places.ts';
import { Clusters } from './clusters.ts';
import type { Frequencies } from './frequencies.ts';
import { evidenceStep, mostGained, patternOf, shiftOf, WeighedPairs } from './learnWeights.ts';
import type { ProfileKeys } from './profileKeys.ts';
import type { Profile } from './profiles.ts';
import { visitSimilar } from './similarBlocks.ts';
import { candidateBits, Similarity } from './similarity.ts';
import type { LearntWeights } from './similarityModel.ts';

/** What all pairs of customers that are worth weighing teach, and, by place, those that are then alike, or by a sixteenth of a bit are not. */
export type Compared = { learnt: LearntWeights; alike: Iterable<readonly [number, number]> };

/** Compares all customers of a tenant as keys left them, with the fixed weights, and learns from that. */
export function compareAll(profiles: Places<Profile>, keys: Places<ProfileKeys>, frequencies: Frequencies): Compared {
  const similarity = new Similarity(new Clusters([]), [], frequencies);
  const pairs = new WeighedPairs();
  /** Pairs that may be alike, four numbers each: the two, their levels, and their evidence in steps. */
  const likely = new GrowingInts();
  let [last, lastProfile] = [-1, profiles.at(0)];
  visitSimilar(keys, frequencies, (a, b) => {
    // Of one customer all pairs are visited, then of the next.
    if (b !== last) [last, lastProfile] = [b, profiles.at(b)];
    const evidence = similarity.evidence(profiles.at(a) as Profile, lastProfile as Profile);
    if (!evidence) return;
    const pattern = patternOf(evidence.weights);
    pairs.add(pattern, evidence.bits);
    if (evidence.bits + mostGained < candidateBits) return;
    for (const value of [a, b, pattern, Math.ceil(evidence.bits / evidenceStep)]) likely.push(value);
  });
  const learnt = pairs.learn(similarity.assumedMatches(profiles.length));
  return { learnt, alike: alikeOf(likely, learnt) };
}

function* alikeOf(likely: GrowingInts, learnt: LearntWeights): Generator<[number, number]> {
  const shifts = new Map<number, number>();
  for (let i = 0; i < likely.length; i += 4) {
    const pattern = likely.at(i + 2);
    const shift = shifts.get(pattern) ?? shiftOf(pattern, learnt);
    shifts.set(pattern, shift);
    if (likely.at(i + 3) * evidenceStep + shift >= candidateBits) yield [likely.at(i), likely.at(i + 1)];
  }
}
