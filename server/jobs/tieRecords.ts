import { keyText } from '../domain/identity/companyKey.ts';
import type { Decision } from '../domain/identity/decisions.ts';
import { newAccountId } from '../domain/identity/nameAccounts.ts';
import { accountTie, decidedWith, ownDomainKey, recordTie, tiesOf } from '../domain/identity/profileKeys.ts';
import { RecordNumbers } from '../domain/identity/recordNumbers.ts';
import { KeyList } from '../domain/linkage/blocks.ts';
import { Groups } from '../domain/linkage/groups.ts';
import { sharedInts } from '../domain/linkage/growing.ts';
import { readCompanyPages } from '../store/companyIdentity.ts';
import { readMemberships } from '../store/memberships.ts';
import type { Store } from '../store/openStore.ts';
import { followRedirects } from '../store/redirects.ts';

/** All company records of a tenant, those included that are gone and have a link; `groups` is by number of record. */
export type TiedRecords = { records: RecordNumbers; groups: Groups };

/**
 * Groups all company records by what they say of each other: whoever shares a tie, a domain or an account is in one group. Keeps nothing
 * else of them.
 */
export async function tieRecords(store: Store, tenantId: string, decisions: readonly Decision[]): Promise<TiedRecords> {
  const decided = decidedWith(decisions);
  const records = new RecordNumbers();
  const list = new KeyList();
  // An id that leads to another one is the same account.
  const addAccounts = async (accounts: readonly { number: number; id: string }[]) => {
    const ids = [...new Set(accounts.map(({ id }) => id))];
    const survivors = await followRedirects(store, tenantId, ids);
    for (const { number, id } of accounts) list.add(number, accountTie(survivors.get(id) ?? id));
  };
  for await (const companies of readCompanyPages(store, tenantId)) {
    const possible = companies.flatMap((company) => {
      const number = records.add(company.key);
      for (const tie of tiesOf(company, decided)) list.add(number, tie);
      for (const domain of company.domains) list.add(number, ownDomainKey(domain));
      const ids = [company.key.id, ...company.mergedIds];
      return ids.map((id) => ({ number, id: newAccountId({ ...company.key, id }) }));
    });
    await addAccounts(possible);
  }
  for await (const page of readMemberships(store, tenantId)) {
    const accounts = page.flatMap((membership) => {
      const number = records.add(membership);
      list.add(number, recordTie(keyText(membership)));
      return membership.accountId === null ? [] : [{ number, id: membership.accountId }];
    });
    await addAccounts(accounts);
  }
  const groups = new Groups(records.length);
  groups.joinBlocks(list.blocks());
  return { records, groups };
}

/** The numbers of the records in parts of about `size`, each of whole groups. */
export function partsOf({ records, groups }: TiedRecords, size: number): Int32Array[] {
  const starts = new Int32Array(records.length + 1);
  for (let i = 0; i < records.length; i++) {
    const after = groups.find(i) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  for (let i = 0; i < records.length; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  const numbers = sharedInts(new Int32Array(records.length));
  const next = starts.slice();
  for (let i = 0; i < records.length; i++) {
    const group = groups.find(i);
    numbers[next[group] as number] = i;
    next[group] = (next[group] as number) + 1;
  }
  const parts: Int32Array[] = [];
  let from = 0;
  for (let i = 0; i < records.length; i++) {
    const [start, end] = [starts[i] as number, starts[i + 1] as number];
    if (start > from && end > start && end - from > size) {
      parts.push(numbers.subarray(from, start));
      from = start;
    }
  }
  if (records.length > from) parts.push(numbers.subarray(from));
  return parts;
}
