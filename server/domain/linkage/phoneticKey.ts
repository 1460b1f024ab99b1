/** Spellings of one sound, longest first. Chosen to be coarse: keys only decide which records are compared. */
const sounds: readonly (readonly [RegExp, string])[] = [
  [/tsch|sch|tch|ch|sh|cz|zh/g, 'x'],
  [/ph|v|w/g, 'f'],
  [/ck|qu|q|c|g|k/g, 'k'],
  [/dt|th|d/g, 't'],
  [/[zjx]/g, 's'],
  [/b/g, 'p'],
  [/m/g, 'n'],
  [/[aeiouyh]/g, ''],
];

/**
 * A rough key of how a folded word sounds, the same for most spellings of it in any language of Latin letters: the first letter's
 * sound and the next consonants, classes of sounds merged, doubles once (after Soundex, without its English vowels).
 */
export function phoneticKey(word: string): string {
  if (word === '') return '';
  let key = word;
  for (const [spelling, sound] of sounds) key = key.replace(spelling, sound);
  key = key.replace(/(.)\1+/g, '$1').slice(0, 4);
  // A vowel at the start is heard.
  return /^[aeiouyh]/.test(word) ? `a${key.slice(0, 3)}` : key || word.slice(0, 2);
}
