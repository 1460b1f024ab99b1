import { GrowingInts, sharedInts } from '../linkage/growing.ts';
import { type PackedTexts, TextList, textsOf } from '../linkage/packedTexts.ts';
import type { Places } from '../linkage/places.ts';
import type { ProfileKeys } from './profileKeys.ts';
import type { Profile } from './profiles.ts';

/**
 * Customers as keys left them, of each what is counted and what similarity looks at, in a few hundred bytes: `firsts` are the numbers of
 * their first records, `profiles` their values as JSON, `keys` their keys, list after list, and `ends` where each list ends, four for
 * each customer.
 */
export type PackedCustomers = { firsts: Int32Array; profiles: PackedTexts; keys: Int32Array; ends: Int32Array };

const keyLists = ['ties', 'domains', 'values', 'blocks'] as const;

/** Packs one customer after the other. */
export class CustomerPacker {
  readonly #firsts = new GrowingInts();
  readonly #profiles = new TextList();
  readonly #keys = new GrowingInts();
  readonly #ends = new GrowingInts();

  /** `first` is the number of its first record. */
  add(first: number, profile: Profile, keys: ProfileKeys): void {
    this.#firsts.push(first);
    this.#profiles.push(profileText(profile));
    for (const list of keyLists) {
      for (const key of keys[list]) this.#keys.push(key | 0);
      this.#ends.push(this.#keys.length);
    }
  }

  packed(): PackedCustomers {
    return {
      firsts: sharedInts(this.#firsts.view()),
      profiles: this.#profiles.packed(),
      keys: sharedInts(this.#keys.view()),
      ends: sharedInts(this.#ends.view()),
    };
  }
}

/** Packed customers by place, in an order of their own. What is read of one is unpacked for as long as it is looked at. */
export class CustomerList {
  readonly length: number;
  readonly profiles: Places<Profile>;
  readonly keys: Places<ProfileKeys>;
  readonly #packs: readonly PackedCustomers[];
  /** For each place, the pack and the place in it, as one number. */
  readonly #where: Float64Array;

  constructor(packs: readonly PackedCustomers[]) {
    this.#packs = packs;
    this.#where = Float64Array.from(
      packs.flatMap(({ firsts }, pack) => Array.from(firsts, (_, i) => i * packs.length + pack)),
    );
    const length = this.#where.length;
    this.length = length;
    const texts = packs.map(({ profiles }) => textsOf(profiles));
    this.profiles = { length, at: (i) => this.#read(i, (_, at, pack) => profileOfText(texts[pack]?.(at) ?? '')) };
    this.keys = { length, at: (i) => this.#read(i, keysAt) };
  }

  /** The number of the first record of a customer. */
  first(i: number): number {
    return this.#read(i, ({ firsts }, at) => firsts[at] as number);
  }

  /** Puts them in the order of a text of their first records. */
  sortBy(textOf: (first: number) => string): void {
    const named = Array.from(this.#where, (where, i) => ({ where, text: textOf(this.first(i)) }));
    named.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    for (const [i, { where }] of named.entries()) this.#where[i] = where;
  }

  #read<T>(i: number, read: (pack: PackedCustomers, at: number, number: number) => T): T {
    const where = this.#where[i] as number;
    const pack = where % this.#packs.length;
    return read(this.#packs[pack] as PackedCustomers, Math.floor(where / this.#packs.length), pack);
  }
}

function keysAt({ keys, ends }: PackedCustomers, at: number): ProfileKeys {
  const list = (n: number) => {
    const place = at * keyLists.length + n;
    return Array.from(keys.subarray(place === 0 ? 0 : ends[place - 1], ends[place]), (key) => key >>> 0);
  };
  return { ties: list(0), domains: list(1), values: list(2), blocks: list(3) };
}

function profileText({ names, domains, contactDomains, contacts, countries, sources, taxIds }: Profile): string {
  const sets = [names.keys(), domains, contactDomains, contacts, countries, sources, taxIds];
  return JSON.stringify(sets.map((values) => [...values]));
}

/** Without the records, which are not needed to tell who is alike. */
function profileOfText(text: string): Profile {
  const [names, domains, contactDomains, contacts, countries, sources, taxIds] = JSON.parse(text);
  return {
    nodes: [],
    names: new Map(names.map((name: string) => [name, 0])),
    domains: new Set(domains),
    contactDomains: new Set(contactDomains),
    contacts: new Set(contacts),
    countries: new Set(countries),
    sources: new Set(sources),
    taxIds: new Set(taxIds),
  };
}
