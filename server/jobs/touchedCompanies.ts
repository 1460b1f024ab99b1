import { Clusters } from '../domain/identity/clusters.ts';
import { type CompanyKey, compareKeys, keyText } from '../domain/identity/companyKey.ts';
import type { Decision } from '../domain/identity/decisions.ts';
import {
  addStats,
  Frequencies,
  maxFamily,
  maxShared,
  roundedCount,
  statsOf,
  weighAlike,
} from '../domain/identity/frequencies.ts';
import { allKeys, domainKey, type ProfileKeys } from '../domain/identity/profileKeys.ts';
import { type Profile, profileOf } from '../domain/identity/profiles.ts';
import { type Counted, joinByKeys, type Keyed } from '../domain/identity/resolveIdentity.ts';
import { Similarity } from '../domain/identity/similarity.ts';
import { KeyList, visitPairs } from '../domain/linkage/blocks.ts';
import type { SourceKey } from '../domain/model.ts';
import { readCompanies } from '../store/companyIdentity.ts';
import {
  countHolders,
  type IndexedMember,
  type IndexedProfile,
  readComponents,
  readHolders,
  readMembers,
  readPlaces,
  readProfiles,
} from '../store/identityIndex.ts';
import type { IdentityResult } from '../store/identityState.ts';
import type { Store } from '../store/openStore.ts';

/** More company records than this are faster decided about with all the others. */
const maxTouched = 5_000;

/** A part of the company records that nothing connects with the rest, and how often what they say occurs among all. */
export type Touched = {
  /** The records as they are now, and those of `changed` that are gone. */
  records: SourceKey[];
  keyed: Keyed;
  counted: Counted;
  urls: Map<string, string | null>;
  /** What the index has of them. */
  before: IndexedProfile[];
  membersBefore: IndexedMember[];
};

/**
 * Finds what the changed company records may have to do with: whoever was decided about together with one of them, and whoever would be
 * now. Starts with what the index has of them and grows until nothing connects it with the rest. Null when it grows too large, or when so
 * much has changed that all pairs weigh otherwise; then all have to be decided about.
 */
export async function findTouched(
  store: Store,
  tenantId: string,
  changed: readonly SourceKey[],
  decisions: readonly Decision[],
  { totals }: IdentityResult,
): Promise<Touched | null> {
  if (changed.length > maxTouched) return null;
  const places = await readPlaces(store, tenantId, changed);
  let components = await readComponents(store, tenantId, [...new Set(places.map((p) => p.profile))]);
  const isChanged = new Set(changed.map(keyText));
  for (;;) {
    const before = await readProfiles(store, tenantId, 'component', components);
    const membersBefore = await readMembers(
      store,
      tenantId,
      before.map((p) => p.profile),
    );
    const records = [...new Map([...membersBefore, ...changed].map((r) => [keyText(r), r])).values()];
    if (records.length > maxTouched) return null;
    const { companies, urls } = await readCompanies(store, tenantId, records);
    const keyed = joinByKeys(companies, decisions, await wider(store, tenantId, companies, before));
    const counts = await countAgain(store, tenantId, before, keyed.keys);
    if (counts.isOtherwise) return null;
    const stats = statsOf(keyed.profiles, counts.count);
    const without = addStats(
      totals,
      before.map((p) => p.stats),
      -1,
    );
    const counted = { stats, totals: addStats(without, stats, 1), frequencies: new Frequencies(totals, counts.count) };
    if (!weighAlike(totals, counted.totals)) return null;
    const same = sameAsBefore(membersBefore, isChanged);
    const others = keyed.profiles.map((profile) => !same(profile, keyed.graph));
    const touched: Touched = { records, keyed, counted, urls, before, membersBefore };
    const more = await connected(store, tenantId, touched, others, counts);
    const known = new Set(components);
    const added = more.filter((component) => !known.has(component));
    if (added.length === 0) return touched;
    components = [...components, ...added];
  }
}

/** Whether a domain has holders outside. In the end only that of an agency has: all others are ties. */
async function wider(
  store: Store,
  tenantId: string,
  companies: readonly CompanyKey[],
  before: readonly IndexedProfile[],
): Promise<(domain: string) => boolean> {
  const keys = [...new Set(companies.flatMap((c) => c.domains))].map(domainKey);
  const stored = await countHolders(store, tenantId, keys);
  for (const { keys: own } of before) for (const key of own.domains) stored.set(key, (stored.get(key) ?? 0) - 1);
  return (domain) => (stored.get(domainKey(domain)) ?? 0) > 0;
}

type Counts = {
  /** How many customers of the tenant have a key now. */
  count: (key: number) => number;
  /** Keys that became common, or are not any more: those that have them are compared again. */
  crossing: number[];
  /** Whether a common value occurs so much more or less often than before that it weighs otherwise for whoever has it. */
  isOtherwise: boolean;
};

