import { editDistance } from './editDistance.ts';
import { foldText, wordsOf } from './foldText.ts';
import { isLegalForm, isNearLegalForm, splitLegalForms } from './legalForms.ts';
import { areBothKnown, functionWords, places, readNumbers, sameWord, structureWords } from './organisationWords.ts';

/**
 * Names at least this near are taken for one name. Not fitted: it says that of what tells the names apart, one letter in five may
 * differ, which is one slip in a word of usual length.
 */
export const sameNameScore = 0.8;

/** Of two words of which more than this share of letters differs, neither is a misspelling of the other. */
const maxSlips = 1 / 3;
/** How much less a word about a firm's place in its family counts. */
const structureWeight = 0.25;
/** The letters of a word of usual length. */
const placeWeight = 6;
/** What is left of the score of names that contradict each other in a word that both have. */
const contradiction = 0.5;

/** A name prepared for comparison. `core` is what identifies: words without legal form and function words, numbers as digits. */
export type OrganisationName = {
  readings: readonly Reading[];
};
type Reading = { core: readonly string[]; forms: readonly string[]; text: string };

/** What a comparison found: a score from 0 to 1, and whether the names differ in a number (series, fund, branch) and little else. */
export type NameComparison = { score: number; numbersDiffer: boolean };

/** Takes a name apart. Never empty: a name made of nothing else keeps its legal form. */
export function readOrganisationName(name: string): OrganisationName {
  const whole = read(name);
  // Two names in one field: an alias after a slash, "formerly", "also known as".
  const parts = name.split(
    /(?<=\p{L}{3})\s*\/\s*(?=\p{L}{3})|\s(?:a\.?k\.?a\.?|f\.?k\.?a\.?|d\/b\/a|formerly|trading as)\s/iu,
  );
  const others = parts.length > 1 ? parts.filter((part) => part.trim().length > 2).map(read) : [];
  return { readings: [whole, ...others] };
}

function read(name: string): Reading {
  const spaced = name
    // "SiemensAG" is two words, "BlackRock" is one.
    .replace(/(\p{Ll})(\p{Lu}{2,})(?!\p{L})/gu, (all, end: string, form: string) =>
      isLegalForm(form.toLowerCase()) ? `${end} ${form}` : all,
    )
    .replace(/&/g, ' and ');
  const words = wordsOf(
    // "B.V.", "S.A." and "A/S" are one word each.
    foldText(spaced).replace(/(?<![\p{L}\p{N}])(\p{L})[./](?=\p{L}(?![\p{L}\p{N}]))/gu, '$1'),
  );
  const { core, forms } = splitLegalForms(words);
  const kept = readNumbers(core).map((word) => sameWord.get(word) ?? word);
  const telling = kept.filter((word) => !functionWords.has(word));
  return { core: kept, forms, text: (telling.length > 0 ? telling : kept).join('') };
}

/**
 * How near two names of organisations are, 0 to 1, symmetric: 1 minus the share of letters that differ, after legal forms are gone.
 * Words are aligned, not strings: a slip within a word costs its letters, a word that only one name has costs the whole word, and a
 * word in which the names contradict each other ("Bank of Chad", "Bank of China") halves the score. Handles words written apart,
 * initials, number words. Pure edit distance is no better than guessing on such names.
 */
export function compareOrganisationNames(a: OrganisationName, b: OrganisationName): NameComparison {
  let best: NameComparison = { score: 0, numbersDiffer: false };
  for (const left of a.readings) {
    for (const right of b.readings) {
      const found = compareReadings(left, right);
      if (found.score > best.score || (found.score === best.score && !found.numbersDiffer)) best = found;
    }
  }
  return best;
}

/** The score of two names as they are written. */
export function organisationNameScore(a: string, b: string): number {
  return compareOrganisationNames(readOrganisationName(a), readOrganisationName(b)).score;
}

function compareReadings(a: Reading, b: Reading): NameComparison {
  if (a.text === b.text) return { score: a.text === '' ? 0 : 1, numbersDiffer: false };
  // Words are paired one after the other, so the order of the names would show.
  if (orderOf(a) > orderOf(b)) [a, b] = [b, a];
  const left = [...a.core];
  const right = [...b.core];
  const total = Math.max(weightOf(left), weightOf(right));
  takeEqual(left, right);
  let cost = takeMisspelt(left, right);
  const numbers = takeNumbers(left, right);
  cost += numbers.cost + takeJoined(left, right) + takeJoined(right, left);
  cost += takeInitials(left, right) + takeInitials(right, left);
  cost += takeMisspeltForm(left, a, b) + takeMisspeltForm(right, b, a);
  const contradicts = (left.some(tells) && right.some(tells)) || [...left, ...right].some(isNumber);
  cost += extraCost(left) + extraCost(right);
  const score = Math.max(0, 1 - cost / Math.max(1, total));
  return { score: contradicts ? score * contradiction : score, numbersDiffer: numbers.cost > 0 };
}

