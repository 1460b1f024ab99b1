import type { Transaction } from 'kysely';
import type { Merged } from '../domain/identity/nameAccounts.ts';
import { batches, inBatches } from './batches.ts';
import { markDirty } from './dirty.ts';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import { appendOutbox } from './outbox.ts';
import type { Schema } from './schema.ts';

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

/** The account id that is in use for this one, and those that lead to it, inside the caller's transaction. */
export async function readSurvivor(
  trx: Transaction<Schema>,
  tenantId: string,
  accountId: string,
): Promise<[survivor: string, former: string[]]> {
  const redirects = trx.selectFrom('account_redirect').select(['from_id', 'to_id']).where('tenant_id', '=', tenantId);
  const survivor = (await redirects.where('from_id', '=', accountId).executeTakeFirst())?.to_id ?? accountId;
  const former = await redirects.where('to_id', '=', survivor).execute();
  return [survivor, former.map((row) => row.from_id)];
}

/**
 * Lets old ids lead to their survivors, or nowhere. What led to an old id leads on to the survivor, so that one step is always enough.
 * Marks the accounts that an id leads to now, and those that it led to before.
 */
export async function saveRedirects(
  store: Store,
  tenantId: string,
  merged: readonly Merged[],
  at: number,
): Promise<void> {
  // First what leads nowhere: a run that is stopped after this finds the rest as it was.
  const ordered = [...merged].sort((x, y) => Number(x.to !== null) - Number(y.to !== null));
  for (const part of batches(ordered, 200)) {
    await store.transaction(async (trx) => {
      const known = trx.selectFrom('account_redirect').select('to_id').where('tenant_id', '=', tenantId);
      const from = part.map((one) => one.from);
      const before = await known.where('from_id', 'in', from).execute();
      const lost = part.filter(({ to }) => to === null).map((one) => one.from);
      if (lost.length > 0) await leadNowhere(trx, tenantId, lost);
      const leading = part.flatMap(({ from, to }) => (to === null ? [] : [{ from, to }]));
      for (const { from, to } of leading) {
        await trx
          .updateTable('account_redirect')
          .set({ to_id: to, at })
          .where('tenant_id', '=', tenantId)
          .where('to_id', '=', from)
          .execute();
      }
      await insertRows(
        trx,
        leading.map(({ from, to }) => ({ tenant_id: tenantId, from_id: from, to_id: to, at })),
        (values) =>
          trx
            .insertInto('account_redirect')
            .values(values)
            .onConflict((oc) =>
              oc
                .columns(['tenant_id', 'from_id'])
                .doUpdateSet((eb) => ({ to_id: eb.ref('excluded.to_id'), at: eb.ref('excluded.at') })),
            ),
      );
      await markDirty(trx, tenantId, [
        ...part.flatMap(({ from, to }) => [from, to]),
        ...before.map((row) => row.to_id),
      ]);
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
      await leadNowhere(trx, tenantId, part);
      await appendOutbox(trx, tenantId, [{ kind: 'links', accountId: '', version: 0 }], at);
    });
  }
}

async function leadNowhere(trx: Transaction<Schema>, tenantId: string, ids: readonly string[]): Promise<void> {
  await trx.deleteFrom('account_redirect').where('tenant_id', '=', tenantId).where('from_id', 'in', ids).execute();
}
