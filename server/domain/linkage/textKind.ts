import { editDistance } from './editDistance.ts';
import type { FieldKind } from './fieldKind.ts';
import { wordsOf } from './foldText.ts';
import { jaroWinkler } from './jaroWinkler.ts';
import { presentText } from './missing.ts';
import { phoneticKey } from './phoneticKey.ts';

const alike = 0.88;

/** Whether half of all the words of two texts are in both (Jaccard). */
function sharesHalf(left: readonly string[], right: readonly string[]): boolean {
  let common = 0;
  for (const [i, word] of left.entries()) if (right.includes(word) && left.indexOf(word) === i) common++;
  return common > 0 && common / (new Set(left).size + new Set(right).size - common) >= 0.5;
}

/** Streets, towns, titles and whatever else is made of words. */
export const text: FieldKind = {
  id: 'text',
  levels: ['same', 'near', 'alike', 'different'],
  read(value) {
    const present = presentText(value);
    // A page of text identifies by its beginning.
    return present === null ? null : wordsOf(present.slice(0, 200)).join(' ') || null;
  },
  compare(a, b) {
    const most = Math.max(1, Math.floor(Math.max(a.length, b.length) / 8));
    if (editDistance(a, b, most) <= most) return 1;
    if (jaroWinkler(a, b, alike) >= alike) return 2;
    return a.includes(' ') && b.includes(' ') && sharesHalf(a.split(' '), b.split(' ')) ? 2 : 3;
  },
  keys(value) {
    const words = value.split(' ');
    return [phoneticKey(words[0] ?? ''), `>${phoneticKey(words.at(-1) ?? '')}`];
  },
  alone: 'none',
};
