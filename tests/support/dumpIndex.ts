import type { Store } from '../../server/store/openStore.ts';

/** What the index of identity says, with records in place of numbers, which differ from run to run. In an order of its own. */
export async function dumpIndex(store: Store): Promise<string[]> {
  const members = await store.db.selectFrom('identity_member').selectAll().execute();
  const profiles = await store.db.selectFrom('identity_profile').selectAll().execute();
  const keys = await store.db.selectFrom('identity_key').selectAll().execute();
  const names = (of: typeof members) => of.map(({ source, kind, id }) => `${source}/${kind}/${id}`).sort();
  const membersOf = Map.groupBy(members, (m) => m.profile);
  const groups = Map.groupBy(profiles, (p) => p.component);
  const keysOf = Map.groupBy(keys, (k) => k.profile);
  const strays = keys.filter(({ profile }) => !profiles.some((p) => p.profile === profile));
  return [
    ...profiles.map(({ profile, component, keys: own, stats }) =>
      JSON.stringify({
        members: names(membersOf.get(profile) ?? []),
        group: (groups.get(component) ?? []).flatMap((p) => names(membersOf.get(p.profile) ?? [])).sort(),
        keys: (keysOf.get(profile) ?? []).map((k) => k.key).sort((a, b) => a - b),
        own: Object.values(JSON.parse(own) as Record<string, number[]>).map((list) => list.sort((a, b) => a - b)),
        stats: JSON.parse(stats),
      }),
    ),
    ...strays.map((stray) => `stray ${JSON.stringify(stray)}`),
  ].sort();
}
