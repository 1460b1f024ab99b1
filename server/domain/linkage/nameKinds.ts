import { editDistance } from './editDistance.ts';
import type { FieldKind } from './fieldKind.ts';
import { wordsOf } from './foldText.ts';
import { jaroWinkler } from './jaroWinkler.ts';
import { presentText } from './missing.ts';
import {
  compareOrganisationNames,
  type OrganisationName,
  readOrganisationName,
  sameNameScore,
} from './organisationName.ts';
import { phoneticKey } from './phoneticKey.ts';

function readWords(text: string): string | null {
  const present = presentText(text);
  return present === null ? null : wordsOf(present).join(' ') || null;
}

/** Thresholds of Jaro-Winkler as in Splink's comparison library for names. */
const near = 0.92;
const alike = 0.8;

function compareName(a: string, b: string): number {
  const similarity = jaroWinkler(a, b, alike);
  if (similarity >= near || editDistance(a, b, 1) <= 1) return 2;
  // "Rob" and "Robert", "J" and "James".
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return similarity >= alike || long.startsWith(short) ? 3 : 4;
}

const namePart = {
  levels: ['same', 'swapped with the other name', 'near', 'alike', 'different'],
  read: readWords,
  compare: compareName,
  keys: (value: string) => [phoneticKey(value), value.slice(0, 3)],
  alone: 'none',
} as const;

/** Given or first name. Level 1 is set by the engine, which sees both names. */
export const givenName: FieldKind = { id: 'givenName', ...namePart };
/** Family name, surname. */
export const familyName: FieldKind = { id: 'familyName', ...namePart };

/** Whether one word is the beginning of the other, if only its first letter. */
const isShortFor = (a: string, b: string) => b.startsWith(a) || (b.length === 1 && a.startsWith(b));

/** A person's whole name in one field; the order of its words does not matter. */
export const fullName: FieldKind = {
  id: 'fullName',
  levels: ['same', 'same words', 'near', 'alike', 'shares a word', 'different'],
  read: readWords,
  compare(a, b) {
    const left = a.split(' ').sort();
    const right = b.split(' ').sort();
    const sorted = [left.join(' '), right.join(' ')] as const;
    if (sorted[0] === sorted[1]) return 1;
    if (editDistance(a, b, 1) <= 1 || editDistance(sorted[0], sorted[1], 1) <= 1) return 2;
    // Middle names left out, initials.
    const [few, many] = left.length <= right.length ? [left, right] : [right, left];
    if (few.length > 1 && few.every((word) => many.some((other) => isShortFor(word, other)))) return 3;
    if (Math.max(jaroWinkler(a, b, near), jaroWinkler(...sorted, near)) >= near) return 3;
    return few.some((word) => word.length > 2 && many.includes(word)) ? 4 : 5;
  },
  keys: (value) => value.split(' ').slice(0, 4).map(phoneticKey),
  alone: 'words',
};

const organisations = new Map<string, OrganisationName>();
/** Names are taken apart once; the table is emptied when it has grown, so that memory stays bounded. */
function organisation(value: string): OrganisationName {
  let name = organisations.get(value);
  if (name === undefined) {
    if (organisations.size > 200_000) organisations.clear();
    name = readOrganisationName(value);
    organisations.set(value, name);
  }
  return name;
}

/** A company's name without its legal form, which is left out too often to tell firms apart. A name with an alias is kept as it is. */
export const company: FieldKind = {
  id: 'company',
  levels: ['same', 'near', 'alike', 'differs in a number', 'different'],
  read(text) {
    const present = presentText(text);
    if (present === null) return null;
    const [whole, ...aliases] = readOrganisationName(present).readings;
    return aliases.length > 0 ? present : whole?.core.join(' ') || null;
  },
  compare(a, b) {
    const { score, numbersDiffer } = compareOrganisationNames(organisation(a), organisation(b));
    if (numbersDiffer && score > 0.6) return 3;
    return score >= 0.9 ? 1 : score >= sameNameScore ? 2 : 4;
  },
  keys(value) {
    const words = organisation(value).readings[0]?.core ?? [];
    return [phoneticKey(words[0] ?? ''), ...words.slice(1, 3).map(phoneticKey)];
  },
  alone: 'words',
};
