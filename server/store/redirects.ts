import type { Merged } from '../domain/identity/nameAccounts.ts';
import { batches, inBatches } from './batches.ts';
import { markDirty } from './dirty.ts';
import type { Store } from './openStore.ts';
import { appendOutbox } from './outbox.ts';

/** Those of these account ids that lead to another one. */
export async function readRedirected(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Set<string>> {
  return new Set((await followRedirects(store, tenantId, accountIds)).keys());
}

/** The account id that is in use for this one: itself, or the survivor of a merge. */
export async function followRedirect(store: Store, tenantId: string, accountId: string): Promise<string> {
  return (await followRedirects(store, tenantId, [accountId])).get(accountId) ?? accountId;
}

/** The survivors of those of these ids that are no longer used. */
export async function followRedirects(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const part of batches(accountIds)) {
    const rows = await store.read
      .selectFrom('account_redirect')
      .select(['from_id', 'to_id'])
      .where('tenant_id', '=', tenantId)
      .where('from_id', 'in', part)
      .execute();
    for (const row of rows) found.set(row.from_id, row.to_id);
  }
  return found;
}

/** Ids that lead to one of these accounts, and to which. */
export async function readFormerIds(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, string>> {
  const leading = store.db
    .selectFrom('account_redirect')
    .select(['from_id', 'to_id'])
    .where('tenant_id', '=', tenantId);
  const rows = await inBatches(accountIds, (part) => leading.where('to_id', 'in', part).execute());
  return new Map(rows.map((row) => [row.from_id, row.to_id]));
}

/** Lets old ids lead to their survivors. What led to an old id leads on to the survivor, so that one step is always enough. */
export async function saveRedirects(
  store: Store,
  tenantId: string,
  merged: readonly Merged[],
  at: number,
): Promise<void> {
  for (const part of batches(merged, 200)) {
    await store.transaction(async (trx) => {
      for (const { from, to } of part) {
        await trx
          .updateTable('account_redirect')
          .set({ to_id: to, at })
          .where('tenant_id', '=', tenantId)
          .where('to_id', '=', from)
          .execute();
      }
      await trx
        .insertInto('account_redirect')
        .values(part.map(({ from, to }) => ({ tenant_id: tenantId, from_id: from, to_id: to, at })))
        .onConflict((oc) =>
          oc
            .columns(['tenant_id', 'from_id'])
            .doUpdateSet((eb) => ({ to_id: eb.ref('excluded.to_id'), at: eb.ref('excluded.at') })),
        )
        .execute();
      await markDirty(
        trx,
        tenantId,
        part.flatMap(({ from, to }) => [from, to]),
      );
      await appendOutbox(trx, tenantId, [{ kind: 'links', accountId: '', version: 0 }], at);
    });
  }
}

/** Takes redirects away from ids that are in use again. */
export async function removeRedirects(
  store: Store,
  tenantId: string,
  inUse: readonly string[],
  at: number,
): Promise<void> {
  for (const part of batches(inUse)) {
    await store.transaction(async (trx) => {
      await trx.deleteFrom('account_redirect').where('tenant_id', '=', tenantId).where('from_id', 'in', part).execute();
      await appendOutbox(trx, tenantId, [{ kind: 'links', accountId: '', version: 0 }], at);
    });
  }
}
