import { ServedDocument } from '../../lib/contract/consent.ts';
import { batches } from '../../server/store/batches.ts';
import { type DocumentRow, removeDocuments, saveDocuments } from '../../server/store/documents.ts';
import { type HealthPoint, saveHistory } from '../../server/store/history.ts';
import type { Store } from '../../server/store/openStore.ts';

/** Publishes documents as the job does, some in a transaction. Returns the accounts that changed. */
export async function putDocuments(store: Store, tenantId: string, rows: readonly DocumentRow[], at: number) {
  const changed: string[] = [];
  for (const part of batches(rows, 50))
    changed.push(...(await store.transaction((trx) => saveDocuments(trx, tenantId, part, at))).changed);
  return changed;
}

/** Takes documents away as the job does; those of other workers that are newer than `version` stay. */
export const dropDocuments = (store: Store, tenantId: string, ids: readonly string[], version: number) =>
  store.transaction((trx) =>
    removeDocuments(
      trx,
      tenantId,
      ids.map((accountId) => ({ accountId, version })),
      1,
    ),
  );

export const putHistory = (store: Store, tenantId: string, points: readonly HealthPoint[]) =>
  store.transaction((trx) => saveHistory(trx, tenantId, points));

/** Every published document of a mask, of all tenants, in the form of the contract. */
export async function readPublished({ db }: Store, mask: 'full' | 'restricted' = 'full'): Promise<ServedDocument[]> {
  const rows = await db.selectFrom('context_document').select('body').where('mask', '=', mask).execute();
  return rows.map(({ body }) => ServedDocument.parse(JSON.parse(body)));
}
