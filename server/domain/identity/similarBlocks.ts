import { keyOf } from '../linkage/blockKeys.ts';
import { KeyList, visitPairs } from '../linkage/blocks.ts';
import type { Profile } from './profiles.ts';
import type { Similarity } from './similarity.ts';

/** What more customers share is common; those that have it are compared with their neighbours by name only. */
const blockCap = 16;
/** A word of more names is looked up with the other words only. */
const rareWord = 16;

/**
 * Visits the pairs of customers that are worth weighing: those that share a name, a name with one letter left out, a rare word, two words,
 * a domain of theirs or of their people, or an address. What countries share is not looked up: it is half of the tenant.
 */
export function visitSimilar({ profiles }: Similarity, visit: (a: number, b: number) => void): void {
  const words = new Map<string, number>();
  for (const profile of profiles) for (const word of wordsOf(profile)) words.set(word, (words.get(word) ?? 0) + 1);
  const list = new KeyList();
  for (const [i, profile] of profiles.entries()) {
    const add = (kind: string, value: string) => list.add(i, keyOf(`${kind} ${value}`));
    for (const name of profile.names.keys()) {
      const text = name.replaceAll(' ', '');
      add('name', text);
      for (const slip of slips(text)) add('name', slip);
    }
    const own = [...wordsOf(profile)].sort();
    for (const [n, word] of own.entries()) {
      if ((words.get(word) as number) <= rareWord) add('word', word);
      for (const other of own.slice(n + 1, n + 4)) add('words', `${word} ${other}`);
    }
    for (const domain of [...profile.domains, ...profile.contactDomains]) add('domain', domain);
    for (const contact of profile.contacts) list.add(i, contact);
  }
  visitPairs(profiles.length, list.blocks(blockCap, ranks(profiles)), profiles.length, visit);
}

const wordsOf = ({ names }: Profile) =>
  new Set([...names.keys()].flatMap((name) => name.split(' ').filter((word) => word.length > 2)));

/** The text with each letter left out in turn: two texts one slip apart share one (Mor & Fraenkel 1982), or one is among the other's. */
function slips(text: string): string[] {
  if (text.length < 5 || text.length > 40) return [];
  return Array.from({ length: text.length }, (_, i) => text.slice(0, i) + text.slice(i + 1));
}

/** Places of the customers in the order of their names. */
function ranks(profiles: readonly Profile[]): Int32Array {
  const first = profiles.map(({ names }) => names.keys().next().value ?? '');
  const order = profiles
    .map((_, i) => i)
    .sort((a, b) => {
      const [x, y] = [first[a] as string, first[b] as string];
      return x < y ? -1 : x > y ? 1 : a - b;
    });
  const rank = new Int32Array(profiles.length);
  for (const [place, i] of order.entries()) rank[i] = place;
  return rank;
}
