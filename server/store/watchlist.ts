import type { AccountSummary } from './documents.ts';
import type { Store } from './openStore.ts';
import type { Mask } from './schema.ts';

/** One pinned account with its current summary and the one the person saw when they last looked. */
export type PinnedAccount = {
  accountId: string;
  reason: string | null;
  pinnedAt: number;
  summary: AccountSummary;
  lookedAt: number | null;
  seen: Partial<AccountSummary> | null;
};

/** The accounts a person has pinned, in id order. Accounts without a published document are left out. */
export async function readPinned(store: Store, tenantId: string, userId: string, mask: Mask): Promise<PinnedAccount[]> {
  const rows = await store.read
    .selectFrom('pin as p')
    .innerJoin('context_document as d', (join) =>
      join.onRef('d.tenant_id', '=', 'p.tenant_id').onRef('d.account_id', '=', 'p.account_id').on('d.mask', '=', mask),
    )
    .leftJoin('look as l', (join) =>
      join
        .onRef('l.tenant_id', '=', 'p.tenant_id')
        .onRef('l.user_id', '=', 'p.user_id')
        .onRef('l.account_id', '=', 'p.account_id'),
    )
    .select(['p.account_id', 'p.reason', 'p.at', 'd.summary', 'l.at as looked_at', 'l.summary as seen'])
    .where('p.tenant_id', '=', tenantId)
    .where('p.user_id', '=', userId)
    .where('p.pinned', '=', 1)
    .where('d.etag', '!=', '')
    .orderBy('p.account_id')
    .execute();
  return rows.map((r) => ({
    accountId: r.account_id,
    reason: r.reason,
    pinnedAt: r.at,
    summary: JSON.parse(r.summary) as AccountSummary,
    lookedAt: r.looked_at,
    seen: r.seen === null ? null : (JSON.parse(r.seen) as Partial<AccountSummary>),
  }));
}
