import { KeyList } from '../linkage/blocks.ts';
import type { Frequencies } from './frequencies.ts';
import type { ProfileKeys } from './profileKeys.ts';

/**
 * Parts the customers into groups that nothing connects: no tie, no domain of a family, no value that is not common, and no two that are alike. What is decided
 * about the customers of one group, and what is shown of them, depends on no other group, once it is known how often values occur.
 * Returns the first customer of the group of each.
 */
export function componentsOf(
  keys: readonly ProfileKeys[],
  frequencies: Frequencies,
  alike: readonly (readonly [number, number])[],
): Int32Array {
  const first = Int32Array.from(keys, (_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (first[root] !== root) root = first[root] as number;
    for (let at = i; at !== root; ) {
      const next = first[at] as number;
      first[at] = root;
      at = next;
    }
    return root;
  };
  const join = (a: number, b: number) => {
    const [low, high] = [find(a), find(b)].sort((x, y) => x - y) as [number, number];
    first[high] = low;
  };
  const list = new KeyList();
  for (const [i, { ties, domains, values }] of keys.entries()) {
    for (const key of ties) list.add(i, key);
    for (const key of domains) if (frequencies.isOfFamily(key)) list.add(i, key);
    for (const key of values) if (!frequencies.isCommon(key)) list.add(i, key);
  }
  const { members, starts } = list.blocks();
  for (let block = 0; block < starts.length - 1; block++) {
    const [from, to] = [starts[block] as number, starts[block + 1] as number];
    for (let at = from + 1; at < to; at++) join(members[from] as number, members[at] as number);
  }
  for (const [a, b] of alike) join(a, b);
  return first.map((_, i) => find(i));
}
