import type { Transaction } from 'kysely';
import { accountKey, domainKey } from '../domain/identity/linkRecord.ts';
import { batches, inBatches } from './batches.ts';
import { markDirty } from './dirty.ts';
import { insertRows } from './insertRows.ts';
import { enqueueDependents, enqueueOfAccounts } from './linkQueue.ts';
import type { Store } from './openStore.ts';
import { markDirtyByDomains } from './requesterDomains.ts';
import type { Schema } from './schema.ts';

/** A customer as it is stored: the domains are its own, the most telling first. */
export type AccountRow = { id: string; name: string; domains: readonly string[] };

const partRows = 100;

/**
 * Adds accounts, renames them, and gives them their domains; ids never change. Queues the links that name them or that rest on who owns a
 * domain, and marks the documents that name them. Only what differs is written.
 */
export async function saveAccounts(
  store: Store,
  tenantId: string,
  accounts: readonly AccountRow[],
  at: number,
): Promise<void> {
  for (const part of batches(accounts, partRows)) {
    const ids = part.map((a) => a.id);
    const rows = await store.db
      .selectFrom('account')
      .select(['id', 'name', 'domain'])
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', ids)
      .execute();
    const before = new Map(rows.map((row) => [row.id, row]));
    const changed = part.filter(({ id, name, domains }) => {
      const row = before.get(id);
      return row?.name !== name || row.domain !== (domains[0] ?? null);
    });
    const owned = await readOwned(store, tenantId, ids);
    const moves = part.map(({ id, domains }) => ({ id, from: owned.get(id) ?? [], to: domains }));
    const added = moves.flatMap(({ id, from, to }) => pairs(id, [...new Set(to)], from));
    const removed = moves.flatMap(({ id, from, to }) => pairs(id, from, to));
    if (changed.length + added.length + removed.length === 0) continue;
    await store.transaction(async (trx) => {
      await insertRows(
        trx,
        changed.map(({ id, name, domains }) => ({
          tenant_id: tenantId,
          id,
          name,
          domain: domains[0] ?? null,
          created_at: at,
        })),
        (values) =>
          trx
            .insertInto('account')
            .values(values)
            .onConflict((oc) =>
              oc
                .columns(['tenant_id', 'id'])
                .doUpdateSet((eb) => ({ name: eb.ref('excluded.name'), domain: eb.ref('excluded.domain') })),
            ),
      );
      const renamed = changed.map(({ id }) => id).filter((id) => before.has(id));
      await enqueueDependents(trx, tenantId, renamed.map(accountKey));
      await markDirty(trx, tenantId, await childrenOf(trx, tenantId, renamed));
      await markDirtyByDomains(
        trx,
        tenantId,
        renamed.flatMap((id) => owned.get(id) ?? []),
      );
      await moveDomains(trx, tenantId, added, removed);
    });
  }
}

/** Takes the domains from accounts that are not in use: from those of `among`, or from all. */
export async function releaseDomains(
  store: Store,
  tenantId: string,
  isInUse: (accountId: string) => boolean,
  among?: readonly string[],
): Promise<void> {
  const rows = store.db.selectFrom('account_domain').select(['account_id', 'domain']).where('tenant_id', '=', tenantId);
  const unused = among?.filter((id) => !isInUse(id));
  const found = unused
    ? await inBatches(unused, (part) => rows.where('account_id', 'in', part).execute())
    : await rows.execute();
  const removed = found.filter((row) => !isInUse(row.account_id));
  for (const part of batches(
    removed.map((row) => ({ id: row.account_id, domain: row.domain })),
    partRows,
  ))
    await store.transaction((trx) => moveDomains(trx, tenantId, [], part));
}

/** The accounts whose documents name one of these as their parent. */
async function childrenOf(trx: Transaction<Schema>, tenantId: string, parentIds: readonly string[]): Promise<string[]> {
  if (parentIds.length === 0) return [];
  const rows = await trx
    .selectFrom('account_parent')
    .select('account_id')
    .where('tenant_id', '=', tenantId)
    .where('parent_id', 'in', parentIds)
    .execute();
  return rows.map((row) => row.account_id);
}

type Owned = { id: string; domain: string };

/** Whoever had one of these domains before or has it after may have links by its addresses, and others say whose it is. */
async function moveDomains(
  trx: Transaction<Schema>,
  tenantId: string,
  added: readonly Owned[],
  removed: readonly Owned[],
): Promise<void> {
  const domains = [...new Set([...added, ...removed].map((o) => o.domain))].sort();
  if (domains.length === 0) return;
  const owners = await trx
    .selectFrom('account_domain')
    .select('account_id')
    .distinct()
    .where('tenant_id', '=', tenantId)
    .where('domain', 'in', domains)
    .execute();
  await enqueueOfAccounts(
    trx,
    tenantId,
    owners.map((o) => o.account_id),
    'company',
  );
  await enqueueDependents(trx, tenantId, domains.map(domainKey));
  await markDirtyByDomains(trx, tenantId, domains);
  for (const [id, of] of Map.groupBy(removed, (o) => o.id))
    await trx
      .deleteFrom('account_domain')
      .where('tenant_id', '=', tenantId)
      .where('account_id', '=', id)
      .where(
        'domain',
        'in',
        of.map((o) => o.domain),
      )
      .execute();
  const rows = added.map(({ id, domain }) => ({ tenant_id: tenantId, account_id: id, domain }));
  for (const part of batches(rows))
    await insertRows(trx, part, (values) => trx.insertInto('account_domain').values(values));
}

async function readOwned(store: Store, tenantId: string, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await store.db
    .selectFrom('account_domain')
    .select(['account_id', 'domain'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', ids)
    .execute();
  const grouped = Map.groupBy(rows, (row) => row.account_id);
  return new Map([...grouped].map(([id, of]) => [id, of.map((row) => row.domain)]));
}

const pairs = (id: string, domains: readonly string[], without: readonly string[]): Owned[] =>
  domains.filter((domain) => !without.includes(domain)).map((domain) => ({ id, domain }));

/** When these accounts were first stored, epoch ms, those included that are no longer used. */
export async function readAccountAges(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, number>> {
  const ages = store.db.selectFrom('account').select(['id', 'created_at']).where('tenant_id', '=', tenantId);
  const rows = await inBatches(accountIds, (part) => ages.where('id', 'in', part).execute());
  return new Map(rows.map((row) => [row.id, row.created_at]));
}
