import { company as nameKind } from '../linkage/nameKinds.ts';
import type { FieldWeight } from '../linkage/weights.ts';
import type { Clusters } from './clusters.ts';
import { keyText } from './companyKey.ts';
import { type Profile, profileOf } from './profiles.ts';
import {
  bitsOf,
  expectedMatches,
  levels,
  linkProbability,
  probabilityOf,
  sameByChance,
  type Veto,
  type Weighing,
} from './similarityModel.ts';

export const linkBits = bitsOf(linkProbability);
/** A name that this many customers have is generic: with different countries it says nothing. */
const genericName = 3;

type Field = 'name' | 'domain' | 'contacts' | 'country';
const fields: readonly Field[] = ['name', 'domain', 'contacts', 'country'];

/** How the names of two profiles compare best, and which records bear them. */
export type NamePair = { level: keyof typeof levels.name; value: string; a: number; b: number };

/**
 * Weighs whether two customers that keys left apart are one, after Fellegi & Sunter (1969): names, domains, shared addresses of people,
 * countries, systems. Counts how common each value is among the customers when it is made, so the same two weigh the same until the next
 * run. Numbers of customers are rounded up to a power of two: a weight does not move with every customer that comes.
 */
export class Similarity {
  readonly profiles: readonly Profile[];
  readonly priorBits: number;
  readonly #graph: Clusters;
  readonly #present: number;
  readonly #counts: Record<Field, Map<string | number, number>>;
  readonly #keys: ReadonlyMap<string, number>;
  readonly #nameByChance: number;

