import { expect, it } from 'vitest';
import { worldCompanies } from '../../../tests/support/worldCompanies.ts';
import { buildWorld } from '../../sandbox/world/buildWorld.ts';
import { eachPlace } from '../linkage/places.ts';
import { Clusters } from './clusters.ts';
import { keyText } from './companyKey.ts';
import { sortKeys, statsOf } from './frequencies.ts';
import { CustomerList, CustomerPacker } from './packedCustomers.ts';
import type { Profile } from './profiles.ts';
import { countAll, joinByKeys } from './resolveIdentity.ts';
import { visitSimilar } from './similarBlocks.ts';
import { Similarity } from './similarity.ts';

const nowMs = Date.UTC(2026, 10, 22);
const { companies } = worldCompanies(buildWorld({ seed: 5, accounts: 120, nowMs, noise: true, companiesOnly: true }));
/** The world knows no tax ids. */
const taxed = companies.map((company, i) => (i % 7 === 0 ? { ...company, taxIds: [`DE${i}`] } : company));
const keyed = joinByKeys(taxed, []);
const firstText = (i: number) => keyText((keyed.graph.companies[i] as (typeof companies)[number]).key);

/** Packed by several, out of order, as threads do. */
function packed(by: number): CustomerList {
  const packers = Array.from({ length: by }, () => new CustomerPacker());
  for (let i = keyed.profiles.length - 1; i >= 0; i--) {
    const [profile, keys] = [keyed.profiles[i], keyed.keys[i]];
    if (profile && keys) packers[(i * 7) % by]?.add(profile.nodes[0] as number, profile, keys);
  }
  const list = new CustomerList(packers.map((packer) => packer.packed()));
  list.sortBy(firstText);
  return list;
}

/** Everything of a profile but its records, as lists. */
function said({ nodes: _, names, ...sets }: Profile) {
  const lists = Object.entries(sets).map(([what, values]) => [what, [...values]]);
  return { names: [...names.keys()], ...Object.fromEntries(lists) } as Record<keyof Profile, unknown[]>;
}

it.each([1, 2, 3])('customers packed by %s are counted and alike as they were', (by) => {
  const list = packed(by);
  expect(list.length).toBe(keyed.profiles.length);
  expect(Array.from({ length: list.length }, (_, i) => list.first(i))).toEqual(keyed.profiles.map((p) => p.nodes[0]));
  expect([...eachPlace(list.keys)].map(([, keys]) => keys)).toEqual(keyed.keys);
  const unpacked = [...eachPlace(list.profiles)].map(([, profile]) => said(profile));
  expect(unpacked).toEqual(keyed.profiles.map(said));
  for (const what of ['names', 'domains', 'contactDomains', 'contacts', 'countries', 'taxIds'] as const)
    expect(unpacked.filter((profile) => profile[what].length > 0).length, what).toBeGreaterThan(3);
  expect(sortKeys(list.keys)).toEqual(sortKeys(keyed.keys));
  const { frequencies, stats } = countAll(keyed);
  expect([...statsOf(list.profiles, (key) => frequencies.count(key))]).toEqual(stats);
  const similarity = new Similarity(new Clusters([]), [], frequencies);
  const verdicts: [boolean, boolean][] = [];
  visitSimilar(keyed.keys, frequencies, (a, b) => {
    const isAlike = ({ profiles }: { profiles: { at(i: number): unknown } }) =>
      similarity.isAlike(profiles.at(a) as never, profiles.at(b) as never);
    verdicts.push([isAlike(list), isAlike(keyed)]);
  });
  expect(verdicts.some(([alike]) => alike)).toBe(true);
  expect(verdicts.every(([one, other]) => one === other)).toBe(true);
});
