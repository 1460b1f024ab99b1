import type { ParentLink } from '../domain/identity/hierarchy.ts';
import { batches, inBatches } from './batches.ts';
import { markDirty } from './dirty.ts';
import type { AccountSummary } from './documents.ts';
import type { Store } from './openStore.ts';
import type { Mask } from './schema.ts';

/** Makes the stored parents of these accounts those of this run, and marks the accounts whose parent changed. */
export async function saveParents(
  store: Store,
  tenantId: string,
  links: readonly ParentLink[],
  accountIds: readonly string[],
  at: number,
): Promise<void> {
  const stored = await inBatches(accountIds, (part) =>
    linksOf(store, tenantId).where('account_id', 'in', part).execute(),
  );
  const text = (link: ParentLink) => JSON.stringify([link.accountId, link.parentId, link.kind, link.evidence]);
  const before = new Map(stored.map((link) => [text(link), link]));
  const now = new Map(links.map((link) => [text(link), link]));
  const added = [...now].filter(([key]) => !before.has(key)).map(([, link]) => link);
  await remove(
    store,
    tenantId,
    [...before].filter(([key]) => !now.has(key)).map(([, link]) => link),
  );
  for (const part of batches(added)) {
    await store.transaction(async (trx) => {
      await trx
        .insertInto('account_parent')
        .values(
          part.map(({ accountId, parentId, kind, evidence }) => ({
            tenant_id: tenantId,
            account_id: accountId,
            parent_id: parentId,
            kind,
            evidence,
            at,
          })),
        )
        .execute();
      await markDirty(
        trx,
        tenantId,
        part.map((link) => link.accountId),
      );
    });
  }
}

/** Removes the parents of accounts that are not in use any more. */
export async function removeStrayParents(
  store: Store,
  tenantId: string,
  isInUse: (accountId: string) => boolean,
): Promise<void> {
  const stored = await linksOf(store, tenantId).execute();
  await remove(
    store,
    tenantId,
    stored.filter(({ accountId }) => !isInUse(accountId)),
  );
}

function linksOf(store: Store, tenantId: string) {
  return store.db
    .selectFrom('account_parent')
    .select(['account_id as accountId', 'parent_id as parentId', 'kind', 'evidence'])
    .where('tenant_id', '=', tenantId);
}

async function remove(store: Store, tenantId: string, gone: readonly ParentLink[]): Promise<void> {
  for (const part of batches(gone, 200)) {
    await store.transaction(async (trx) => {
      await trx
        .deleteFrom('account_parent')
        .where('tenant_id', '=', tenantId)
        .where((eb) => eb.or(part.map(({ accountId, kind }) => eb.and({ account_id: accountId, kind }))))
        .execute();
      await markDirty(
        trx,
        tenantId,
        part.map((link) => link.accountId),
      );
    });
  }
}

/** The parents that a system names and that are believed, by account, with the record that it calls the parent; an account without is left out. */
export async function readParents(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, { accountId: string; name: string; evidence: string }>> {
  const rows = await store.db
    .selectFrom('account_parent as p')
    .innerJoin('account as a', (join) =>
      join.onRef('a.tenant_id', '=', 'p.tenant_id').onRef('a.id', '=', 'p.parent_id'),
    )
    .select(['p.account_id as child', 'a.id as accountId', 'a.name', 'p.evidence'])
    .where('p.tenant_id', '=', tenantId)
    .where('p.account_id', 'in', accountIds)
    .where('p.kind', '=', 'parent')
    .execute();
  return new Map(rows.map(({ child, ...parent }) => [child, parent]));
}

/** An account beside another one, above or below it, as far as it is published. */
export type Relative = Pick<ParentLink, 'kind' | 'evidence'> & { accountId: string; summary: AccountSummary };

/** The accounts above and below one, by name. */
export async function readRelatives(
  store: Store,
  tenantId: string,
  accountId: string,
  mask: Mask,
): Promise<{ parents: Relative[]; children: Relative[] }> {
  const [parents, children] = await Promise.all([
    beside(store, tenantId, mask, 'parent_id').where('p.account_id', '=', accountId).execute(),
    beside(store, tenantId, mask, 'account_id').where('p.parent_id', '=', accountId).execute(),
  ]);
  const read = (rows: typeof parents): Relative[] =>
    rows
      .map(({ summary, ...row }) => ({ ...row, summary: JSON.parse(summary) as AccountSummary }))
      .sort((a, b) => (a.summary.name < b.summary.name ? -1 : a.summary.name > b.summary.name ? 1 : 0));
  return { parents: read(parents), children: read(children) };
}

function beside(store: Store, tenantId: string, mask: Mask, other: 'parent_id' | 'account_id') {
  return store.read
    .selectFrom('account_parent as p')
    .innerJoin('context_document as d', (join) =>
      join.onRef('d.tenant_id', '=', 'p.tenant_id').onRef('d.account_id', '=', `p.${other}`),
    )
    .select([`p.${other} as accountId`, 'p.kind', 'p.evidence', 'd.summary'])
    .where('p.tenant_id', '=', tenantId)
    .where('d.mask', '=', mask)
    .where('d.etag', '!=', '');
}
