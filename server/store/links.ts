import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Resolution } from '../../lib/contract/identity.ts';
import { companyKinds, keyText } from '../domain/identity/companyKey.ts';
import type { Source, SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
import { markDirty } from './dirty.ts';
import type { Store } from './openStore.ts';
import { appendOutbox } from './outbox.ts';
import type { Schema } from './schema.ts';

/** Which account a source record belongs to (null: none, or ambiguous), and how we know. */
export type LinkRow = { source: Source; kind: string; id: string; accountId: string | null; resolution: Resolution };

type StoredLink = { source: Source; kind: string; id: string; account_id: string | null; resolution: string };

/** Every link of the tenant, in key order, a page at a time. */
export async function* readLinks(store: Store, tenantId: string, pageSize = 500): AsyncIterable<LinkRow> {
  let after: StoredLink | undefined;
  for (;;) {
    let query = store.db
      .selectFrom('record_link')
      .select(['source', 'kind', 'id', 'account_id', 'resolution'])
      .where('tenant_id', '=', tenantId)
      .orderBy('source')
      .orderBy('kind')
      .orderBy('id')
      .limit(pageSize);
    if (after) {
      const { source, kind, id } = after;
      query = query.where((eb) => eb(eb.refTuple('source', 'kind', 'id'), '>', eb.tuple(source, kind, id)));
    }
    const rows: StoredLink[] = await query.execute();
    for (const row of rows) yield toLink(row);
    if (rows.length < pageSize) return;
    after = rows.at(-1);
  }
}

/** The link of one record as it is served: the stored JSON of its resolution and the etag of that; null when the record is unknown. */
export async function readLinkEtag(
  store: Store,
  tenantId: string,
  key: SourceKey,
): Promise<{ accountId: string | null; resolution: string; etag: string } | null> {
  const row = await store.read
    .selectFrom('record_link')
    .select(['account_id', 'resolution', 'etag'])
    .where('tenant_id', '=', tenantId)
    .where('source', '=', key.source)
    .where('kind', '=', key.kind)
    .where('id', '=', key.id)
    .executeTakeFirst();
  return row ? { accountId: row.account_id, resolution: row.resolution, etag: row.etag } : null;
}

/** Writes links. Returns how many really changed; only then are readers told to drop what they hold. */
export async function saveLinks(
  store: Store,
  tenantId: string,
  links: readonly LinkRow[],
  at: number,
): Promise<number> {
  let changed = 0;
  for (const part of batches(links)) {
    await store.transaction(async (trx) => {
      const rows = part.map((link) => {
        const resolution = JSON.stringify(link.resolution);
        const etag = createHash('sha256').update(`${link.accountId}\n${resolution}`).digest('base64url').slice(0, 16);
        return {
          tenant_id: tenantId,
          source: link.source,
          kind: link.kind,
          id: link.id,
          account_id: link.accountId,
          resolution,
          etag,
        };
      });
      const before = await readOwners(trx, tenantId, part);
      const written = await trx
        .insertInto('record_link')
        .values(rows)
        .onConflict((oc) =>
          oc
            .columns(['tenant_id', 'source', 'kind', 'id'])
            .doUpdateSet((eb) => ({
              account_id: eb.ref('excluded.account_id'),
              resolution: eb.ref('excluded.resolution'),
              etag: eb.ref('excluded.etag'),
            }))
            .whereRef('excluded.etag', '!=', 'record_link.etag'),
        )
        .returning(['source', 'kind', 'id', 'account_id'])
        .execute();
      if (written.length > 0) {
        const moved = new Set(written.map(keyText));
        await markDirty(trx, tenantId, [
          ...written.map((w) => w.account_id),
          ...before.filter((b) => moved.has(keyText(b))).map((b) => b.account_id),
        ]);
        await appendOutbox(trx, tenantId, [{ kind: 'links', accountId: '', version: 0 }], at);
      }
      changed += written.length;
    });
  }
  return changed;
}

/** Which accounts records are linked to now; those without an account are left out. */
async function readOwners(trx: Transaction<Schema>, tenantId: string, keys: readonly SourceKey[]) {
  const rows: (SourceKey & { account_id: string | null })[] = [];
  for (const [of, group] of Map.groupBy(keys, (k) => `${k.source}/${k.kind}`)) {
    const [source, kind] = of.split('/') as [Source, string];
    const found = await trx
      .selectFrom('record_link')
      .select(['source', 'kind', 'id', 'account_id'])
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where('kind', '=', kind)
      .where(
        'id',
        'in',
        group.map((k) => k.id),
      )
      .where('account_id', 'is not', null)
      .execute();
    rows.push(...found);
  }
  return rows;
}

/** Removes the links of records that no longer exist. */
export async function removeLinks(
  store: Store,
  tenantId: string,
  keys: readonly SourceKey[],
  at: number,
): Promise<void> {
  for (const part of batches(keys, 200)) {
    await store.transaction(async (trx) => {
      const before = await readOwners(trx, tenantId, part);
      await trx
        .deleteFrom('record_link')
        .where('tenant_id', '=', tenantId)
        .where((eb) => eb.or(part.map((k) => eb.and({ source: k.source, kind: k.kind, id: k.id }))))
        .execute();
      await markDirty(
        trx,
        tenantId,
        before.map((b) => b.account_id),
      );
      await appendOutbox(trx, tenantId, [{ kind: 'links', accountId: '', version: 0 }], at);
    });
  }
}

/** Adds accounts or renames them; ids never change. */
export async function saveAccounts(
  store: Store,
  tenantId: string,
  accounts: readonly { id: string; name: string }[],
  at: number,
): Promise<void> {
  for (const part of batches(accounts)) {
    await store.transaction(async (trx) => {
      await trx
        .insertInto('account')
        .values(part.map((a) => ({ tenant_id: tenantId, id: a.id, name: a.name, created_at: at })))
        .onConflict((oc) => oc.columns(['tenant_id', 'id']).doUpdateSet((eb) => ({ name: eb.ref('excluded.name') })))
        .execute();
    });
  }
}

/** Accounts whose id is `query` or whose name contains it, at most ten. */
export async function findAccounts(
  store: Store,
  tenantId: string,
  query: string,
): Promise<{ id: string; name: string }[]> {
  const pattern = `%${query.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return store.read
    .selectFrom('account')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where((eb) => eb.or([eb('id', '=', query), sql<boolean>`lower(name) like ${pattern} escape '\\'`]))
    .orderBy('name')
    .limit(10)
    .execute();
}

/** Confidence and evidence of the company records of accounts: by account, by `source/kind/id`. */
export async function readLinkedCompanies(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, Map<string, Resolution>>> {
  const rows = await store.db
    .selectFrom('record_link')
    .select(['account_id', 'source', 'kind', 'id', 'resolution'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', accountIds)
    .where('kind', 'in', Object.values(companyKinds))
    .execute();
  const links = new Map<string, Map<string, Resolution>>();
  for (const { account_id, ...row } of rows) {
    const of = links.get(account_id ?? '') ?? new Map<string, Resolution>();
    links.set(account_id ?? '', of.set(keyText(row), JSON.parse(row.resolution)));
  }
  return links;
}

function toLink(row: StoredLink): LinkRow {
  return {
    source: row.source,
    kind: row.kind,
    id: row.id,
    accountId: row.account_id,
    resolution: JSON.parse(row.resolution) as Resolution,
  };
}
