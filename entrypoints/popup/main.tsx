import { signal } from '@preact/signals';
import { render } from 'preact';
import { Popup, type PopupProps } from '../../components/popup/Popup.tsx';
import '../../components/styles/popup.css';
import { browser } from '../../lib/platform/browser.ts';
import { setDocumentLocale, translate } from '../../lib/platform/locale.ts';
import { hasSidePanel, openSidePanel, rememberPlace } from '../../lib/platform/openSidePanel.ts';
import { callBackground } from '../../lib/rpc/callBackground.ts';

const known = signal<Omit<PopupProps, 'now' | 'locale' | 't' | 'on'>>({
  tab: null,
  sites: [],
  recent: null,
  watchlist: null,
  cached: false,
  problem: null,
  session: null,
  queued: 0,
});
/** The window of this popup, when its panel may be in the browser's side panel. Inside a click there is no time to ask. */
const windowId = signal<number | null>(null);

const learn = (more: Partial<PopupProps>): void => {
  known.value = { ...known.value, ...more };
};

/** The tab that the popup is about. */
async function loadTab(): Promise<void> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  learn({
    tab:
      tab?.id === undefined
        ? { ok: true, state: null, system: null }
        : await callBackground('tab.get', { tabId: tab.id }),
  });
}

async function loadSettings(): Promise<void> {
  const { sites, place, locked } = await callBackground('settings.get', {});
  learn({ sites });
  const isPossible = hasSidePanel() && (place === 'browser' || !locked.place);
  windowId.value = isPossible ? ((await browser.windows.getCurrent()).id ?? null) : null;
}

async function loadLists(): Promise<void> {
  const { session } = await callBackground('session.get', {});
  learn({ session });
  const recent = await callBackground('recent.get', {});
  learn({ recent: recent.ok ? recent.entries : [] });
  const answer = await callBackground('watchlist.get', {});
  learn(
    answer.ok
      ? { watchlist: answer.watchlist, cached: answer.cached, problem: null }
      : { watchlist: null, problem: answer.code },
  );
  learn({ queued: (await callBackground('session.get', {})).queued });
}

const load = (): void => {
  for (const part of [loadTab, loadSettings, loadLists]) void part();
};

const on: Omit<PopupProps['on'], 'sidePanel'> = {
  open: (url) => void browser.tabs.create({ url }).then(() => close()),
  unpin: ({ accountId }) => void callBackground('account.pin', { accountId, pinned: false }).then(loadLists),
  options: () => void callBackground('options.open', {}).then(() => close()),
  find: (query) => callBackground('search.find', { query }),
  grant: (origins) => void browser.permissions.request({ origins: [...origins] }).then(load),
  refresh: load,
};

/** In one step with the click: the browser opens its side panel only while it remembers that. */
function sidePanel(): void {
  if (windowId.value === null) return;
  void rememberPlace('browser');
  const opened = openSidePanel(windowId.value);
  const moved = callBackground('place.set', { place: 'browser' });
  void Promise.allSettled([opened, moved]).then(() => close());
}

function App() {
  return (
    <Popup
      {...known.value}
      now={Date.now()}
      locale={browser.i18n.getUILanguage()}
      t={translate}
      on={{ ...on, sidePanel: windowId.value === null ? null : sidePanel }}
    />
  );
}

setDocumentLocale();
render(<App />, document.getElementById('app') as HTMLElement);
load();
