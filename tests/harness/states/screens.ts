import type { OptionsProps } from '../../../components/options/Options.tsx';
import type { PopupProps } from '../../../components/popup/Popup.tsx';
import type { Session, WatchlistEntry } from '../../../lib/contract/api.ts';
import type { PanelState } from '../../../lib/contract/panel.ts';
import { hostileText } from './hostile.ts';
import { inDays } from './northwind.ts';
import { panelStates } from './panelStates.ts';

export type Screen =
  | { kind: 'panel'; state: PanelState | null }
  | { kind: 'popup'; props: Omit<PopupProps, 'now' | 'locale' | 't' | 'on'> }
  | { kind: 'options'; props: Omit<OptionsProps, 't' | 'on'> };

const session: Session = {
  user: { id: 'u1', name: 'Aiko Mori', email: 'aiko@cobalt.example' },
  tenant: { id: 'cobalt', name: 'Cobalt Systems' },
  role: 'manager',
};
const backend = 'http://127.0.0.1:4620';

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
  url: `https://acme.lightning.force.com/lightning/r/Account/${accountId}/view`,
  ...rest,
});
const rows = [
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
const watchlist = (entries: WatchlistEntry[]) => ({ entries, asOf: inDays(-0.1) });
const popup = (props: Partial<Extract<Screen, { kind: 'popup' }>['props']>): Screen => ({
  kind: 'popup',
  props: { watchlist: null, cached: false, problem: null, session, queued: 0, ...props },
});
const options = (props: Partial<Extract<Screen, { kind: 'options' }>['props']>): Screen => ({
  kind: 'options',
  props: { backend, session: null, queued: 0, busy: null, message: null, ...props },
});

/** Every screen by name: `panel-…`, `popup-…`, `options-…`. */
export const screens: Record<string, Screen> = {
  ...Object.fromEntries(
    Object.entries(panelStates).map(([name, state]) => [`panel-${name}`, { kind: 'panel', state }]),
  ),
  'popup-rows': popup({ watchlist: watchlist(rows) }),
  'popup-cached': popup({ watchlist: watchlist(rows.slice(0, 2)), cached: true, queued: 2 }),
  'popup-empty': popup({ watchlist: watchlist([]) }),
  'popup-loading': popup({ session: null }),
  'popup-unpaired': popup({ problem: 'notPaired', session: null }),
  'popup-offline': popup({ problem: 'offline' }),
  'popup-hostile': popup({
    watchlist: watchlist([entry('a', hostileText, { reason: hostileText }), ...rows.slice(1, 3)]),
    session: { ...session, user: { ...session.user, name: hostileText } },
  }),
  'options-fresh': options({}),
  'options-pairing': options({ busy: 'pair' }),
  'options-testing': options({ session, busy: 'test' }),
  'options-paired': options({ session, message: { kind: 'ok', text: 'Paired as Aiko Mori at Cobalt Systems.' } }),
  'options-reachable': options({ session, queued: 3, message: { kind: 'ok', text: 'The backend answers (12 ms).' } }),
  'options-refused': options({
    message: {
      kind: 'error',
      text: 'The code is wrong, used or older than ten minutes. Run "alongside pair" for a new one.',
    },
  }),
  'options-hostile': options({
    session: { ...session, user: { ...session.user, name: hostileText }, tenant: { id: 'x', name: hostileText } },
    backend: `https://${'a'.repeat(200)}.example`,
    message: { kind: 'error', text: hostileText },
  }),
};
