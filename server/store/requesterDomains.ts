import type { Transaction } from 'kysely';
import { batches, inBatches } from './batches.ts';
import { markDirty } from './dirty.ts';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

/** The accounts that have a domain as their own: how many, and the first and the last of them by id. */
export type DomainHolders = { count: number; first: NamedAccount; last: NamedAccount };
type NamedAccount = { accountId: string; name: string };

/** Who has these domains; one that nobody has is left out. */
export async function readDomainHolders(
  store: Store,
  tenantId: string,
  domains: readonly string[],
): Promise<Map<string, DomainHolders>> {
  const found = await inBatches([...new Set(domains)], (part) =>
    store.db
      .selectFrom('account_domain')
      .select((eb) => [
        'domain',
        eb.fn.countAll().as('count'),
        eb.fn.min('account_id').as('first'),
        eb.fn.max('account_id').as('last'),
      ])
      .where('tenant_id', '=', tenantId)
      .where('domain', 'in', part)
      .groupBy('domain')
      .execute(),
  );
  const ids = [...new Set(found.flatMap(({ first, last }) => [first, last]))];
  const rows = await inBatches(ids, (part) =>
    store.db
      .selectFrom('account')
      .select(['id as accountId', 'name'])
      .where('tenant_id', '=', tenantId)
      .where('id', 'in', part)
      .execute(),
  );
  const named = new Map(rows.map((row) => [row.accountId, row]));
  return new Map(
    found.flatMap(({ domain, count, ...ids }): [string, DomainHolders][] => {
      const [first, last] = [named.get(ids.first), named.get(ids.last)];
      return first && last ? [[domain, { count: Number(count), first, last }]] : [];
    }),
  );
}

/** Makes the domains whose holder the documents of these accounts name what they are now, inside the transaction that saves the documents. */
export async function saveRequesterDomains(
  trx: Transaction<Schema>,
  tenantId: string,
  accountIds: readonly string[],
  domains: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const stored = await trx
    .selectFrom('requester_domain')
    .select(['account_id', 'domain'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', accountIds)
    .execute();
  const rows = accountIds.flatMap((account_id) =>
    (domains.get(account_id) ?? []).map((domain) => ({ tenant_id: tenantId, account_id, domain })),
  );
  for (const { account_id, domain } of stored) {
    if (domains.get(account_id)?.includes(domain)) continue;
    await trx
      .deleteFrom('requester_domain')
      .where('tenant_id', '=', tenantId)
      .where('account_id', '=', account_id)
      .where('domain', '=', domain)
      .execute();
  }
  const known = new Set(stored.map((row) => `${row.account_id} ${row.domain}`));
  const added = rows.filter((row) => !known.has(`${row.account_id} ${row.domain}`));
  for (const part of batches(added))
    await insertRows(trx, part, (values) => trx.insertInto('requester_domain').values(values));
}

/** Marks the accounts whose documents say whose one of these domains is, inside the transaction that changes that or a name. */
export async function markDirtyByDomains(
  trx: Transaction<Schema>,
  tenantId: string,
  domains: readonly string[],
): Promise<void> {
  for (const part of batches([...new Set(domains)])) {
    const rows = await trx
      .selectFrom('requester_domain')
      .select('account_id')
      .distinct()
      .where('tenant_id', '=', tenantId)
      .where('domain', 'in', part)
      .execute();
    await markDirty(
      trx,
      tenantId,
      rows.map((row) => row.account_id),
    );
  }
}
