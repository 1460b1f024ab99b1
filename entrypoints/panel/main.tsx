import { signal } from '@preact/signals';
import { render } from 'preact';
import { Panel } from '../../components/panel/Panel.tsx';
import '../../components/styles/panel.css';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { PanelPush } from '../../lib/contract/rpc.ts';
import { browser } from '../../lib/platform/browser.ts';
import { setDocumentLocale, translate } from '../../lib/platform/locale.ts';
import { callBackground } from '../../lib/rpc/callBackground.ts';

/** Sending keeps the worker, and with it the stream of hints, alive; only a visible panel does. */
const heartbeatMs = 20_000;
const clockMs = 30_000;

const state = signal<PanelState | null>(null);
const now = signal(Date.now());
let port: browser.Runtime.Port | null = null;

/** Connects to the background. A stopped worker ends the port; a visible panel connects again at once, a hidden one when it is shown. */
function connect(): void {
  if (port || document.hidden) return;
  const own = browser.runtime.connect({ name: 'panel' });
  port = own;
  own.onMessage.addListener((message: unknown) => {
    const push = message as PanelPush;
    if (push.type !== 'state' || push.state.generation < (state.value?.generation ?? 0)) return;
    now.value = Date.now();
    state.value = push.state;
  });
  own.onDisconnect.addListener(() => {
    if (port === own) port = null;
    connect();
  });
}

const on = {
  refresh: () => void callBackground('panel.refresh', {}),
  react: (
    action: Parameters<Parameters<typeof Panel>[0]['on']['react']>[0],
    kind: Parameters<Parameters<typeof Panel>[0]['on']['react']>[1],
    extra?: { reason?: string; until?: string },
  ) => {
    const accountId = state.value?.context?.document?.accountId;
    if (!accountId) return;
    const { key: actionKey, ruleId, ruleVersion } = action;
    void callBackground('action.react', { accountId, actionKey, ruleId, ruleVersion, kind, ...extra });
  },
  pin: (pinned: boolean, reason?: string) => {
    const accountId = state.value?.context?.document?.accountId;
    if (accountId) void callBackground('account.pin', { accountId, pinned, ...(reason ? { reason } : {}) });
  },
  choose: (accountId: string) => void callBackground('panel.choose', { accountId }),
  openOptions: () => void callBackground('options.open', {}),
  painted: (generation: number) => void callBackground('panel.painted', { generation }).catch(() => undefined),
};

function App() {
  return <Panel state={state.value} now={now.value} locale={browser.i18n.getUILanguage()} t={translate} on={on} />;
}

setDocumentLocale();
render(<App />, document.getElementById('app') as HTMLElement);
connect();
document.addEventListener('visibilitychange', connect);
addEventListener('pageshow', connect);
setInterval(() => !document.hidden && port?.postMessage({ type: 'alive' }), heartbeatMs);
setInterval(() => {
  now.value = Date.now();
}, clockMs);
