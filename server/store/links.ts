import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Resolution } from '../../lib/contract/identity.ts';
import { companyKinds, keyText } from '../domain/identity/companyKey.ts';
import type { Source, SourceKey } from '../domain/model.ts';
import { batches } from './batches.ts';
import { byKind } from './byKind.ts';
import { markDirty } from './dirty.ts';
import type { Store } from './openStore.ts';
import { appendOutbox } from './outbox.ts';
import { followRedirect } from './redirects.ts';

/** Which account a source record belongs to (null: none, or ambiguous), and how we know. */
export type LinkRow = { source: Source; kind: string; id: string; accountId: string | null; resolution: Resolution };

/** Which account a record has, and since when, epoch ms. */
export type Membership = SourceKey & { accountId: string | null; since: number };

/** The account of every record of the tenant, in key order, a page at a time. */
export async function* readMemberships(store: Store, tenantId: string, pageSize = 1000): AsyncIterable<Membership> {
  let after: SourceKey | undefined;
  for (;;) {
    let query = store.db
      .selectFrom('record_link')
      .select(['source', 'kind', 'id', 'account_id as accountId', 'since'])
      .where('tenant_id', '=', tenantId)
      .orderBy('source')
      .orderBy('kind')
      .orderBy('id')
      .limit(pageSize);
    if (after) {
      const { source, kind, id } = after;
      query = query.where((eb) => eb(eb.refTuple('source', 'kind', 'id'), '>', eb.tuple(source, kind, id)));
    }
    const rows: Membership[] = await query.execute();
    yield* rows;
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

/** What a write of links has moved: how many links, and the accounts that gained, lost or changed one. */
export type MovedLinks = { changed: number; accounts: Set<string> };

/** Writes links. Only those that changed are touched, and only then are readers told to drop what they hold. */
export async function saveLinks(
  store: Store,
  tenantId: string,
  links: readonly LinkRow[],
  at: number,
): Promise<MovedLinks> {
  const moved: MovedLinks = { changed: 0, accounts: new Set() };
  for (const part of batches(links)) {
    const stored = await readStored(store, tenantId, part);
    const owners = new Set<string>();
    const rows = part.flatMap((link) => {
      const { source, kind, id, accountId } = link;
      const resolution = JSON.stringify(link.resolution);
      const etag = createHash('sha256').update(`${accountId}\n${resolution}`).digest('base64url').slice(0, 16);
      const before = stored.get(keyText(link));
      if (before?.etag === etag) return [];
      for (const account of [before?.accountId, accountId]) if (account) owners.add(account);
      const since = before?.accountId === accountId ? before.since : at;
      return [{ tenant_id: tenantId, source, kind, id, account_id: accountId, resolution, etag, since }];
    });
    if (rows.length === 0) continue;
    await store.transaction(async (trx) => {
      await trx
        .insertInto('record_link')
        .values(rows)
        .onConflict((oc) =>
          oc.columns(['tenant_id', 'source', 'kind', 'id']).doUpdateSet((eb) => ({
            account_id: eb.ref('excluded.account_id'),
            resolution: eb.ref('excluded.resolution'),
            etag: eb.ref('excluded.etag'),
            since: eb.ref('excluded.since'),
          })),
        )
        .execute();
      await markDirty(trx, tenantId, owners);
      await appendOutbox(trx, tenantId, [{ kind: 'links', accountId: '', version: 0 }], at);
    });
    moved.changed += rows.length;
    for (const owner of owners) moved.accounts.add(owner);
  }
  return moved;
}

/** Removes the links of records that no longer exist. Returns the accounts that had them. */
export async function removeLinks(
  store: Store,
  tenantId: string,
  keys: readonly SourceKey[],
  at: number,
): Promise<Set<string>> {
  const accounts = new Set<string>();
  for (const part of batches(keys, 200)) {
    await store.transaction(async (trx) => {
      const removed = await trx
        .deleteFrom('record_link')
        .where('tenant_id', '=', tenantId)
        .where((eb) => eb.or(part.map((k) => eb.and({ source: k.source, kind: k.kind, id: k.id }))))
        .returning('account_id')
        .execute();
      for (const { account_id } of removed) if (account_id) accounts.add(account_id);
      await markDirty(
        trx,
        tenantId,
        removed.map((r) => r.account_id),
      );
      await appendOutbox(trx, tenantId, [{ kind: 'links', accountId: '', version: 0 }], at);
    });
  }
  return accounts;
}

type Stored = { accountId: string | null; etag: string; since: number };

/** What is stored of these links, by key. Links of one kind usually come together, so this is one statement or a few. */
async function readStored(store: Store, tenantId: string, links: readonly SourceKey[]): Promise<Map<string, Stored>> {
  const found = new Map<string, Stored>();
  for (const { source, kind, keys } of byKind(links)) {
    const rows = await store.db
      .selectFrom('record_link')
      .select(['id', 'account_id as accountId', 'etag', 'since'])
      .where('tenant_id', '=', tenantId)
      .where('source', '=', source)
      .where('kind', '=', kind)
      .where(
        'id',
        'in',
        keys.map(({ id }) => id),
      )
      .execute();
    for (const { id, ...row } of rows) found.set(keyText({ source, kind, id }), row);
  }
  return found;
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

/** When each account was first stored, epoch ms, those included that are no longer used. */
export async function readAccountAges(store: Store, tenantId: string): Promise<Map<string, number>> {
  const rows = await store.db
    .selectFrom('account')
    .select(['id', 'created_at'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return new Map(rows.map((row) => [row.id, row.created_at]));
}

/** Accounts whose id is or was `query`, or whose name contains it, at most ten. An id that is no longer used finds the survivor. */
export async function findAccounts(
  store: Store,
  tenantId: string,
  query: string,
): Promise<{ id: string; name: string }[]> {
  const id = await followRedirect(store, tenantId, query);
  const pattern = `%${query.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return store.read
    .selectFrom('account')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'not in', (eb) =>
      eb.selectFrom('account_redirect').select('from_id').where('tenant_id', '=', tenantId),
    )
    .where((eb) => eb.or([eb('id', '=', id), sql<boolean>`lower(name) like ${pattern} escape '\\'`]))
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
