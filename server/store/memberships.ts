import { companyKinds } from '../domain/identity/companyKey.ts';
import type { SourceKey } from '../domain/model.ts';
import { inBatches } from './batches.ts';
import { byKind, isAfter, isAmong } from './byKind.ts';
import type { Store } from './openStore.ts';
import { pagesOf } from './pagesOf.ts';

/** Which account a company record has, and since when, epoch ms. */
export type Membership = SourceKey & { accountId: string | null; since: number };

const columns = ['source', 'kind', 'id', 'account_id as accountId', 'since'] as const;
const kinds = [...new Set(Object.values(companyKinds))];

/** The accounts of the company records of the tenant, those that were merged away included, in key order, a page at a time. */
export function readMemberships(store: Store, tenantId: string, pageSize = 1000): AsyncIterable<Membership[]> {
  return pagesOf<Membership>(pageSize, (after, size) => {
    const query = store.db
      .selectFrom('record_link')
      .select(columns)
      .where('tenant_id', '=', tenantId)
      .where('kind', 'in', kinds)
      .orderBy('source')
      .orderBy('kind')
      .orderBy('id')
      .limit(size);
    return (after ? query.where(isAfter(after)) : query).execute();
  });
}

/** Those of these records, and of all company records of these accounts. */
export async function readMembershipsOf(
  store: Store,
  tenantId: string,
  { records = [], accountIds = [] }: { records?: readonly SourceKey[]; accountIds?: readonly string[] },
): Promise<Membership[]> {
  const members = store.db.selectFrom('record_link').select(columns);
  const named = await inBatches(records, async (part) => {
    const found = [];
    for (const group of byKind(part)) found.push(await members.where(isAmong(tenantId, group)).execute());
    return found.flat();
  });
  const ofAccounts = members.where('tenant_id', '=', tenantId).where('kind', 'in', kinds);
  return [...named, ...(await inBatches(accountIds, (part) => ofAccounts.where('account_id', 'in', part).execute()))];
}
