import { Clusters } from '../domain/identity/clusters.ts';
import { type CompanyKey, compareKeys, keyText } from '../domain/identity/companyKey.ts';
import { maxShared } from '../domain/identity/frequencies.ts';
import type { ProfileKeys } from '../domain/identity/profileKeys.ts';
import { type Profile, profileOf } from '../domain/identity/profiles.ts';
import type { Counted, Keyed } from '../domain/identity/resolveIdentity.ts';
import { Similarity } from '../domain/identity/similarity.ts';
import { KeyList, visitPairs } from '../domain/linkage/blocks.ts';
import { readCompanies } from '../store/companyIdentity.ts';
import { type IndexedProfile, readHolders, readMembers, readProfiles } from '../store/identityIndex.ts';
import type { Store } from '../store/openStore.ts';

/** The components of the customers outside that those of the part that are not what they were are alike with. */
export async function alikeOutside(
  store: Store,
  tenantId: string,
  { keyed, counted, before }: { keyed: Keyed; counted: Counted; before: readonly IndexedProfile[] },
  others: readonly boolean[],
  count: (key: number) => number,
): Promise<number[]> {
  const rare = (keys: ProfileKeys) => keys.blocks.filter((key) => count(key) <= maxShared);
  const blocks = new Set(keyed.keys.flatMap((keys, i) => (others[i] ? rare(keys) : [])));
  const inside = new Set(before.map((p) => p.profile));
  const holders = (await readHolders(store, tenantId, [...blocks])).filter((number) => !inside.has(number));
  const mates = await readMates(store, tenantId, holders, keyed.graph);
  if (mates.found.length === 0) return [];
  const list = new KeyList();
  for (const [i, keys] of keyed.keys.entries()) if (others[i]) for (const key of rare(keys)) list.add(i, key);
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
    if (similarity.isAlike(isFirst ? own : mate, isFirst ? mate : own)) alike.add(component);
  });
  return [...alike];
}

type Mate = Pick<IndexedProfile, 'component' | 'keys'> & { profile: Profile };

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
