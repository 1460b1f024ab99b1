import type { Values } from '../cache/keyValues.ts';
import type { Handlers } from '../rpc/serveRpc.ts';
import type { BackgroundDeps } from './backgroundDeps.ts';
import type { ContextService } from './contextService.ts';
import { refused } from './refused.ts';
import type { Settings } from './settings.ts';
import type { SidePanels } from './sidePanels.ts';
import type { TabStates } from './tabStates.ts';

export type SettingsDeps = Pick<BackgroundDeps, 'sites' | 'detect' | 'tabUrl'> & {
  values: Values;
  settings: Settings;
  tabs: TabStates;
  contexts: Pick<ContextService, 'state'>;
  sidePanels: Pick<SidePanels, 'confirm'>;
  /** The panel has moved: into the pages, or out of them. */
  moved(): Promise<void>;
};

type SettingsHandlers = Pick<Handlers, 'settings.get' | 'place.set' | 'tab.get'>;

/** What the popup and the options page ask about this browser. */
export function createSettingsHandlers(deps: SettingsDeps): SettingsHandlers {
  const { values, settings, tabs, contexts } = deps;
  return {
    async 'settings.get'() {
      const [policy, place, sites] = await Promise.all([settings.policy(), settings.place(), deps.sites()]);
      const locked = { place: policy.place !== null, backend: policy.backend !== null };
      return { place, locked, backend: policy.backend, sites };
    },
    async 'place.set'({ place }) {
      if ((await settings.policy()).place !== null)
        return refused({ code: 'forbidden', message: 'Your organisation has decided where the panel is shown.' });
      await values.write('place', place);
      await deps.moved();
      return { ok: true };
    },
    async 'tab.get'({ tabId }) {
      const isThere = await deps.sidePanels.confirm(tabId);
      const tab = await tabs.read(tabId);
      if (tab && isThere) return { ok: true, state: await contexts.state(tabId), system: tab.detection.system };
      const href = await deps.tabUrl(tabId);
      return { ok: true, state: null, system: href === null ? null : deps.detect(href).system };
    },
  };
}
