import { keyOf } from '../linkage/blockKeys.ts';
import type { Clusters } from './clusters.ts';
import { type CompanyKey, companyKinds, keyText } from './companyKey.ts';
import { chainsOf, type Decision, decisionPairs } from './decisions.ts';
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

/**
 * For each record that stewards have decided about, records that stand for what it is decided about with: the first of those that must be
 * one with it, gone or not, and the first of those that each of them must stay apart from. Whoever has a record of these chains has one in
 * common.
 */
export function decidedWith(decisions: readonly Pick<Decision, 'verdict' | 'a' | 'b'>[]): Map<string, string[]> {
  const chains = chainsOf(decisionPairs(decisions, 'must'));
  const found = new Map<string, Set<string>>();
  const firsts = new Map<ReadonlySet<string>, string>();
  const chainOf = (record: string): ReadonlySet<string> => chains.get(record) ?? new Set([record]);
  const firstOf = (chain: ReadonlySet<string>): string => {
    const first = firsts.get(chain) ?? [...chain].sort()[0] ?? '';
    firsts.set(chain, first);
    return first;
  };
  const add = (chain: ReadonlySet<string>, first: string) => {
    for (const record of chain) found.set(record, (found.get(record) ?? new Set()).add(first));
  };
  for (const chain of new Set(chains.values())) add(chain, firstOf(chain));
  for (const [a, b] of decisionPairs(decisions, 'cannot')) {
    const [one, other] = [chainOf(a), chainOf(b)];
    add(one, firstOf(other));
    add(other, firstOf(one));
  }
  return new Map([...found].map(([record, firsts]) => [record, [...firsts]]));
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
