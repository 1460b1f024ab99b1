import type { FastifyInstance } from 'fastify';
import { contractHeader, contractVersion } from '../../lib/contract/version.ts';
import { createPairingCode, pair } from '../../server/auth/tokens.ts';
import type { ChangeFeed } from '../../server/changeFeed.ts';
import type { Config } from '../../server/config.ts';
import { searchTerms } from '../../server/domain/search/searchTerms.ts';
import { createLog } from '../../server/log.ts';
import { createApp } from '../../server/main.ts';
import { saveAccounts } from '../../server/store/accounts.ts';
import type { DocumentRow } from '../../server/store/documents.ts';
import { type LinkRow, saveLinks } from '../../server/store/links.ts';
import type { Store } from '../../server/store/openStore.ts';
import { putDocuments } from './publishing.ts';

export const testConfig: Config = {
  tenant: { id: 't', name: 'Tenant' },
  users: [
    { id: 'rep', name: 'Rep', email: 'rep@x.example', role: 'rep' },
    { id: 'viewer', name: 'Viewer', email: 'viewer@x.example', role: 'viewer' },
    { id: 'admin', name: 'Admin', email: 'admin@x.example', role: 'admin' },
  ],
  sources: [{ source: 'salesforce', baseUrl: 'http://127.0.0.1:1', instance: 'x.lightning.force.com', secret: 's' }],
};

export type TestApp = {
  app: FastifyInstance;
  feed: ChangeFeed;
  /** Headers of a signed-in client. */
  as(userId: string): Promise<Record<string, string>>;
};

/** The application over a store, with a clock that stands still and tokens from real pairings. */
export async function startTestApp(
  store: Store,
  options: { now?: () => number; config?: Config; onMarked?: () => void } = {},
): Promise<TestApp> {
  const config = options.config ?? testConfig;
  const now = options.now ?? (() => Date.parse('2026-11-21T09:00:00Z'));
  const { onMarked } = options;
  const { app, feed } = await createApp({
    store,
    config,
    log: createLog('silent'),
    now,
    ...(onMarked && { onMarked }),
  });
  return {
    app,
    feed,
    async as(userId) {
      const { code } = await createPairingCode(store, config.tenant.id, userId, now());
      const paired = await pair(store, config.tenant.id, { code, device: 'test' }, now());
      if (!paired) throw new Error('pairing failed');
      return { host: '127.0.0.1', authorization: `Bearer ${paired.token}`, [contractHeader]: String(contractVersion) };
    },
  };
}

/** One account with a record and a document for each mask; enough for the routes. */
export async function seedAccount(store: Store, accountId: string, recordId: string, version = 1): Promise<void> {
  await saveAccounts(store, 't', [{ id: accountId, name: accountId, domains: [] }], 1);
  const link: LinkRow = {
    source: 'salesforce',
    kind: 'Account',
    id: recordId,
    accountId,
    resolution: {
      confidence: 'verified',
      chain: [{ system: 'zendesk', object: 'user', id: '7', name: 'mara@customer.example', url: null }],
      evidence: [],
      candidates: [],
      others: [],
    },
  };
  await saveLinks(store, 't', { rank: 'company', links: [link] }, 1);
  const row = (mask: 'full' | 'restricted'): DocumentRow => ({
    accountId,
    mask,
    version,
    etag: `${mask}-${accountId}-${version}`,
    body: JSON.stringify({ accountId, version, mask }),
    summary: {
      name: accountId,
      domain: null,
      band: 'watch',
      score: 60 + version,
      renewsAt: null,
      arr: [],
      openTickets: version,
      overdueInvoices: 0,
      disputes: 0,
      url: null,
    },
    terms: searchTerms(accountId, []),
  });
  await putDocuments(store, 't', [row('full'), row('restricted')], 1);
}
