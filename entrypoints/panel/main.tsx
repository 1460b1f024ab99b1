import { signal } from '@preact/signals';
import { render } from 'preact';
import { Panel } from '../../components/panel/Panel.tsx';
import type { PanelCallbacks } from '../../components/panel/panelCallbacks.ts';
import '../../components/styles/panel.css';
import type { PanelState } from '../../lib/contract/panel.ts';
import { createPanelLink } from '../../lib/panel/createPanelLink.ts';
import { afterPaint } from '../../lib/platform/afterPaint.ts';
import { browser } from '../../lib/platform/browser.ts';
import { setDocumentLocale, translate } from '../../lib/platform/locale.ts';
import { callBackground } from '../../lib/rpc/callBackground.ts';
import type { MessageSender } from '../../lib/rpc/sender.ts';

const heartbeatMs = 20_000;
const clockMs = 30_000;

const state = signal<PanelState | 'blank' | null>(null);
const now = signal(Date.now());

const link = createPanelLink({
  id: browser.runtime.id,
  hash: location.hash,
  openPort: (name) => browser.runtime.connect({ name }),
  isHidden: () => document.hidden,
  render(next) {
    now.value = Date.now();
    state.value = next;
  },
  afterPaint,
  whenIdle: (callback, timeout) => requestIdleCallback(callback, { timeout }),
});

const on: PanelCallbacks = {
  refresh: () => void callBackground('panel.refresh', {}),
  react({ key: actionKey, ruleId, ruleVersion }, kind, extra) {
    const accountId = link.accountId();
    if (accountId) void callBackground('action.react', { accountId, actionKey, ruleId, ruleVersion, kind, ...extra });
  },
  pin(pinned, reason) {
    const accountId = link.accountId();
    if (accountId) void callBackground('account.pin', { accountId, pinned, ...(reason ? { reason } : {}) });
  },
  choose: (accountId) => void callBackground('panel.choose', { accountId }),
  openOptions: () => void callBackground('options.open', {}),
  painted: link.painted,
};

function App() {
  if (state.value === 'blank') return null;
  return <Panel state={state.value} now={now.value} locale={browser.i18n.getUILanguage()} t={translate} on={on} />;
}

setDocumentLocale();
browser.runtime.onMessage.addListener((message: unknown, sender: unknown) =>
  link.hear(message, sender as MessageSender),
);
browser.storage.local.onChanged.addListener(link.stored);
render(<App />, document.getElementById('app') as HTMLElement);
link.connect();
document.addEventListener('visibilitychange', link.connect);
addEventListener('pageshow', link.connect);
setInterval(link.keepAlive, heartbeatMs);
setInterval(() => {
  now.value = Date.now();
}, clockMs);
