import { keyText } from '../domain/identity/companyKey.ts';
import type { Decision } from '../domain/identity/decisions.ts';
import { newAccountId } from '../domain/identity/nameAccounts.ts';
import { accountTie, decidedWith, ownDomainKey, recordTie, tiesOf } from '../domain/identity/profileKeys.ts';
import { KeyList } from '../domain/linkage/blocks.ts';
import { Groups } from '../domain/linkage/groups.ts';
import type { SourceKey } from '../domain/model.ts';
import { readCompanyPages } from '../store/companyIdentity.ts';
import { readMemberships } from '../store/memberships.ts';
import type { Store } from '../store/openStore.ts';
import { followRedirects } from '../store/redirects.ts';

/** All company records of a tenant, those included that are gone and have a link; `groups` is by number of record. */
export type TiedRecords = { records: SourceKey[]; numberOf: ReadonlyMap<string, number>; groups: Groups };

/**
 * Groups all company records by what they say of each other: whoever shares a tie, a domain or an account is in one group. Keeps nothing
 * else of them.
 */
export async function tieRecords(store: Store, tenantId: string, decisions: readonly Decision[]): Promise<TiedRecords> {
  const decided = decidedWith(decisions);
  const records: SourceKey[] = [];
  const numberOf = new Map<string, number>();
  const list = new KeyList();
  const numberFor = (key: SourceKey): number => {
    const text = keyText(key);
    const number = numberOf.get(text) ?? records.length;
    if (number === records.length) {
      numberOf.set(text, number);
      const { source, kind, id } = key;
      records.push({ source, kind, id });
    }
    return number;
  };
  // An id that leads to another one is the same account.
  const addAccounts = async (accounts: readonly { number: number; id: string }[]) => {
    const ids = [...new Set(accounts.map(({ id }) => id))];
    const survivors = await followRedirects(store, tenantId, ids);
    for (const { number, id } of accounts) list.add(number, accountTie(survivors.get(id) ?? id));
  };
  for await (const companies of readCompanyPages(store, tenantId)) {
    const possible = companies.map((company) => {
      const number = numberFor(company.key);
      for (const tie of tiesOf(company, decided)) list.add(number, tie);
      for (const domain of company.domains) list.add(number, ownDomainKey(domain));
      return { number, id: newAccountId(company.key) };
    });
    await addAccounts(possible);
  }
  for await (const page of readMemberships(store, tenantId)) {
    const accounts = page.flatMap((membership) => {
      const number = numberFor(membership);
      list.add(number, recordTie(keyText(membership)));
      return membership.accountId === null ? [] : [{ number, id: membership.accountId }];
    });
    await addAccounts(accounts);
  }
  const groups = new Groups(records.length);
  groups.joinBlocks(list.blocks());
  return { records, numberOf, groups };
}

/** The records in parts of about `size`, each of whole groups. */
export function partsOf({ records, groups }: TiedRecords, size: number): SourceKey[][] {
  const members = new Map<number, SourceKey[]>();
  for (const [number, record] of records.entries()) {
    const group = groups.find(number);
    const list = members.get(group);
    if (list) list.push(record);
    else members.set(group, [record]);
  }
  const parts: SourceKey[][] = [];
  let part: SourceKey[] = [];
  for (const group of members.values()) {
    if (part.length > 0 && part.length + group.length > size) {
      parts.push(part);
      part = [];
    }
    for (const record of group) part.push(record);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
