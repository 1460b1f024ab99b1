import type { OptionsProps } from '../../../components/options/Options.tsx';
import type { PanelFacts } from '../../../components/panel/diagnosticsReport.ts';
import type { PopupProps } from '../../../components/popup/Popup.tsx';
import type { Session, WatchlistEntry } from '../../../lib/contract/api.ts';
import type { PanelState } from '../../../lib/contract/panel.ts';
import type { RecentEntry, RpcReply } from '../../../lib/contract/rpc.ts';
import { aroundFacts, aroundStates } from './aroundStates.ts';
import { hostileText } from './hostile.ts';
import { inDays } from './northwind.ts';
import { panelStates } from './panelStates.ts';
import { lockedSettings, pinned, pinnedHostile, settings, watched } from './replies.ts';

export type Screen =
  | { kind: 'panel'; state: PanelState | null; facts: Partial<PanelFacts>; watched: RpcReply<'watchlist.get'> | null }
  | { kind: 'popup'; props: Omit<PopupProps, 'now' | 'locale' | 't' | 'on'> & { sidePanel: boolean } }
  | { kind: 'options'; props: Omit<OptionsProps, 't' | 'on'> };

const session: Session = {
  user: { id: 'u1', name: 'Aiko Mori', email: 'aiko@cobalt.example' },
  tenant: { id: 'cobalt', name: 'Cobalt Systems' },
  role: 'manager',
};
const backend = 'http://127.0.0.1:4620';

const watchlist = (entries: WatchlistEntry[]) => ({ entries, asOf: inDays(-0.1) });
const seen = (accountId: string, name: string, rest: Partial<RecentEntry> = {}): RecentEntry => ({
  accountId,
  name,
  domain: `${accountId}.example`,
  band: 'healthy',
  url: `https://acme.lightning.force.com/lightning/r/Account/${accountId}/view`,
  at: inDays(-0.1),
  ...rest,
});
const recent = [
  seen('northwind', 'Northwind Analytics Inc.', { band: 'atRisk' }),
  seen('nordland', 'Vereinigte Nordland-Energieversorgung und Netzbetrieb Holding GmbH & Co. KG', { band: 'watch' }),
  seen('norrsken', 'Norrsken Foods AB', { url: null, domain: null }),
];
/** A tab that shows one of the panel's states. */
const showing = (name: string): PopupProps['tab'] => ({
  ok: true,
  state: { ...panelStates, ...aroundStates }[name] ?? null,
  system: 'salesforce',
});
const popup = (props: Partial<Extract<Screen, { kind: 'popup' }>['props']>): Screen => ({
  kind: 'popup',
  props: {
    tab: showing('atRisk'),
    sites: settings.sites,
    recent,
    watchlist: null,
    cached: false,
    problem: null,
    session,
    queued: 0,
    sidePanel: true,
    ...props,
  },
});
const options = (props: Partial<Extract<Screen, { kind: 'options' }>['props']>): Screen => ({
  kind: 'options',
  props: { backend, settings, session: null, queued: 0, busy: null, message: null, ...props },
});

/** Every screen by name: `panel-…`, `popup-…`, `options-…`. */
export const screens: Record<string, Screen> = {
  ...Object.fromEntries(
    Object.entries({ ...panelStates, ...aroundStates }).map(([name, state]): [string, Screen] => [
      `panel-${name}`,
      { kind: 'panel', state, facts: aroundFacts[name] ?? {}, watched: watchedOn(name) },
    ]),
  ),
  'popup-rows': popup({ watchlist: watchlist(pinned) }),
  'popup-cached': popup({ watchlist: watchlist(pinned.slice(0, 2)), cached: true, queued: 2 }),
  'popup-empty': popup({ watchlist: watchlist([]), recent: [], tab: showing('noRecord'), sidePanel: false }),
  'popup-loading': popup({ session: null, tab: null, recent: null, sites: [] }),
  'popup-unpaired': popup({ problem: 'notPaired', session: null, tab: showing('unpaired') }),
  'popup-offline': popup({ problem: 'offline', tab: showing('offline') }),
  'popup-noPage': popup({ watchlist: watchlist(pinned.slice(0, 1)), tab: { ok: true, state: null, system: null } }),
  'popup-withheld': popup({ watchlist: watchlist([]), tab: { ok: true, state: null, system: 'zendesk' } }),
  'popup-silent': popup({ watchlist: watchlist([]), tab: { ok: true, state: null, system: 'hubspot' } }),
  'popup-ambiguous': popup({ watchlist: watchlist([]), tab: showing('ambiguous') }),
  'popup-twoCustomers': popup({ watchlist: watchlist([]), tab: showing('otherCustomer') }),
  'popup-trouble': popup({ watchlist: watchlist([]), tab: showing('removed') }),
  'popup-hostile': popup({
    watchlist: watchlist(pinnedHostile),
    tab: showing('hostile'),
    recent: [seen('x', hostileText, { domain: hostileText })],
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
  'options-locked': options({
    session,
    backend: 'https://alongside.cobalt.example',
    settings: lockedSettings,
  }),
  'options-hostile': options({
    session: { ...session, user: { ...session.user, name: hostileText }, tenant: { id: 'x', name: hostileText } },
    backend: `https://${'a'.repeat(200)}.example`,
    message: { kind: 'error', text: hostileText },
  }),
};

/** What a panel that asks for the watchlist is told. */
function watchedOn(name: string): RpcReply<'watchlist.get'> | null {
  const which = name.replace('noRecord', '').toLowerCase();
  return which in watched ? watched[which as keyof typeof watched] : watched.rows;
}
