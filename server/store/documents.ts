import type { Transaction } from 'kysely';
import type { Band } from '../../lib/contract/sections.ts';
import type { Money } from '../../lib/contract/values.ts';
import type { SearchTerm } from '../domain/search/searchTerms.ts';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import { appendOutbox } from './outbox.ts';
import type { Mask, Schema } from './schema.ts';
import { removeSearchTerms, saveSearchTerms } from './searchTerms.ts';

/** What the watchlist shows of an account, and what "moved since last look" compares. */
export type AccountSummary = {
  name: string;
  domain: string | null;
  band: Band;
  score: number | null;
  /** Of the rules that made score and band; null without a score, absent from before it was stored. */
  rulesVersion?: number | null;
  /** ISO 8601 instant. */
  renewsAt: string | null;
  arr: Money[];
  openTickets: number | null;
  /** This and the next: absent where the reader may not see them. */
  overdueInvoices?: number | null;
  disputes?: number | null;
  url: string | null;
};

export type DocumentRow = {
  accountId: string;
  mask: Mask;
  version: number;
  etag: string;
  /** JSON of the contract's ContextDocument. */
  body: string;
  summary: AccountSummary;
  /** What the account is found by; the same for every mask. */
  terms: readonly SearchTerm[];
};

/** What became of documents, by account. */
export type Saved = { changed: string[]; late: string[] };

/**
 * Publishes documents. A row is written only when its content (etag) differs and its version is greater than the stored one,
 * so a late worker cannot overwrite; each account that changed gets its search terms and one outbox row. Inside the caller's transaction.
 * Returns the ids of the accounts that changed, and those of which another worker was faster with a row: what it wrote may rest on older
 * records, so they are to be built again.
 */
export async function saveDocuments(
  trx: Transaction<Schema>,
  tenantId: string,
  documents: readonly DocumentRow[],
  at: number,
): Promise<Saved> {
  if (documents.length === 0) return { changed: [], late: [] };
  const rows = documents.map((d) => ({
    tenant_id: tenantId,
    account_id: d.accountId,
    mask: d.mask,
    version: d.version,
    etag: d.etag,
    body: d.body,
    summary: JSON.stringify(d.summary),
    computed_at: at,
  }));
  const written = await insertRows(trx, rows, (values) =>
    trx
      .insertInto('context_document')
      .values(values)
      .onConflict((oc) =>
        oc
          .columns(['tenant_id', 'account_id', 'mask'])
          .doUpdateSet((eb) => ({
            version: eb.ref('excluded.version'),
            etag: eb.ref('excluded.etag'),
            body: eb.ref('excluded.body'),
            summary: eb.ref('excluded.summary'),
            computed_at: eb.ref('excluded.computed_at'),
          }))
          .whereRef('excluded.version', '>', 'context_document.version')
          .whereRef('excluded.etag', '!=', 'context_document.etag'),
      )
      .returning(['account_id', 'mask', 'version']),
  );
  const versions = new Map(written.map((w) => [w.account_id, w.version]));
  const newest = new Map(documents.filter((d) => d.version === versions.get(d.accountId)).map((d) => [d.accountId, d]));
  await saveSearchTerms(trx, tenantId, [...newest.values()]);
  await appendOutbox(
    trx,
    tenantId,
    [...versions].map(([accountId, version]) => ({ kind: 'document' as const, accountId, version })),
    at,
  );
  const isWritten = new Set(written.map((w) => `${w.account_id} ${w.mask}`));
  const late = documents.filter((d) => !isWritten.has(`${d.accountId} ${d.mask}`)).map((d) => d.accountId);
  return { changed: [...versions.keys()], late: [...new Set(late)] };
}

/** The stored document of one account for one mask, or null. `body` is served as it is. */
export async function readDocument(
  store: Store,
  tenantId: string,
  accountId: string,
  mask: Mask,
): Promise<{ version: number; etag: string; body: string; summary: AccountSummary } | null> {
  const row = await store.read
    .selectFrom('context_document')
    .select(['version', 'etag', 'body', 'summary'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', '=', accountId)
    .where('mask', '=', mask)
    .where('etag', '!=', '')
    .executeTakeFirst();
  return row ? { ...row, summary: JSON.parse(row.summary) as AccountSummary } : null;
}

/** What is stored of a document, for the publisher to compare with; the etag of one that was taken away is empty. */
export type StoredVersion = { accountId: string; mask: Mask; version: number; etag: string };

/** Version and etag of each mask of accounts, by account. */
export async function readVersions(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, StoredVersion[]>> {
  const rows = await store.db
    .selectFrom('context_document')
    .select(['account_id as accountId', 'mask', 'version', 'etag'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', accountIds)
    .execute();
  return Map.groupBy(rows, (r) => r.accountId);
}

/** A document to be taken away; `version` is greater than that of every mask of it that its worker has seen. */
export type GoneDocument = { accountId: string; version: number };

/**
 * Takes away the documents of accounts and their search terms. Their version stays, greater than before: readers keep the greatest they
 * have seen, and a worker that still had the records comes too late. One that is newer stays. Inside the caller's transaction.
 */
export async function removeDocuments(
  trx: Transaction<Schema>,
  tenantId: string,
  gone: readonly GoneDocument[],
  at: number,
): Promise<Saved> {
  if (gone.length === 0) return { changed: [], late: [] };
  const removed = new Set<string>();
  for (const [version, documents] of Map.groupBy(gone, (d) => d.version)) {
    const ids = documents.map((d) => d.accountId);
    const rows = await trx
      .updateTable('context_document')
      .set({ version, body: '', etag: '', summary: '{}', computed_at: at })
      .where('tenant_id', '=', tenantId)
      .where('account_id', 'in', ids)
      .where('version', '<', version)
      .returning('account_id')
      .execute();
    for (const row of rows) removed.add(row.account_id);
  }
  const changed = [...removed].sort();
  await removeSearchTerms(trx, tenantId, changed);
  await appendOutbox(
    trx,
    tenantId,
    changed.map((accountId) => ({ kind: 'document' as const, accountId, version: 0 })),
    at,
  );
  return { changed, late: gone.map((d) => d.accountId).filter((id) => !removed.has(id)) };
}