const orderOf = ({ core, forms }: Reading) => [...core, ...forms].join(' ');
const isNumber = (word: string) => /\p{N}/u.test(word);
const tells = (word: string) => !structureWords.has(word) && !functionWords.has(word);
/** In letters. Places count the same however long they are, since their names were translated. */
function weightOfWord(word: string): number {
  if (functionWords.has(word)) return 0;
  return (places.has(word) ? placeWeight : word.length) * (structureWords.has(word) ? structureWeight : 1);
}
const weightOf = (words: readonly string[]) => words.reduce((sum, word) => sum + weightOfWord(word), 0);
/** A place that only one name has makes it another firm more than any other word does. */
const extraCost = (words: readonly string[]) =>
  words.reduce((sum, word) => sum + weightOfWord(word) * (places.has(word) ? 2 : 1), 0);

/** Takes the words that both names have out of both lists. */
function takeEqual(left: string[], right: string[]): void {
  for (let i = left.length - 1; i >= 0; i--) {
    const j = right.lastIndexOf(left[i] as string);
    if (j < 0) continue;
    left.splice(i, 1);
    right.splice(j, 1);
  }
}

/** Pairs words that may be misspellings of each other, nearest first, and returns how many letters differ. */
function takeMisspelt(left: string[], right: string[]): number {
  let cost = 0;
  for (;;) {
    let best: { i: number; j: number; distance: number; share: number } | null = null;
    for (const [i, a] of left.entries()) {
      for (const [j, b] of right.entries()) {
        if (isNumber(a) || isNumber(b) || functionWords.has(a) || functionWords.has(b)) continue;
        if (areBothKnown(a, b)) continue;
        const length = Math.max(a.length, b.length);
        const distance = editDistance(a, b, Math.floor(length * maxSlips));
        const share = distance / length;
        if (share <= maxSlips && (best === null || share < best.share)) best = { i, j, distance, share };
      }
    }
    if (best === null) return cost;
    cost += best.distance;
    left.splice(best.i, 1);
    right.splice(best.j, 1);
  }
}

/** Pairs numbers that differ, in order. Each costs the characters that differ; a number that one name lacks stays. */
function takeNumbers(left: string[], right: string[]): { cost: number } {
  let cost = 0;
  for (;;) {
    const i = left.findIndex(isNumber);
    const j = right.findIndex(isNumber);
    if (i < 0 || j < 0) return { cost };
    cost += editDistance(left[i] as string, right[j] as string);
    left.splice(i, 1);
    right.splice(j, 1);
  }
}

/** Pairs neighbouring words of one name with one word of the other: "Good Will" and "Goodwill", "van der bilt" and "vanderbilt". */
function takeJoined(left: string[], right: string[]): number {
  let cost = 0;
  for (let j = right.length - 1; j >= 0; j--) {
    const whole = right[j] as string;
    if (whole.length < 4) continue;
    search: for (let i = 0; i < left.length; i++) {
      for (let end = i + 2; end <= left.length; end++) {
        const joined = left.slice(i, end).join('');
        const most = Math.floor(Math.max(joined.length, whole.length) / 5);
        const distance = editDistance(joined, whole, most);
        if (distance > most) continue;
        cost += distance;
        left.splice(i, end - i);
        right.splice(j, 1);
        break search;
      }
    }
  }
  return cost;
}

/** Pairs the initials of all words that are left with one short word of the other name. They fit by chance now and then, so they cost a little. */
function takeInitials(left: string[], right: string[]): number {
  const telling = left.filter((word) => !functionWords.has(word));
  if (telling.length < 2 || right.length === 0) return 0;
  const initials = [left, telling].map((words) => words.map((word) => word[0]).join(''));
  const j = right.findIndex((word) => initials.includes(word));
  if (j < 0) return 0;
  const cost = weightOf(left) * 0.15;
  left.length = 0;
  right.splice(j, 1);
  return cost;
}

/** Takes words that are the other name's legal form with a slip in it: "Joynt Stock Company", "AkG". */
function takeMisspeltForm(words: string[], own: Reading, other: Reading): number {
  for (let at = 0; at < words.length; at++) {
    const written = [...words.slice(at), ...own.forms].join(' ');
    const isNear = other.forms.some((form) => form.length > 1 && editDistance(written, form, 1) <= 1);
    if (!isNear && !isNearLegalForm(written)) continue;
    words.length = at;
    return 1;
  }
  return 0;
}
