import { PostgresAdapter, sql, type Transaction } from 'kysely';
import { allKeys } from '../domain/identity/profileKeys.ts';
import { GrowingNumbers, sharedNumbers } from '../domain/linkage/growing.ts';
import type { SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
import { byKind, isAmong } from './byKind.ts';
import type { IndexedMember, IndexedProfile } from './identityIndex.ts';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

type KeyRow = [key: number, profile: number];

/** What of the index is replaced: the customers of some components by those that they are now, and the records that are nowhere any more. */
export type IndexChange = {
  before: readonly IndexedProfile[];
  profiles: readonly IndexedProfile[];
  members: readonly IndexedMember[];
  gone: readonly SourceKey[];
};

/** Replaces a part of the index inside the caller's transaction; what is the same stays. */
export async function changeIndex(
  trx: Transaction<Schema>,
  tenantId: string,
  { before, profiles, members, gone }: IndexChange,
): Promise<void> {
  const kept = new Map(profiles.map((p) => [p.profile, p]));
  const was = new Map(before.map((p) => [p.profile, p]));
  for (const part of batches(before.filter((p) => !kept.has(p.profile))))
    await trx
      .deleteFrom('identity_profile')
      .where('tenant_id', '=', tenantId)
      .where(
        'profile',
        'in',
        part.map((p) => p.profile),
      )
      .execute();
  await saveProfiles(
    trx,
    tenantId,
    profiles.filter((p) => JSON.stringify(was.get(p.profile)) !== JSON.stringify(p)),
  );
  for (const part of batches(gone))
    for (const group of byKind(part)) await trx.deleteFrom('identity_member').where(isAmong(tenantId, group)).execute();
  await saveMembers(trx, tenantId, members);
  const pairs = (of: IndexedProfile | undefined) => new Set(of ? allKeys(of.keys) : []);
  const added: KeyRow[] = [];
  for (const number of new Set([...was.keys(), ...kept.keys()])) {
    const [old, now] = [pairs(was.get(number)), pairs(kept.get(number))];
    for (const key of now) if (!old.has(key)) added.push([key, number]);
    for (const part of batches([...old].filter((key) => !now.has(key))))
      await trx
        .deleteFrom('identity_key')
        .where('tenant_id', '=', tenantId)
        .where('key', 'in', part)
        .where('profile', '=', number)
        .execute();
  }
  await insertKeys(trx, tenantId, added);
}

/** So many keys are replaced in one transaction. */
const sliceKeys = 4_000;
/** A key of 32 bits and a number below this fit into a double exactly, so that they are sorted as plain numbers. */
const numberLimit = 2 ** 21;

const slicedBy = [
  ['identity_key', 'key'],
  ['identity_profile', 'profile'],
  ['identity_member', 'profile'],
] as const;

/** Takes the whole index away, to be made anew; `dropIndex` was called before, so that nobody looks at it meanwhile. */
export async function clearIndex(store: Store, tenantId: string): Promise<void> {
  for (const [table, column] of slicedBy) await deleteAll(store, tenantId, table, column);
}

/** Adds some customers to an index that is made anew, without their keys. */
export async function addToIndex(
  store: Store,
  tenantId: string,
  { profiles, members }: Pick<IndexChange, 'profiles' | 'members'>,
): Promise<void> {
  for (const part of batches(profiles)) await store.transaction((trx) => saveProfiles(trx, tenantId, part));
  for (const part of batches(members)) await store.transaction((trx) => saveMembers(trx, tenantId, part));
}

/** The keys of customers as numbers, to be added to the index when all are known. */
export class IndexKeys {
  readonly #keys = new GrowingNumbers();

  add(profiles: readonly IndexedProfile[]): void {
    for (const { profile, keys } of profiles)
      for (const key of allKeys(keys)) this.#keys.push(key * numberLimit + profile);
  }

  /** All of them, ascending, for all threads to look at. */
  sorted(): Float64Array {
    return sharedNumbers(this.#keys.view().sort());
  }
}

/** Adds the keys of all customers to an index that is made anew, in the order of the table, so that each transaction touches few of its pages. */
export async function saveIndexKeys(store: Store, tenantId: string, sorted: readonly Float64Array[]): Promise<void> {
  for (const part of batches(ascending(sorted), sliceKeys))
    await store.transaction((trx) => insertKeys(trx, tenantId, part));
}

/** The keys of lists that ascend, all in order. */
function* ascending(lists: readonly Float64Array[]): Generator<KeyRow> {
  const at = lists.map(() => 0);
  for (;;) {
    let lowest = -1;
    let both = Number.POSITIVE_INFINITY;
    for (const [i, list] of lists.entries()) {
      const next = list[at[i] as number];
      if (next !== undefined && next < both) [lowest, both] = [i, next];
    }
    if (lowest < 0) return;
    at[lowest] = (at[lowest] as number) + 1;
    const key = Math.floor(both / numberLimit);
    yield [key, both - key * numberLimit];
  }
}

/** Takes all rows of a table away, so many in a transaction that nobody waits long. */
async function deleteAll(store: Store, tenantId: string, table: string, column: string): Promise<void> {
  const [from, by] = [sql.table(table), sql.ref(column)];
  for (;;) {
    const isDone = await store.transaction(async (trx) => {
      const slice = sql`select ${by} as place from ${from} where tenant_id = ${tenantId} order by ${by} limit ${sliceKeys}`;
      const { rows } = await sql<{ last: number | null }>`select max(place) as last from (${slice}) as slice`.execute(
        trx,
      );
      const last = rows[0]?.last ?? null;
      if (last !== null) await sql`delete from ${from} where tenant_id = ${tenantId} and ${by} <= ${last}`.execute(trx);
      return last === null;
    });
    if (isDone) return;
  }
}

async function saveProfiles(
  trx: Transaction<Schema>,
  tenantId: string,
  profiles: readonly IndexedProfile[],
): Promise<void> {
  for (const part of batches(profiles))
    await insertRows(
      trx,
      part.map(({ profile, component, keys, stats }) => ({
        tenant_id: tenantId,
        profile,
        component,
        keys: JSON.stringify(keys),
        stats: JSON.stringify(stats),
      })),
      (values) =>
        trx
          .insertInto('identity_profile')
          .values(values)
          .onConflict((oc) =>
            oc.columns(['tenant_id', 'profile']).doUpdateSet((eb) => ({
              component: eb.ref('excluded.component'),
              keys: eb.ref('excluded.keys'),
              stats: eb.ref('excluded.stats'),
            })),
          ),
    );
}

async function saveMembers(
  trx: Transaction<Schema>,
  tenantId: string,
  members: readonly IndexedMember[],
): Promise<void> {
  for (const part of batches(members))
    await insertRows(
      trx,
      part.map(({ source, kind, id, profile }) => ({ tenant_id: tenantId, source, kind, id, profile })),
      (values) =>
        trx
          .insertInto('identity_member')
          .values(values)
          .onConflict((oc) =>
            oc
              .columns(['tenant_id', 'source', 'kind', 'id'])
              .doUpdateSet((eb) => ({ profile: eb.ref('excluded.profile') })),
          ),
    );
}

/** All in one statement with three values, since there are dozens of keys for each customer. */
async function insertKeys(trx: Transaction<Schema>, tenantId: string, rows: readonly KeyRow[]): Promise<void> {
  if (rows.length === 0) return;
  const [keys, numbers] = [rows.map(([key]) => key), rows.map(([, number]) => number)];
  const given =
    trx.getExecutor().adapter instanceof PostgresAdapter
      ? sql`select ${tenantId}, key, profile from unnest(${keys}::bigint[], ${numbers}::bigint[]) as given (key, profile)`
      : sql`select ${tenantId}, value ->> 0, value ->> 1 from json_each(${JSON.stringify(rows)})`;
  await sql`insert into identity_key (tenant_id, key, profile) ${given}`.execute(trx);
}
