import { KeyList } from '../linkage/blocks.ts';
import { Groups } from '../linkage/groups.ts';
import { eachPlace, type Places } from '../linkage/places.ts';
import type { Frequencies } from './frequencies.ts';
import type { ProfileKeys } from './profileKeys.ts';

/**
 * Parts the customers into groups that nothing connects: no tie, no domain of a family, no value that is not common, and no two that are alike. What is decided
 * about the customers of one group, and what is shown of them, depends on no other group, once it is known how often values occur.
 * Returns the first customer of the group of each.
 */
export function componentsOf(
  keys: Places<ProfileKeys>,
  frequencies: Frequencies,
  alike: Iterable<readonly [number, number]>,
): Int32Array {
  const groups = new Groups(keys.length);
  const list = new KeyList();
  for (const [i, { ties, domains, values }] of eachPlace(keys)) {
    for (const key of ties) list.add(i, key);
    for (const key of domains) if (frequencies.isOfFamily(key)) list.add(i, key);
    for (const key of values) if (!frequencies.isCommon(key)) list.add(i, key);
  }
  groups.joinBlocks(list.blocks());
  for (const [a, b] of alike) groups.join(a, b);
  return groups.all();
}
