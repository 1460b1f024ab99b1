import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Resolution } from '../../lib/contract/identity.ts';
import { companyKinds, keyText } from '../domain/identity/companyKey.ts';
import type { SourceKey } from '../domain/model.ts';
import { byKind, isAmong } from './byKind.ts';
import { markDirty } from './dirty.ts';
import { insertRows } from './insertRows.ts';
import { clearQueue, enqueueDependents, enqueueOfAccounts, type Rank, saveDependencies } from './linkQueue.ts';
import type { Store } from './openStore.ts';
import { appendOutbox } from './outbox.ts';
import type { MarkedRecord } from './recordMarks.ts';
import { followRedirect } from './redirects.ts';

/**
 * Which account a source record belongs to (null: none, or ambiguous), how we know, and what that rests on beside the account; a company
 * record's link rests on nothing else.
 */
export type LinkRow = SourceKey & { accountId: string | null; resolution: Resolution; dependsOn?: readonly string[] };

/** Whether any record was ever linked. */
export async function hasLinks(store: Store, tenantId: string): Promise<boolean> {
  const row = await store.db
    .selectFrom('record_link')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
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

/** Links of one rank to write, records that are no longer linked to anything, and what goes off the queue with them. At most 1000 of each. */
export type LinkWrite = {
  rank: Rank;
  links?: readonly LinkRow[];
  gone?: readonly SourceKey[];
  linked?: readonly MarkedRecord[];
};

/**
 * Writes links in one transaction. Only those that changed are touched, and only then are readers told to drop what they hold, are the
 * accounts marked that gained, lost or changed one, and is queued what rests on them. Returns how many changed.
 */
export async function saveLinks(store: Store, tenantId: string, write: LinkWrite, at: number): Promise<number> {
  const { rank, links = [], gone = [], linked = [] } = write;
  const stored = await readStored(store, tenantId, [...links, ...gone]);
  const owners = new Set<string>();
  const own = (...accountIds: (string | null | undefined)[]) => {
    for (const id of accountIds) if (id) owners.add(id);
  };
  const rows = links.flatMap(({ source, kind, id, accountId, resolution: how }) => {
    const resolution = JSON.stringify(how);
    const etag = hash('sha256', `${accountId}\n${resolution}`, 'base64url').slice(0, 16);
    const before = stored.get(keyText({ source, kind, id }));
    if (before?.etag === etag) return [];
    own(before?.accountId, accountId);
    const since = before?.accountId === accountId ? before.since : at;
    return [{ tenant_id: tenantId, source, kind, id, account_id: accountId, resolution, etag, since }];
  });
  const isStored = (key: SourceKey) => stored.has(keyText(key));
  const removed = gone.filter(isStored);
  for (const key of removed) own(stored.get(keyText(key))?.accountId);
  const changed = [...rows, ...removed];
  const dependent = links.flatMap(({ source, kind, id, dependsOn }) =>
    dependsOn ? [{ source, kind, id, dependsOn }] : [],
  );
  if (changed.length + linked.length === 0) return 0;
  await store.transaction(async (trx) => {
    await insertRows(trx, rows, (values) =>
      trx
        .insertInto('record_link')
        .values(values)
        .onConflict((oc) =>
          oc.columns(['tenant_id', 'source', 'kind', 'id']).doUpdateSet((eb) => ({
            account_id: eb.ref('excluded.account_id'),
            resolution: eb.ref('excluded.resolution'),
            etag: eb.ref('excluded.etag'),
            since: eb.ref('excluded.since'),
          })),
        ),
    );
    for (const group of byKind(removed)) await trx.deleteFrom('record_link').where(isAmong(tenantId, group)).execute();
    await saveDependencies(trx, tenantId, dependent, [...dependent.filter(isStored), ...removed]);
    await markDirty(trx, tenantId, owners);
    if (changed.length > 0) {
      if (rank !== 'rest') {
        await enqueueOfAccounts(trx, tenantId, owners, rank);
        await enqueueDependents(trx, tenantId, changed.map(keyText));
      }
      await appendOutbox(trx, tenantId, [{ kind: 'links', accountId: '', version: 0 }], at);
    }
    await clearQueue(trx, tenantId, linked);
  });
  return changed.length;
}

type Stored = { accountId: string | null; etag: string; since: number };

/** What is stored of these links, by key. Links of one kind usually come together, so this is one statement or a few. */
async function readStored(store: Store, tenantId: string, links: readonly SourceKey[]): Promise<Map<string, Stored>> {
  const found = new Map<string, Stored>();
  for (const { source, kind, keys } of byKind(links)) {
    const rows = await store.db
      .selectFrom('record_link')
      .select(['id', 'account_id as accountId', 'etag', 'since'])
      .where(isAmong(tenantId, { source, kind, keys }))
      .execute();
    for (const { id, ...row } of rows) found.set(keyText({ source, kind, id }), row);
  }
  return found;
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
