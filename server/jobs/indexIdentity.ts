import { type CompanyKey, keyText } from '../domain/identity/companyKey.ts';
import { componentsOf } from '../domain/identity/components.ts';
import type { ParentLink } from '../domain/identity/hierarchy.ts';
import type { Identity } from '../domain/identity/resolveIdentity.ts';
import { type IndexedMember, type IndexedProfile, readNextProfile } from '../store/identityIndex.ts';
import { changeIndex } from '../store/identityIndexWrites.ts';
import { type IdentityResult, type IdentityState, saveResolved } from '../store/identityState.ts';
import type { Store } from '../store/openStore.ts';
import type { MarkedRecord } from '../store/recordMarks.ts';
import type { IdentityScope } from './identityScope.ts';

/** What was decided about a part of the company records. */
export type Decided = { scope: IdentityScope; identity: Identity; parents: readonly ParentLink[] };

/**
 * Notes in the index what was decided about a part, so that the next change finds what it has to do with, and that identity is no longer
 * due, in one transaction.
 */
export async function indexTouched(
  store: Store,
  tenantId: string,
  run: Decided & {
    state: IdentityState;
    changes: readonly MarkedRecord[];
    before: readonly IndexedProfile[];
    membersBefore: readonly IndexedMember[];
  },
): Promise<void> {
  const { before, membersBefore, state, changes, scope } = run;
  const { profiles, members } = indexOf(run, await readNextProfile(store, tenantId), membersBefore);
  const sum = (of: readonly IndexedProfile[]) => of.reduce((n, { stats }) => n + stats.accounts, 0);
  const result: IdentityResult = {
    accounts: state.result.accounts - sum(before) + sum(profiles),
    cycles: [...without(state.result.cycles, before), ...profiles.flatMap((p) => p.stats.cycles)].sort(),
    totals: scope.counted.totals,
  };
  const there = new Set(members.map(keyText));
  const gone = membersBefore.filter((member) => !there.has(keyText(member)));
  const was = new Map(membersBefore.map((member) => [keyText(member), member.profile]));
  const moved = members.filter((member) => was.get(keyText(member)) !== member.profile);
  await store.transaction(async (trx) => {
    await changeIndex(trx, tenantId, { before, profiles, members: moved, gone });
    await saveResolved(trx, tenantId, { resolved: state.changes, result, changes });
  });
}

/** The customers with their numbers, from `firstNumber` on: one that has the same records as before keeps its number. */
export function indexOf(
  { scope, identity, parents }: Decided,
  firstNumber: number,
  membersBefore: readonly IndexedMember[] = [],
): {
  profiles: IndexedProfile[];
  members: IndexedMember[];
} {
  const { keyed, counted } = scope;
  const { graph, profiles, keys } = keyed;
  const keyAt = (i: number) => (graph.companies[i] as CompanyKey).key;
  const before = Map.groupBy(membersBefore, (member) => member.profile);
  const numberOf = new Map([...before].map(([number, of]) => [of.map(keyText).sort().join('\n'), number]));
  let next = firstNumber;
  const numbers = profiles.map(({ nodes }) => {
    const same = numberOf.get(
      nodes
        .map((i) => keyText(keyAt(i)))
        .sort()
        .join('\n'),
    );
    return same ?? next++;
  });
  const groups = componentsOf(keys, counted.frequencies, identity.alike);
  const lowest = new Map<number, number>();
  for (const [i, group] of groups.entries())
    lowest.set(group, Math.min(lowest.get(group) ?? Number.MAX_SAFE_INTEGER, numbers[i] as number));
  const found = foundOf(identity, parents, profiles);
  return {
    profiles: profiles.map((_, i) => ({
      profile: numbers[i] as number,
      component: lowest.get(groups[i] as number) as number,
      keys: keys[i] as IndexedProfile['keys'],
      stats: { ...(counted.stats[i] as (typeof counted.stats)[number]), ...(found[i] as (typeof found)[number]) },
    })),
    members: profiles.flatMap(({ nodes }, i) =>
      nodes.map((node) => ({ ...keyAt(node), profile: numbers[i] as number })),
    ),
  };
}

/** What was found of each customer: accounts are counted, and circles named, at the customer of their first record. */
function foundOf(
  { accounts, graph }: Identity,
  parents: readonly ParentLink[],
  profiles: readonly { nodes: readonly number[] }[],
): Pick<IndexedProfile['stats'], 'accounts' | 'cycles'>[] {
  const profileAt = new Map(profiles.flatMap(({ nodes }, i) => nodes.map((node) => [node, i] as const)));
  const found = profiles.map(() => ({ accounts: 0, cycles: [] as string[] }));
  const cycles = new Map(parents.filter((p) => p.kind === 'cycle').map((p) => [p.accountId, p.evidence]));
  for (const { id, members } of accounts) {
    const node = members[0] && graph.index.get(keyText(members[0].key));
    const own = node === undefined ? undefined : found[profileAt.get(node) as number];
    if (!own) continue;
    own.accounts++;
    const evidence = cycles.get(id);
    if (evidence !== undefined) own.cycles.push(evidence);
  }
  return found;
}

/** A list without what some customers had in it, each once. */
function without(all: readonly string[], before: readonly IndexedProfile[]): string[] {
  const left = [...all];
  for (const { stats } of before)
    for (const one of stats.cycles) {
      const at = left.indexOf(one);
      if (at >= 0) left.splice(at, 1);
    }
  return left;
}
