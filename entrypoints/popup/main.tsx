import { signal } from '@preact/signals';
import { render } from 'preact';
import { Popup } from '../../components/popup/Popup.tsx';
import '../../components/styles/popup.css';
import type { Session, Watchlist, WatchlistEntry } from '../../lib/contract/api.ts';
import type { ErrorCode } from '../../lib/contract/errors.ts';
import { browser } from '../../lib/platform/browser.ts';
import { setDocumentLocale, translate } from '../../lib/platform/locale.ts';
import { callBackground } from '../../lib/rpc/callBackground.ts';

const watchlist = signal<Watchlist | null>(null);
const cached = signal(false);
const problem = signal<ErrorCode | null>(null);
const session = signal<Session | null>(null);
const queued = signal(0);

async function load(): Promise<void> {
  const who = await callBackground('session.get', {});
  session.value = who.session;
  const answer = await callBackground('watchlist.get', {});
  queued.value = (await callBackground('session.get', {})).queued;
  problem.value = answer.ok ? null : answer.code;
  if (!answer.ok) return;
  watchlist.value = answer.watchlist;
  cached.value = answer.cached;
}

const on = {
  open: (entry: WatchlistEntry) => {
    if (entry.url) void browser.tabs.create({ url: entry.url }).then(() => close());
  },
  unpin: (entry: WatchlistEntry) =>
    void callBackground('account.pin', { accountId: entry.accountId, pinned: false }).then(load),
  options: () => void callBackground('options.open', {}).then(() => close()),
  refresh: () => void load(),
};

function App() {
  return (
    <Popup
      watchlist={watchlist.value}
      cached={cached.value}
      problem={problem.value}
      session={session.value}
      queued={queued.value}
      now={Date.now()}
      locale={browser.i18n.getUILanguage()}
      t={translate}
      on={on}
    />
  );
}

setDocumentLocale();
render(<App />, document.getElementById('app') as HTMLElement);
void load();
