import { GrowingInts, sharedInts } from '../linkage/growing.ts';
import { eachPlace, type Places } from '../linkage/places.ts';
import { allKeys, nameKey, type ProfileKeys } from './profileKeys.ts';
import { meet, type Profile } from './profiles.ts';
import { type LearntWeights, noneLearnt, sameByChance } from './similarityModel.ts';

/** What more customers share is common: they are not looked up by it, and how many they are is known roughly. */
export const maxShared = 16;

/** A domain of more customers is that of an agency or a reseller: it makes no family. */
export const maxFamily = 50;
/** A country of fewer than this part of the customers tells no more than one of so many: five bits. */
const rareCountry = 32;

/** What one customer adds to the totals. `namesakes`: the customers before it of the same name that are known to be others. */
export type ProfileStats = { hasDomain: boolean; countries: string[]; namesakes: number };
/** Sums over all customers of a tenant, as keys left them, and what their pairs taught when all were last compared. */
export type Totals = {
  profiles: number;
  withDomain: number;
  namesakes: number;
  countries: Record<string, number>;
  learnt: LearntWeights;
};

export const noTotals: Totals = { profiles: 0, withDomain: 0, namesakes: 0, countries: {}, learnt: noneLearnt };

/** How often values occur among the customers of a tenant. Large numbers are rounded up to a power of two, so that they rarely change. */
export class Frequencies {
  /** How many customers there are. */
  readonly present: number;
  /**
   * How often two different customers of this tenant have the same name: counted over pairs that are known to differ, because both have
   * domains and none in common. What was assumed before anything was seen weighs as much as a million pairs.
   */
  readonly nameByChance: number;
  readonly learnt: LearntWeights;
  readonly #countries: Record<string, number>;
  readonly #count: (key: number) => number;

  constructor({ profiles, withDomain, namesakes, countries, learnt }: Totals, count: (key: number) => number) {
    this.present = powerAbove(Math.max(2, profiles));
    const pairs = (withDomain * (withDomain - 1)) / 2;
    this.nameByChance = 2 ** Math.round(Math.log2((namesakes + 1) / (pairs + 1 / sameByChance.name)));
    this.learnt = learnt;
    this.#countries = countries;
    this.#count = count;
  }

  /** How many customers have a key. */
  count(key: number): number {
    return roundedCount(this.#count(key));
  }

  isCommon(key: number): boolean {
    return this.#count(key) > maxShared;
  }

  /** Whether a domain, by its key, may be that of one customer or of a family. */
  isOfFamily(domain: number): boolean {
    return this.#count(domain) <= maxFamily;
  }

  /** How many customers are in a country; of a rare one so many as if it were not that rare, so that the first few do not change all weights. */
  country(code: string): number {
    return Math.max(powerAbove(this.#countries[code] ?? 0), this.present / rareCountry);
  }
}

export const roundedCount = (count: number): number => (count > maxShared ? powerAbove(count) : count);
const powerAbove = (count: number) => (count < 1 ? 0 : 2 ** Math.ceil(Math.log2(count)));

/** Whether all pairs weigh the same with both totals, as long as the values that they share are as frequent as before. */
export function weighAlike(a: Totals, b: Totals): boolean {
  const [one, two] = [a, b].map((totals) => new Frequencies(totals, () => 0)) as [Frequencies, Frequencies];
  const codes = Object.keys({ ...a.countries, ...b.countries });
  return (
    one.present === two.present &&
    one.nameByChance === two.nameByChance &&
    codes.every((code) => one.country(code) === two.country(code))
  );
}

/** The totals after some customers came (`factor` 1) or went (-1). */
export function addStats(totals: Totals, stats: Iterable<ProfileStats>, factor: 1 | -1): Totals {
  const countries = { ...totals.countries };
  let { profiles, withDomain, namesakes } = totals;
  for (const one of stats) {
    profiles += factor;
    withDomain += one.hasDomain ? factor : 0;
    namesakes += factor * one.namesakes;
    for (const code of one.countries) countries[code] = (countries[code] ?? 0) + factor;
  }
  // In one order, whatever came and went.
  const present = Object.entries(countries)
    .filter(([, n]) => n > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...totals, profiles, withDomain, namesakes, countries: Object.fromEntries(present) };
}

/** What each customer adds to the totals. Of common names nothing is counted: what their number says is said by each name. */
export function* statsOf(profiles: Places<Profile>, count: (key: number) => number): Generator<ProfileStats> {
  const bearers = new Map<string, number[]>();
  for (const [i, { names, domains, countries }] of eachPlace(profiles)) {
    let namesakes = 0;
    for (const name of domains.size === 0 ? [] : names.keys()) {
      const before = bearers.get(name) ?? [];
      if (before.length === 0 && count(nameKey(name)) > maxShared) continue;
      namesakes += before.filter((j) => !meet((profiles.at(j) as Profile).domains, domains)).length;
      bearers.set(name, [...before, i]);
    }
    yield { hasDomain: domains.size > 0, countries: [...countries].sort(), namesakes };
  }
}

/** The keys of all customers of a tenant, ascending, each as often as customers have it, for all threads to look at. */
export function sortKeys(keys: Places<ProfileKeys>): Int32Array {
  const list = new GrowingInts();
  for (const [, one] of eachPlace(keys)) for (const key of allKeys(one)) list.push(key | 0);
  list.view().sort();
  return sharedInts(list.view());
}

/** Tells how often a key is among sorted ones. */
export function countIn(sorted: Int32Array): (key: number) => number {
  /** The first place of a key, or of the next larger one. */
  const placeOf = (key: number): number => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((sorted[middle] as number) < key) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  return (key) => placeOf((key | 0) + 1) - placeOf(key | 0);
}
