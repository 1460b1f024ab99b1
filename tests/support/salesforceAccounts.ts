import type { RawRecord } from '../../server/domain/ports.ts';
import { publishAccounts } from '../../server/jobs/publish.ts';
import { type Resolved, resolveAccounts } from '../../server/jobs/resolve.ts';
import { readDirty } from '../../server/store/dirty.ts';
import { readLinkEtag } from '../../server/store/links.ts';
import type { Store } from '../../server/store/openStore.ts';
import { savePage } from '../../server/store/records.ts';
import { testConfig } from './app.ts';

/** The id of the Salesforce account number `n`, 1 to 3. */
export const id = (n: number) => ['001000000000001AAA', '001000000000002AAA', '001000000000003AAA'][n - 1] as string;

/** The raw record of the account number `n` with the parent number `parent`, as of `nowMs`. */
export function account(n: number, parent: number | null, nowMs: number): RawRecord {
  return {
    source: 'salesforce',
    kind: 'Account',
    id: id(n),
    modifiedAt: nowMs,
    deleted: false,
    body: {
      Id: id(n),
      Name: `Company ${['One', 'Two', 'Three'][n - 1]}`,
      ParentId: parent === null ? null : id(parent),
      SystemModstamp: new Date(nowMs).toISOString(),
    },
  };
}

/** Stores records, resolves and publishes; says which accounts changed. */
export async function resolveAndPublish(
  store: Store,
  records: RawRecord[],
  nowMs: number,
): Promise<Resolved & { changed: string[] }> {
  await savePage(store, 't', 'salesforce', { stream: 'Account', records, cursor: null }, nowMs);
  const options = { store, tenantId: 't', sources: testConfig.sources, nowMs, onProgress: () => undefined };
  const resolved = await resolveAccounts(options);
  const changed = (await readDirty(store, 't', '', 99)).map((d) => d.accountId);
  await publishAccounts(options);
  return { ...resolved, changed };
}

/** The customer of the account number `n`; empty when it has none. */
export async function customerOf(store: Store, n: number): Promise<string> {
  return (await readLinkEtag(store, 't', { source: 'salesforce', kind: 'Account', id: id(n) }))?.accountId ?? '';
}
