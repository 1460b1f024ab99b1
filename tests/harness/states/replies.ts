import type { SearchResult, WatchlistEntry } from '../../../lib/contract/api.ts';
import type { RpcReply } from '../../../lib/contract/rpc.ts';
import { hostileText } from './hostile.ts';
import { inDays } from './northwind.ts';

type Found = RpcReply<'search.find'>;
type Watched = RpcReply<'watchlist.get'>;

const refusal = (code: 'offline' | 'serverError' | 'notPaired') => ({ ok: false, code, message: '' }) as const;
const page = (id: string) => `https://acme.lightning.force.com/lightning/r/Account/${id}/view`;

const customer = (accountId: string, name: string, rest: Partial<SearchResult> = {}): SearchResult => ({
  accountId,
  name,
  domain: `${accountId}.example`,
  band: 'healthy',
  url: page(accountId),
  ...rest,
});
const customers = [
  customer('northwind', 'Northwind Analytics Inc.', { band: 'atRisk', domain: 'northwind-analytics.com' }),
  customer('nordland', 'Vereinigte Nordland-Energieversorgung und Netzbetrieb Holding GmbH & Co. KG', {
    band: 'watch',
  }),
  customer('norrsken', 'Norrsken Foods AB', { url: null }),
  customer('hostile', hostileText, { band: 'critical', domain: hostileText.slice(0, 60) }),
  ...Array.from({ length: 9 }, (_, i) => customer(`castor${i}`, `Castor ${i + 1} Optics`, { domain: null })),
];

/** The backend's answer to a search. Some queries stand for what can go wrong. */
export function searchReply(query: string): Found {
  if (query === 'offline') return refusal('offline');
  if (query === 'error') return refusal('serverError');
  if (query === 'unpaired') return refusal('notPaired');
  const wanted = query.toLowerCase();
  const results = customers.filter((c) => c.name.toLowerCase().includes(wanted) || c.domain?.includes(wanted));
  return { ok: true, found: { results: results.slice(0, 8), more: results.length > 8 } };
}

const entry = (accountId: string, name: string, rest: Partial<WatchlistEntry> = {}): WatchlistEntry => ({
  accountId,
  name,
  domain: null,
  band: 'healthy',
  score: 84.2,
  renewsAt: inDays(143),
  arr: [{ amountMinor: 14_280_000, currency: 'USD' }],
  reason: null,
  pinnedAt: inDays(-30),
  lastLookedAt: inDays(-1),
  moved: [],
  url: page(accountId),
  ...rest,
});

/** Five pinned customers, worst first. */
export const pinned = [
  entry('a', 'Pellworm Logistik GmbH', {
    band: 'critical',
    score: 22,
    renewsAt: inDays(-3),
    reason: 'Cancellation notice came in; Tobias calls them on Monday',
    moved: [
      { what: 'band', from: 'atRisk', to: 'critical' },
      { what: 'score', from: 41, to: 22 },
      { what: 'overdueInvoices', from: 0, to: 2 },
    ],
  }),
  entry('b', 'Northwind Analytics Inc.', {
    band: 'atRisk',
    score: 40,
    renewsAt: inDays(23),
    reason: 'Renewal call on Friday',
    moved: [{ what: 'openTickets', from: 5, to: 8 }],
  }),
  entry('c', 'Halden Robotics', { band: 'watch', score: 61, renewsAt: inDays(1) }),
  entry('d', 'Tanuki Foods 株式会社', { lastLookedAt: null }),
  entry('e', 'Castor Optics AB', { band: 'unknown', score: null, renewsAt: null, url: null }),
];
export const pinnedHostile = [entry('a', hostileText, { reason: hostileText }), ...pinned.slice(1, 3)];

const watchlist = (entries: WatchlistEntry[], cached = false): Watched => ({
  ok: true,
  watchlist: { entries, asOf: inDays(-0.1) },
  cached,
});

/** What the background may answer to the panel that asks for the watchlist. Null: nothing yet. */
export const watched = {
  rows: watchlist([...pinned, entry('f', 'Lisbon Freight')]),
  cached: watchlist(pinned.slice(0, 2), true),
  hostile: watchlist(pinnedHostile),
  empty: watchlist([]),
  offline: refusal('offline'),
  unpaired: refusal('notPaired'),
  waiting: null,
} satisfies Record<string, Watched | null>;

/** Salesforce is allowed, Zendesk is withheld, and one more family is asked for only when it is needed. */
export const settings: RpcReply<'settings.get'> = {
  place: 'page',
  locked: { place: false, backend: false },
  backend: null,
  sites: [
    {
      system: 'salesforce',
      origins: ['https://*.lightning.force.com/*', 'https://*.my.salesforce.com/*'],
      optional: false,
      granted: true,
    },
    {
      system: 'hubspot',
      origins: ['https://app.hubspot.com/*', 'https://app-eu1.hubspot.com/*'],
      optional: false,
      granted: true,
    },
    { system: 'zendesk', origins: ['https://*.zendesk.com/*'], optional: false, granted: false },
    { system: 'salesforce', origins: ['https://*.lightning.sfcrmapps.cn/*'], optional: true, granted: false },
  ],
};

/** The organisation has decided everything. */
export const lockedSettings: typeof settings = {
  ...settings,
  place: 'browser',
  locked: { place: true, backend: true },
};
