import { claimDirty, markDirty, readDirty } from '../store/dirty.ts';
import { removeDocuments, saveDocuments } from '../store/documents.ts';
import { saveHistory } from '../store/history.ts';
import { saveRequesterDomains } from '../store/requesterDomains.ts';
import { buildBatch, type PublishContext } from './buildBatch.ts';
import { isInShard, type Shard } from './shard.ts';

/** Accounts in memory, and in one transaction, at a time: about 500 rows when they are new. */
const batchAccounts = 25;

/**
 * Publishes the marked accounts of one part. What a batch changes and that its accounts are no longer marked is one transaction. What was
 * marked again while it was built, or what another publisher was faster with, is not stored but built again at the end, if it is marked
 * then. Returns how many documents changed.
 */
export async function publishShard(
  context: PublishContext,
  shard: Shard,
  onDone: (accounts: number) => void,
): Promise<number> {
  const { store, tenantId, nowMs } = context;
  let changed = 0;
  let isAgain = false;
  for (let after = ''; ; ) {
    const page = await readDirty(store, tenantId, after, batchAccounts * shard.count);
    const last = page.at(-1);
    if (!last && !isAgain) return changed;
    after = last?.accountId ?? '';
    isAgain &&= last !== undefined;
    const dirty = page.filter((d) => isInShard(d.accountId, shard));
    if (dirty.length === 0) continue;
    const built = await buildBatch(
      context,
      dirty.map((d) => d.accountId),
    );
    const done = await store.transaction(async (trx) => {
      const claimed = await claimDirty(trx, tenantId, dirty);
      const ours = <T extends { accountId: string }>(list: readonly T[]) =>
        list.filter((d) => claimed.has(d.accountId));
      if (claimed.size === 0) return { changed: 0, accounts: 0 };
      const saved = await saveDocuments(trx, tenantId, ours(built.documents), nowMs);
      const removed = await removeDocuments(trx, tenantId, ours(built.empty), nowMs);
      await saveHistory(trx, tenantId, ours(built.history));
      await saveRequesterDomains(trx, tenantId, [...claimed], built.requesterDomains);
      const late = [...saved.late, ...removed.late];
      await markDirty(trx, tenantId, late);
      return { changed: saved.changed.length + removed.changed.length, accounts: claimed.size - late.length };
    });
    changed += done.changed;
    isAgain ||= done.accounts < dirty.length;
    onDone(done.accounts);
  }
}