/** Counts the keys of the customers that are touched, as they are now. */
async function countAgain(
  store: Store,
  tenantId: string,
  before: readonly IndexedProfile[],
  now: readonly ProfileKeys[],
): Promise<Counts> {
  const change = new Map<number, number>();
  const add = (keys: ProfileKeys, n: number) => {
    for (const key of allKeys(keys)) change.set(key, (change.get(key) ?? 0) + n);
  };
  for (const { keys } of before) add(keys, -1);
  for (const keys of now) add(keys, 1);
  const stored = await countHolders(store, tenantId, [...change.keys()]);
  const was = (key: number) => stored.get(key) ?? 0;
  const count = (key: number) => was(key) + (change.get(key) ?? 0);
  const differing = [...change].filter(([, n]) => n !== 0).map(([key]) => key);
  const all = [...before.map((p) => p.keys), ...now];
  const domains = new Set(all.flatMap((keys) => keys.domains));
  const weighing = new Set([...domains, ...all.flatMap((keys) => keys.values)]);
  const limit = (key: number) => (domains.has(key) ? maxFamily : maxShared);
  const isCrossing = (key: number) => was(key) > limit(key) !== count(key) > limit(key);
  return {
    count,
    crossing: differing.filter(isCrossing),
    isOtherwise: differing.some(
      (key) =>
        weighing.has(key) &&
        !isCrossing(key) &&
        was(key) > limit(key) &&
        roundedCount(was(key)) !== roundedCount(count(key)),
    ),
  };
}

/** Tells whether a customer is what it was: of the same records, none of which changed. */
function sameAsBefore(before: readonly IndexedMember[], isChanged: ReadonlySet<string>) {
  const profileOfRecord = new Map(before.map((member) => [keyText(member), member.profile]));
  const sizes = new Map<number, number>();
  for (const { profile } of before) sizes.set(profile, (sizes.get(profile) ?? 0) + 1);
  return ({ nodes }: Profile, graph: Clusters): boolean => {
    const keys = nodes.map((i) => keyText((graph.companies[i] as CompanyKey).key));
    const numbers = new Set(keys.map((key) => profileOfRecord.get(key)));
    const [number] = numbers;
    return (
      numbers.size === 1 &&
      number !== undefined &&
      sizes.get(number) === keys.length &&
      !keys.some((k) => isChanged.has(k))
    );
  };
}

/** The components that those customers have to do with that are not what they were: by ties, by values, and because they are alike. */
async function connected(
  store: Store,
  tenantId: string,
  { keyed, counted, before }: Touched,
  others: readonly boolean[],
  { count, crossing }: Counts,
): Promise<number[]> {
  const now = keyed.keys.filter((_, i) => others[i]);
  const rare = (keys: readonly number[]) => keys.filter((key) => count(key) <= maxShared);
  const tying = ({ ties, domains, values }: ProfileKeys) => [
    ...ties,
    ...domains.filter((key) => count(key) <= maxFamily),
    ...rare(values),
  ];
  const wanted = new Set([...crossing, ...now.flatMap(tying)]);
  const tied = await readComponents(store, tenantId, await readHolders(store, tenantId, [...wanted]));
  const own = new Set(before.map((p) => p.component));
  // One thing at a time: what is tied may change what there is to compare.
  if (tied.some((component) => !own.has(component))) return tied;
  const blocks = new Set(now.flatMap(({ blocks: of }) => rare(of)));
  const inside = new Set(before.map((p) => p.profile));
  const holders = (await readHolders(store, tenantId, [...blocks])).filter((number) => !inside.has(number));
  const mates = await readMates(store, tenantId, holders, keyed.graph);
  if (mates.found.length === 0) return [];
  const list = new KeyList();
  for (const [i, { blocks: of }] of keyed.keys.entries()) if (others[i]) for (const key of rare(of)) list.add(i, key);
  const first = keyed.keys.length;
  for (const [n, { keys }] of mates.found.entries())
    for (const key of keys.blocks) if (blocks.has(key)) list.add(first + n, key);
  const similarity = new Similarity(mates.graph, keyed.profiles, counted.frequencies);
  const alike = new Set<number>();
  visitPairs(first + mates.found.length, list.blocks(), first, (i, j) => {
    const own = keyed.profiles[i] as Profile;
    const { component, profile: mate } = mates.found[j - first] as Mate;
    // In the order in which they would be compared if both were inside.
    const isFirst = compareKeys(firstKey(mates.graph, own), firstKey(mates.graph, mate)) < 0;
    if (similarity.compare(isFirst ? own : mate, isFirst ? mate : own) !== null) alike.add(component);
  });
  return [...alike];
}

type Mate = { component: number; keys: ProfileKeys; profile: Profile };

/** Customers outside, as the index has them, in a graph that has the records inside first. */
async function readMates(
  store: Store,
  tenantId: string,
  numbers: readonly number[],
  inside: Clusters,
): Promise<{ graph: Clusters; found: Mate[] }> {
  const profiles = await readProfiles(store, tenantId, 'profile', numbers);
  const members = await readMembers(store, tenantId, numbers);
  const { companies } = await readCompanies(store, tenantId, members);
  const sorted = companies.sort((a, b) => compareKeys(a.key, b.key));
  const graph = new Clusters([...inside.companies, ...sorted]);
  const numberOf = new Map(members.map((member) => [keyText(member), member.profile]));
  const nodes = Map.groupBy(sorted, ({ key }) => numberOf.get(keyText(key)));
  const found = profiles.flatMap(({ profile: number, component, keys }): Mate[] => {
    const own = (nodes.get(number) ?? []).map(({ key }) => graph.index.get(keyText(key)) as number);
    return own.length === 0 ? [] : [{ component, keys, profile: profileOf(graph, own) }];
  });
  return { graph, found };
}

const firstKey = ({ companies }: Clusters, { nodes }: Profile) => (companies[nodes[0] as number] as CompanyKey).key;
