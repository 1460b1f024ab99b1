import { clearDirty, readDirty } from '../store/dirty.ts';
import { removeDocuments, saveDocuments } from '../store/documents.ts';
import { saveHistory } from '../store/history.ts';
import { saveRequesterDomains } from '../store/requesterDomains.ts';
import { buildBatch, type PublishContext } from './buildBatch.ts';
import { isInShard, type Shard } from './shard.ts';

/** Accounts in memory, and in one transaction, at a time: about 500 rows when they are new. */
const batchAccounts = 25;

/**
 * Publishes the marked accounts of one part. What a batch changes and that its accounts are no longer marked is one transaction. Returns
 * how many documents changed.
 */
export async function publishShard(
  context: PublishContext,
  shard: Shard,
  onDone: (accounts: number) => void,
): Promise<number> {
  const { store, tenantId, nowMs } = context;
  let changed = 0;
  for (let after = ''; ; ) {
    const page = await readDirty(store, tenantId, after, batchAccounts * shard.count);
    const last = page.at(-1);
    if (!last) return changed;
    after = last.accountId;
    const dirty = page.filter((d) => isInShard(d.accountId, shard));
    if (dirty.length === 0) continue;
    const accountIds = dirty.map((d) => d.accountId);
    const { documents, history, empty, requesterDomains } = await buildBatch(context, accountIds);
    changed += await store.transaction(async (trx) => {
      const written = await saveDocuments(trx, tenantId, documents, nowMs);
      await saveHistory(trx, tenantId, history);
      await removeDocuments(trx, tenantId, empty, nowMs);
      await saveRequesterDomains(trx, tenantId, accountIds, requesterDomains);
      await clearDirty(trx, tenantId, dirty);
      return written.length + empty.length;
    });
    onDone(dirty.length);
  }
}
