import type { Outbox } from '../actions/outbox.ts';
import type { Paired, Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import type { CachedContext, ContextCache } from '../cache/contextCache.ts';
import type { KeyValues } from '../cache/database.ts';
import type { ContextQuery } from '../contract/api.ts';
import type { ErrorCode } from '../contract/errors.ts';
import type { PanelState } from '../contract/panel.ts';
import { type RecordRef, recordKey } from '../contract/record.ts';
import { customersOf } from './customers.ts';
import { type CachedView, type Progress, panelState } from './panelState.ts';
import { isPinned } from './pins.ts';
import type { TabState, TabStates } from './tabStates.ts';

/** That versions do not fit, as the server last said to whom: what is cached stays hidden until it answers again. */
export type TooOld = { scope: string; code: ErrorCode } | null;

export type StateDeps = {
  pairings: Pairings;
  outbox: Outbox;
  tabs: TabStates;
  /** The cache for a tab: on disk, or in memory for incognito. */
  cacheFor(incognito: boolean): ContextCache;
  /** What the server last listed as pinned. */
  listedPins(): Promise<KeyValues['watchlist'] | null>;
  tooOld(): Promise<TooOld>;
  isGranted(href: string): Promise<boolean>;
};

/** The query and cache key of what a tab shows; null when it shows no customer. */
export function targetOf(tab: TabState): { key: string; query: ContextQuery } | null {
  if (tab.chosen !== null) return { key: `account/${tab.chosen}`, query: { account: tab.chosen } };
  return tab.record && { key: recordKey(tab.record), query: tab.record };
}

/** Builds the state of a tab from storage as it is now. */
export function createStateBuilder(deps: StateDeps) {
  const viewOf = async (scope: string, cached: CachedContext | null, listed: KeyValues['watchlist'] | null) => {
    const accountId = cached?.response.document?.accountId;
    const writes = accountId ? await deps.outbox.ofAccount(scope, accountId) : [];
    return cached && { ...cached, pinned: accountId ? isPinned(listed, scope, accountId, writes) : false, writes };
  };

  return async (tabId: number, progressOf: (tab: TabState) => Progress | null): Promise<PanelState> => {
    const tab = await deps.tabs.read(tabId);
    const nothing = { tab, barred: null, view: null, customers: [], progress: null };
    if (!tab) return panelState(nothing);
    // Read side by side, here and below: a storage that answers slowly is waited for once.
    const [current, granted, tooOld] = await Promise.all([
      deps.pairings.current(),
      tab.href === '' || deps.isGranted(tab.href),
      deps.tooOld(),
    ]);
    const aim = targetOf(tab);
    const barred = granted ? barOf(current, tooOld) : 'permissionNeeded';
    let view: CachedView | null = null;
    let customers: PanelState['customers'] = [];
    if (current && aim && barred === null) {
      const scope = scopeOf(current.pairing);
      const cache = deps.cacheFor(tab.incognito);
      const read = (record: RecordRef | null) => record && cache.read(scope, recordKey(record));
      const [cached, own, around, listed] = await Promise.all([
        cache.read(scope, aim.key),
        tab.chosen === null ? null : read(tab.record),
        read(tab.detection.parent),
        deps.listedPins(),
      ]);
      view = await viewOf(scope, cached, listed);
      customers = customersOf((tab.chosen === null ? cached : own)?.response ?? null, around?.response ?? null);
    }
    return panelState({ tab, barred, view, customers, progress: progressOf(tab) });
  };
}

function barOf(current: Paired | null, tooOld: TooOld): ErrorCode | null {
  if (!current) return 'notPaired';
  if (current.pairing.revoked) return 'invalidToken';
  return tooOld?.scope === scopeOf(current.pairing) ? tooOld.code : null;
}
