import { batches } from './batches.ts';
import type { AccountSummary } from './documents.ts';
import type { Store } from './openStore.ts';
import { followRedirects } from './redirects.ts';
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

/**
 * The accounts a person has pinned, in id order. A pin of an account that was merged is one of the survivor; of several the latest word
 * counts, and so it is with looks. Accounts without a published document are left out.
 */
export async function readPinned(store: Store, tenantId: string, userId: string, mask: Mask): Promise<PinnedAccount[]> {
  const rows = await store.read
    .selectFrom('pin')
    .select(['account_id', 'pinned', 'reason', 'at'])
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .orderBy('at')
    .execute();
  const inUse = await followRedirects(
    store,
    tenantId,
    rows.map((row) => row.account_id),
  );
  const latest = <T extends { account_id: string }>(of: readonly T[]) =>
    new Map(of.map((row) => [inUse.get(row.account_id) ?? row.account_id, row]));
  const pins = [...latest(rows)].filter(([, pin]) => pin.pinned === 1);
  const found: PinnedAccount[] = [];
  for (const part of batches(pins)) {
    const ids = part.flatMap(([id, pin]) => [id, pin.account_id]);
    const documents = new Map((await readSummaries(store, tenantId, mask, ids)).map((d) => [d.account_id, d.summary]));
    const looks = latest(await readLooks(store, tenantId, userId, ids));
    for (const [accountId, { reason, at }] of part) {
      const summary = documents.get(accountId);
      const look = looks.get(accountId);
      if (summary === undefined) continue;
      found.push({
        accountId,
        reason,
        pinnedAt: at,
        summary: JSON.parse(summary) as AccountSummary,
        lookedAt: look?.at ?? null,
        seen: look ? (JSON.parse(look.summary) as Partial<AccountSummary>) : null,
      });
    }
  }
  return found.sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
}

function readSummaries(store: Store, tenantId: string, mask: Mask, ids: readonly string[]) {
  return store.read
    .selectFrom('context_document')
    .select(['account_id', 'summary'])
    .where('tenant_id', '=', tenantId)
    .where('mask', '=', mask)
    .where('etag', '!=', '')
    .where('account_id', 'in', [...ids])
    .execute();
}

/** Oldest first. */
function readLooks(store: Store, tenantId: string, userId: string, ids: readonly string[]) {
  return store.read
    .selectFrom('look')
    .select(['account_id', 'at', 'summary'])
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .where('account_id', 'in', [...ids])
    .orderBy('at')
    .execute();
}
