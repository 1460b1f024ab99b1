import { editDistance } from '../linkage/editDistance.ts';
import { company as nameKind } from '../linkage/nameKinds.ts';
import { functionWords, structureWords } from '../linkage/organisationWords.ts';
import { meet, type Profile } from './profiles.ts';
import { levels } from './similarityModel.ts';

/** How the names of two profiles compare best, and which records bear them. */
export type NamePair = { level: keyof typeof levels.name; value: string; a: number; b: number };

const order = Object.keys(levels.name) as NamePair['level'][];

/** The best of the name pairs. */
export function namesOf(a: Profile, b: Profile): NamePair {
  let best: NamePair = { level: 'different', value: '', a: a.nodes[0] as number, b: b.nodes[0] as number };
  for (const [left, i] of a.names) {
    for (const [right, j] of b.names) {
      const level = left === right ? 'same' : (order[nameKind.compare(left, right)] as NamePair['level']);
      if (best.value === '' || order.indexOf(level) < order.indexOf(best.level))
        best = { level, value: left, a: i, b: j };
    }
  }
  return best;
}

/** Whether the best of the name pairs is one of two different names. */
export const haveOtherNames = ({ level }: NamePair): boolean =>
  level === 'different' || level === 'differs in a number';

/** Whether two have names, and different ones. */
export const bearOtherNames = (a: Profile, b: Profile): boolean =>
  a.names.size > 0 && b.names.size > 0 && haveOtherNames(namesOf(a, b));

/** Whether two say something, and nothing that both say. */
export const areApart = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size > 0 && b.size > 0 && !meet(a, b);

/** Only numbers of one kind (`DE…`, `DUNS…`) can contradict each other. */
export function haveOtherTaxIds(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const kind = (id: string) => /^[A-Z]*/.exec(id)?.[0] ?? '';
  const kinds = new Set([...a].map(kind));
  const ofKind = (ids: ReadonlySet<string>, wanted: string) => new Set([...ids].filter((id) => kind(id) === wanted));
  return [...kinds].some((wanted) => areApart(ofKind(a, wanted), ofKind(b, wanted)));
}

/** Whether two that an id says are one are two by what they say themselves: other tax ids, or other domains under other names. */
export function areAtOdds(a: Profile, b: Profile): boolean {
  return haveOtherTaxIds(a.taxIds, b.taxIds) || (areApart(a.domains, b.domains) && bearOtherNames(a, b));
}

/** A word is cut short to so many letters at least ("Logi." for "Logistics"), and has one letter wrong only if it has so many. */
const minCut = 3;
const minSlip = 6;

/**
 * Whether two names under one domain are names of one: the same but for a slip, or one has all words of the other, if cut short, and maybe
 * more ("Acme", "Acme Rock.", "Acme Rockets"). A word in common is not enough: a family shares its trade, strangers share "group".
 */
export function nameOne(a: Profile, b: Profile): boolean {
  const { level } = namesOf(a, b);
  if (level === 'same' || level === 'near') return true;
  if (level === 'differs in a number') return isNumberOfDomain(a, b);
  const lists = ({ names }: Profile) => [...names.keys()].map((name) => name.split(' '));
  return lists(a).some((left) => lists(b).some((right) => isPart(left, right) || isPart(right, left)));
}

/**
 * Whether a domain that both have says which of two numbers is meant, so that the other one is a slip: "Studio 54" and "Studio 45" at
 * `studio54.com`. "Store 12" and "Store 14" at `gemini.com` are two shops.
 */
export function isNumberOfDomain(a: Profile, b: Profile): boolean {
  const numbers = (texts: Iterable<string>) => new Set([...texts].flatMap((text) => text.match(/\d+/g) ?? []));
  const [left, right] = [numbers(a.names.keys()), numbers(b.names.keys())];
  const ofDomain = numbers([...a.domains].filter((domain) => b.domains.has(domain)));
  return [...ofDomain].some((number) => left.has(number) !== right.has(number));
}

/** Whether the words stand for some of the others, and one of them that not half of all names have is there uncut. */
function isPart(words: readonly string[], others: readonly string[]): boolean {
  const tells = (word: string) => word.length > 2 && !structureWords.has(word) && !functionWords.has(word);
  return (
    words.some((word) => tells(word) && others.some((other) => isSlip(word, other))) &&
    words.every((word) => others.some((other) => isSlip(word, other) || isCut(word, other)))
  );
}

const isSlip = (a: string, b: string): boolean =>
  a === b || (Math.min(a.length, b.length) >= minSlip && editDistance(a, b, 1) <= 1);

const isCut = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) >= minCut && (a.startsWith(b) || b.startsWith(a));
