import { KeyList, visitPairs } from '../linkage/blocks.ts';
import { eachPlace, type Places } from '../linkage/places.ts';
import type { Frequencies } from './frequencies.ts';
import type { ProfileKeys } from './profileKeys.ts';

/** Visits the pairs of customers that are worth weighing, each once: those that share a key to compare by that is not common. */
export function visitSimilar(
  keys: Places<ProfileKeys>,
  frequencies: Frequencies,
  visit: (a: number, b: number) => void,
): void {
  const list = new KeyList();
  for (const [i, { blocks }] of eachPlace(keys))
    for (const key of blocks) if (!frequencies.isCommon(key)) list.add(i, key);
  visitPairs(keys.length, list.blocks(), keys.length, visit);
}
