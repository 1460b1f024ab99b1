import { keyOf } from '../linkage/blockKeys.ts';
import type { Clusters } from './clusters.ts';
import { type CompanyKey, companyKinds, keyText } from './companyKey.ts';
import type { Decision } from './decisions.ts';
import type { Profile } from './profiles.ts';

/**
 * What a customer is found by, as keys of 32 bits: two values with one key cost a comparison, no more.
 * - `ties`: who shares one is decided about together: a record (its own, merged into it, named by it or by a steward), a tax id, a domain
 *   and a name.
 * - `domains`: who shares one is decided about together, unless it is that of an agency or a reseller.
 * - `values`: names and addresses, whose frequency says how much they tell. Who shares one that is not common is decided about together.
 * - `blocks`: who shares one that is not common is compared; addresses are among both.
 */
export type ProfileKeys = { ties: number[]; domains: number[]; values: number[]; blocks: number[] };

export const nameKey = (name: string): number => keyOf(`called ${name}`);
export const ownDomainKey = (domain: string): number => keyOf(`at ${domain}`);
export const coreKey = (core: string): number => keyOf(`core ${core}`);
export const recordTie = (record: string): number => keyOf(`record ${record}`);
export const accountTie = (accountId: string): number => keyOf(`account ${accountId}`);

/** The keys of one customer as keys left it. `decided` tells with which records stewards have decided a record is one, or is not. */
export function keysOf(
  graph: Clusters,
  profile: Profile,
  decided: ReadonlyMap<string, readonly string[]>,
): ProfileKeys {
  const companies = profile.nodes.map((i) => graph.companies[i] as CompanyKey);
  const cores = companies.map((c) => c.core).filter((core) => core !== '');
  const contacts = [...profile.contacts];
  return {
    ties: distinct(companies.flatMap((company) => tiesOf(company, decided))),
    domains: [...profile.domains].map(ownDomainKey),
    values: distinct([...[...profile.names.keys()].map(nameKey), ...cores.map(coreKey), ...contacts]),
    blocks: distinct([...blocksOf(profile), ...contacts]),
  };
}

/** The ties of one company record. */
export function tiesOf(company: CompanyKey, decided: ReadonlyMap<string, readonly string[]>): number[] {
  return [
    ...recordsOf(company, decided).map(recordTie),
    ...company.taxIds.map((id) => keyOf(`tax ${id}`)),
    ...company.domains.map((domain) => keyOf(`at ${domain} ${company.core}`)),
  ];
}

/** Every key once. */
export const allKeys = ({ ties, domains, values, blocks }: ProfileKeys): number[] =>
  distinct([...ties, ...domains, ...values, ...blocks]);

/** For each record that stewards have decided about, the records that it was decided about with. */
export function decidedWith(decisions: readonly Pick<Decision, 'a' | 'b'>[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { a, b } of decisions) {
    const [one, two] = [keyText(a), keyText(b)];
    found.set(one, [...(found.get(one) ?? []), two]);
    found.set(two, [...(found.get(two) ?? []), one]);
  }
  return found;
}

function recordsOf(company: CompanyKey, decided: ReadonlyMap<string, readonly string[]>): string[] {
  const { key, mergedIds, crossIds, parentId } = company;
  const own = [key.id, ...mergedIds].map((id) => keyText({ ...key, id }));
  const named = crossIds.map(({ source, id }) => keyText({ source, kind: companyKinds[source], id }));
  const parent = parentId === null ? [] : [keyText({ ...key, id: parentId })];
  return [...own, ...named, ...parent, ...own.flatMap((record) => decided.get(record) ?? [])];
}

/**
 * By which it is compared: a name, a name with one letter left out, a word, two words, a domain of its own or of its people. What countries
 * share is not looked up: it is half of the tenant.
 */
function blocksOf(profile: Profile): number[] {
  const keys: number[] = [];
  const add = (kind: string, value: string) => keys.push(keyOf(`${kind} ${value}`));
  for (const name of profile.names.keys()) {
    const text = name.replaceAll(' ', '');
    add('name', text);
    for (const slip of slips(text)) add('name', slip);
  }
  const words = [...wordsOf(profile)].sort();
  for (const [n, word] of words.entries()) {
    add('word', word);
    for (const other of words.slice(n + 1, n + 4)) add('words', `${word} ${other}`);
  }
  for (const domain of [...profile.domains, ...profile.contactDomains]) add('domain', domain);
  return keys;
}

const wordsOf = ({ names }: Profile) =>
  new Set([...names.keys()].flatMap((name) => name.split(' ').filter((word) => word.length > 2)));

/** The text with each letter left out in turn: two texts one slip apart share one (Mor & Fraenkel 1982), or one is among the other's. */
function slips(text: string): string[] {
  if (text.length < 5 || text.length > 40) return [];
  return Array.from({ length: text.length }, (_, i) => text.slice(0, i) + text.slice(i + 1));
}

const distinct = (keys: readonly number[]): number[] => [...new Set(keys)];