  constructor(graph: Clusters) {
    this.#graph = graph;
    this.profiles = graph.groups().map((nodes) => profileOf(graph, [...nodes]));
    this.#present = 2 ** Math.ceil(Math.log2(Math.max(2, this.profiles.length)));
    this.priorBits = bitsOf(Math.min(0.5, expectedMatches / this.#present));
    this.#counts = { name: new Map(), domain: new Map(), contacts: new Map(), country: new Map() };
    for (const profile of this.profiles)
      for (const field of fields)
        for (const value of valuesOf(profile, field))
          this.#counts[field].set(value, (this.#counts[field].get(value) ?? 0) + 1);
    this.#keys = graph.index;
    this.#nameByChance = nameByChance(this.profiles);
  }

  /** How many customers have a value. */
  count(field: Field, value: string | number): number {
    return this.#counts[field].get(value) ?? 0;
  }

  /** Whether two profiles are worth weighing: a name that is only alike says nothing in different countries. */
  mayBeOne(a: Profile, b: Profile): boolean {
    const hasDomain = (one: Profile, two: Profile) =>
      meet(one.domains, two.domains) || meet(one.domains, two.contactDomains);
    return (
      !areApart(a.countries, b.countries) ||
      [...a.names.keys()].some((name) => b.names.has(name)) ||
      meet(a.contacts, b.contacts) ||
      hasDomain(a, b) ||
      hasDomain(b, a) ||
      meet(a.contactDomains, b.contactDomains)
    );
  }

  /** The evidence that two profiles are one customer. */
  weigh(a: Profile, b: Profile): Weighing {
    const name = this.names(a, b);
    const weights: FieldWeight[] = [];
    const add = (field: string, level: string, bits: number) => weights.push({ field, level, bits });
    const given = levels.name[name.level];
    if (a.names.size > 0 && b.names.size > 0) {
      const bits = 'u' in given ? Math.log2(given.m / given.u) : this.#same('name', given.m, [name.value]);
      add('name', name.level, bits);
    }
    const contacts = this.#contacts(a, b);
    const domain = this.#domain(a, b);
    // An address in common has a domain in common: one observation, not two. A family shares both.
    const isOne = contacts !== null && domain !== null && contacts.bits > 0 && domain.bits > 0;
    if (contacts && !(isOne && domain.bits > contacts.bits)) add('contacts', contacts.level, contacts.bits);
    if (domain && !(isOne && domain.bits <= contacts.bits)) add('domain', domain.level, domain.bits);
    const country = this.#country(a, b);
    if (country) add('country', country.level, country.bits);
    const held = [...a.sources].some((source) => b.sources.has(source)) ? 'one holds both' : 'none holds both';
    add('systems', held, Math.log2(levels.systems[held].m / levels.systems[held].u));
    const bits = weights.reduce((sum, weight) => sum + weight.bits, this.priorBits);
    const vetoes = this.#vetoes(a, b, name);
    if (weights.filter((w) => w.field !== 'systems' && w.bits > 0).length < 2) vetoes.push('oneKind');
    return { priorBits: this.priorBits, weights, bits, probability: probabilityOf(bits), vetoes };
  }

  /** The best of the name pairs. */
  names(a: Profile, b: Profile): NamePair {
    const order = Object.keys(levels.name) as NamePair['level'][];
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

  #contacts(a: Profile, b: Profile): { level: keyof typeof levels.contacts; bits: number } | null {
    if (a.contacts.size === 0 || b.contacts.size === 0) return null;
    const shared = [...a.contacts].filter((contact) => b.contacts.has(contact));
    if (shared.length === 0) return { level: 'none', bits: fixed(levels.contacts.none) };
    const one = this.#same('contacts', levels.contacts['one shared'].m, shared);
    const several = fixed(levels.contacts['several shared']);
    return shared.length === 1
      ? { level: 'one shared', bits: one }
      : { level: 'several shared', bits: Math.max(one, several) };
  }

  #domain(a: Profile, b: Profile): { level: keyof typeof levels.domain; bits: number } | null {
    const shared = [...a.domains].filter((domain) => b.domains.has(domain));
    if (shared.length > 0) return { level: 'same', bits: this.#same('domain', levels.domain.same.m, shared) };
    const across =
      [...a.domains, ...a.contactDomains].some((domain) => b.contactDomains.has(domain)) ||
      [...b.domains].some((domain) => a.contactDomains.has(domain));
    if (across) return { level: 'of contacts', bits: fixed(levels.domain['of contacts']) };
    if (a.domains.size === 0 || b.domains.size === 0) return null;
    return { level: 'different', bits: fixed(levels.domain.different) };
  }

  #country(a: Profile, b: Profile): { level: keyof typeof levels.country; bits: number } | null {
    if (a.countries.size === 0 || b.countries.size === 0) return null;
    const shared = [...a.countries].filter((country) => b.countries.has(country));
    return shared.length > 0
      ? { level: 'same', bits: this.#same('country', levels.country.same.m, shared) }
      : { level: 'different', bits: fixed(levels.country.different) };
  }

  #vetoes(a: Profile, b: Profile, name: NamePair): Veto[] {
    const vetoes: Veto[] = [];
    const [first, second] = [a.nodes[0] as number, b.nodes[0] as number];
    if (this.#graph.isForbidden(first, second)) vetoes.push('decision');
    if (this.#isParent(a, b) || this.#isParent(b, a)) vetoes.push('parent');
    if (areApart(a.domains, b.domains)) vetoes.push('domains');
    if (haveOtherTaxIds(a.taxIds, b.taxIds)) vetoes.push('taxIds');
    const isOfOneSystem = [...a.sources].some((source) => b.sources.has(source));
    const haveOtherNames = name.level === 'different' || name.level === 'differs in a number';
    if (haveOtherNames && isOfOneSystem) vetoes.push('names');
    if (areApart(a.countries, b.countries) && (isOfOneSystem || this.count('name', name.value) >= genericName))
      vetoes.push('country');
    return vetoes;
  }

  #isParent(child: Profile, parent: Profile): boolean {
    const nodes = new Set(parent.nodes);
    return child.nodes.some((i) => {
      const { key, parentId } = this.#graph.companies[i] as Clusters['companies'][number];
      const at = parentId === null ? undefined : this.#keys.get(keyText({ ...key, id: parentId }));
      return at !== undefined && nodes.has(at);
    });
  }

  /** Agreement on the rarest of the shared values. How many others have it is counted without the two that are weighed. */
  #same(field: Field, m: number, shared: readonly (string | number)[]): number {
    const others = Math.min(...shared.map((value) => Math.max(0, this.count(field, value) - 2)));
    const byChance = field === 'name' ? this.#nameByChance : sameByChance[field];
    return Math.log2((m * (this.#present + 1 / byChance)) / (others + 1));
  }
}

/** Of so many customers of one name the pairs are counted; more would tell the same. */
const maxNamesakes = 50;

/**
 * How often two different customers of this tenant have the same name: counted over pairs that are known to differ, because both have
 * domains and none in common. What was assumed before anything was seen weighs as much as a million pairs. Rounded to a power of two.
 */
function nameByChance(profiles: readonly Profile[]): number {
  const known = profiles.filter(({ domains }) => domains.size > 0);
  const byName = Map.groupBy(
    known.flatMap((profile) => [...profile.names.keys()].map((name) => ({ name, profile }))),
    ({ name }) => name,
  );
  let same = 0;
  for (const [, bearers] of byName) {
    const few = bearers.slice(0, maxNamesakes);
    for (const [i, a] of few.entries())
      for (const b of few.slice(i + 1)) if (areApart(a.profile.domains, b.profile.domains)) same++;
  }
  const pairs = (known.length * (known.length - 1)) / 2;
  return 2 ** Math.round(Math.log2((same + 1) / (pairs + 1 / sameByChance.name)));
}

function valuesOf(profile: Profile, field: Field): Iterable<string | number> {
  if (field === 'name') return profile.names.keys();
  return field === 'domain' ? profile.domains : field === 'contacts' ? profile.contacts : profile.countries;
}

const fixed = ({ m, u }: { m: number; u: number }) => Math.log2(m / u);
const areApart = (a: ReadonlySet<string>, b: ReadonlySet<string>) => a.size > 0 && b.size > 0 && !meet(a, b);

function meet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  for (const value of a) if (b.has(value)) return true;
  return false;
}

/** Only numbers of one kind (`DE…`, `DUNS…`) can contradict each other. */
function haveOtherTaxIds(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const kind = (id: string) => /^[A-Z]*/.exec(id)?.[0] ?? '';
  const kinds = new Set([...a].map(kind));
  const ofKind = (ids: ReadonlySet<string>, wanted: string) => new Set([...ids].filter((id) => kind(id) === wanted));
  return [...kinds].some((wanted) => areApart(ofKind(a, wanted), ofKind(b, wanted)));
}
