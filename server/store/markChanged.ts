import type { Transaction } from 'kysely';
import type { SourceKey } from '../domain/model.ts';
import { markDirtyByRecords } from './dirty.ts';
import { enqueue } from './linkQueue.ts';
import type { Schema } from './schema.ts';

/** Says, inside the transaction that changes records, that they are to be linked again and the documents of their accounts built again. */
export async function markChanged(
  trx: Transaction<Schema>,
  tenantId: string,
  records: readonly SourceKey[],
): Promise<void> {
  await enqueue(trx, tenantId, records);
  await markDirtyByRecords(trx, tenantId, records);
}
