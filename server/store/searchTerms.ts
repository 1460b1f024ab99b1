import type { Transaction } from 'kysely';
import type { SearchTerm } from '../domain/search/searchTerms.ts';
import { batches } from './batches.ts';
import { insertRows } from './insertRows.ts';
import type { Schema } from './schema.ts';

/** What an account is found by, all of it. */
type AccountTerms = { accountId: string; terms: readonly SearchTerm[] };

/** Replaces the terms of accounts inside the caller's transaction. Most publications change no name, so nothing is written for them. */
export async function saveSearchTerms(
  trx: Transaction<Schema>,
  tenantId: string,
  accounts: readonly AccountTerms[],
): Promise<void> {
  if (accounts.length === 0) return;
  const ids = accounts.map((a) => a.accountId);
  const stored = await trx
    .selectFrom('search_term')
    .select(['account_id', 'kind', 'term', 'length'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', ids)
    .execute();
  const text = (terms: readonly SearchTerm[]) =>
    terms
      .map((t) => `${t.kind} ${t.length} ${t.term}`)
      .sort()
      .join('\n');
  const known = Map.groupBy(stored, (row) => row.account_id);
  const changed = accounts.filter((a) => text(known.get(a.accountId) ?? []) !== text(a.terms));
  await removeSearchTerms(
    trx,
    tenantId,
    changed.map((a) => a.accountId).filter((id) => known.has(id)),
  );
  const rows = changed.flatMap(({ accountId, terms }) =>
    terms.map((t) => ({ tenant_id: tenantId, account_id: accountId, ...t })),
  );
  for (const part of batches(rows))
    await insertRows(trx, part, (values) => trx.insertInto('search_term').values(values));
}

/** Takes accounts out of the search, inside the caller's transaction. */
export async function removeSearchTerms(
  trx: Transaction<Schema>,
  tenantId: string,
  accountIds: readonly string[],
): Promise<void> {
  if (accountIds.length === 0) return;
  await trx.deleteFrom('search_term').where('tenant_id', '=', tenantId).where('account_id', 'in', accountIds).execute();
}
