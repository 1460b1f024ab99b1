import type { FieldWeight } from '../linkage/weights.ts';
import type { Clusters } from './clusters.ts';
import { keyText } from './companyKey.ts';
import type { Frequencies } from './frequencies.ts';
import {
  areApart,
  haveOtherNames,
  haveOtherTaxIds,
  isNumberOfDomain,
  type NamePair,
  namesOf,
} from './profileConflicts.ts';
import { nameKey, ownDomainKey } from './profileKeys.ts';
import { meet, type Profile } from './profiles.ts';
import {
  bitsOf,
  candidateProbability,
  expectedMatches,
  levels,
  linkProbability,
  probabilityOf,
  sameByChance,
  type Veto,
  type Weighing,
} from './similarityModel.ts';

export const linkBits = bitsOf(linkProbability);
export const candidateBits = bitsOf(candidateProbability);
/** A name that this many customers have is generic: with different countries it says nothing. */
const genericName = 3;

type Field = 'name' | 'domain' | 'contacts' | 'country';

/** What two profiles say, before it is asked whether anything stands in the way. */
export type Evidence = { name: NamePair; weights: FieldWeight[]; bits: number };

/**
 * Weighs whether two customers that keys left apart are one, after Fellegi & Sunter (1969): names, domains, shared addresses of people,
 * countries, systems. A value counts the more, the fewer customers have it.
 */
export class Similarity {
  readonly profiles: readonly Profile[];
  readonly priorBits: number;
  readonly #graph: Clusters;
  readonly #frequencies: Frequencies;

  constructor(graph: Clusters, profiles: readonly Profile[], frequencies: Frequencies) {
    this.#graph = graph;
    this.profiles = profiles;
    this.#frequencies = frequencies;
    this.priorBits = bitsOf(Math.min(0.5, expectedMatches / frequencies.present)) + frequencies.learnt.priorBits;
  }

  /** How many pairs of so many customers are matches, as is assumed before they are compared. */
  assumedMatches(customers: number): number {
    return ((customers * (customers - 1)) / 2) * probabilityOf(this.priorBits);
  }

  /** The evidence that two profiles are one customer if it is enough to ask somebody, or else null. */
  compare(a: Profile, b: Profile): Weighing | null {
    const evidence = this.#enough(a, b);
    return evidence && this.#judge(a, b, evidence);
  }

  /** Whether `compare` would find anything. Needs nothing of the graph. */
  isAlike(a: Profile, b: Profile): boolean {
    return this.#enough(a, b) !== null;
  }

  #enough(a: Profile, b: Profile): Evidence | null {
    const evidence = this.evidence(a, b);
    return evidence === null || evidence.bits < candidateBits ? null : evidence;
  }

  /** The evidence that two profiles are one customer, however little; null when they are not worth weighing. Needs nothing of the graph. */
  evidence(a: Profile, b: Profile): Evidence | null {
    return this.#mayBeOne(a, b) ? this.#evidence(a, b) : null;
  }

  /** Whether two profiles are worth weighing: a name that is only alike says nothing in different countries. */
  #mayBeOne(a: Profile, b: Profile): boolean {
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
    return this.#judge(a, b, this.#evidence(a, b));
  }

  #evidence(a: Profile, b: Profile): Evidence {
    const name = namesOf(a, b);
    const weights: FieldWeight[] = [];
    const { bits: learnt } = this.#frequencies.learnt;
    const add = (field: keyof typeof levels, level: string, bits: number) =>
      weights.push({ field, level, bits: bits + (learnt[field]?.[level] ?? 0) });
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
    return { name, weights, bits: weights.reduce((sum, weight) => sum + weight.bits, this.priorBits) };
  }

  #judge(a: Profile, b: Profile, { name, weights, bits }: Evidence): Weighing {
    const vetoes = this.#vetoes(a, b, name);
    if (weights.filter((w) => w.field !== 'systems' && w.bits > 0).length < 2) vetoes.push('oneKind');
    return { priorBits: this.priorBits, weights, bits, probability: probabilityOf(bits), vetoes };
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
    if (haveOtherNames(name) && (isOfOneSystem || areNumbered(a, b, name))) vetoes.push('names');
    if (
      areApart(a.countries, b.countries) &&
      (isOfOneSystem || countOf(this.#frequencies, 'name', name.value) >= genericName)
    )
      vetoes.push('country');
    return vetoes;
  }

  #isParent(child: Profile, parent: Profile): boolean {
    const nodes = new Set(parent.nodes);
    return child.nodes.some((i) => {
      const { key, parentId } = this.#graph.companies[i] as Clusters['companies'][number];
      const at = parentId === null ? undefined : this.#graph.index.get(keyText({ ...key, id: parentId }));
      return at !== undefined && nodes.has(at);
    });
  }

  /** Agreement on the rarest of the shared values. How many others have it is counted without the two that are weighed. */
  #same(field: Field, m: number, shared: readonly (string | number)[]): number {
    const others = Math.min(...shared.map((value) => Math.max(0, countOf(this.#frequencies, field, value) - 2)));
    const { nameByChance, present } = this.#frequencies;
    const byChance = field === 'name' ? nameByChance : sameByChance[field];
    return Math.log2((m * (present + 1 / byChance)) / (others + 1));
  }
}

function countOf(frequencies: Frequencies, field: Field, value: string | number): number {
  if (field === 'country') return frequencies.country(String(value));
  if (field === 'contacts') return frequencies.count(Number(value));
  return frequencies.count(field === 'name' ? nameKey(String(value)) : ownDomainKey(String(value)));
}

/** Whether all that they share is a domain and a name with another number: two shops of one chain. */
const areNumbered = (a: Profile, b: Profile, { level }: NamePair): boolean =>
  level === 'differs in a number' &&
  meet(a.domains, b.domains) &&
  !meet(a.contacts, b.contacts) &&
  !isNumberOfDomain(a, b);

const fixed = ({ m, u }: { m: number; u: number }) => Math.log2(m / u);
