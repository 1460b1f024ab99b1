import { signal } from '@preact/signals';
import { render } from 'preact';
import { Panel } from '../../components/panel/Panel.tsx';
import '../../components/styles/panel.css';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { PanelPush, RpcName, Slot } from '../../lib/contract/rpc.ts';
import { readAnnounced } from '../../lib/panel/readAnnounced.ts';
import { createShownStates, forgetKey } from '../../lib/panel/shownStates.ts';
import { afterPaint } from '../../lib/platform/afterPaint.ts';
import { browser } from '../../lib/platform/browser.ts';
import { setDocumentLocale, translate } from '../../lib/platform/locale.ts';
import { callBackground } from '../../lib/rpc/callBackground.ts';
import type { MessageSender } from '../../lib/rpc/sender.ts';

/** Sending keeps the worker, and with it the stream of hints, alive; only a visible panel does. */
const heartbeatMs = 20_000;
const clockMs = 30_000;
/** Hidden work may wait, but not longer than a person needs for the next navigation. */
const blankWithinMs = 200;

/** `blank`: the other frame of the dock shows the tab's customer. */
const state = signal<PanelState | 'blank' | null>(null);
const now = signal(Date.now());
/** Which of the dock's frames this is; null when it is none. */
const slot = ({ '#0': 0, '#1': 1 } as Record<string, Slot>)[location.hash] ?? null;
const shownStates = createShownStates();
let tabId: number | null = null;
let newest = 0;
let port: browser.Runtime.Port | null = null;
/** The generation that was painted last, and the one with which this frame was told to be blank. */
let painted: number | null = null;
let blankAt: number | null = null;

/** Connects to the background. A stopped worker ends the port; a visible panel connects again at once, a hidden one when it is shown. */
function connect(): void {
  if (port || document.hidden) return;
  const own = browser.runtime.connect({ name: slot === null ? 'panel' : `panel:${slot}` });
  port = own;
  // What was said to a background that has died meanwhile may not have been heard.
  blankAt = null;
  tellPainted();
  own.onMessage.addListener((message: unknown) => {
    const push = message as PanelPush;
    tabId = push.tabId;
    shownStates.keep(push.href, push.state);
    if (slot !== null && push.slot !== slot) becomeBlank(push.state.generation);
    else show(push.state);
  });
  own.onDisconnect.addListener(() => {
    if (port === own) port = null;
    connect();
  });
}

function show(next: PanelState): void {
  if (next.generation < newest) return;
  newest = next.generation;
  // What the background confirms is often what is shown already, and then not worth a rendering.
  if (JSON.stringify(next) === JSON.stringify(state.value)) return;
  now.value = Date.now();
  state.value = next;
}

/** What is known of the address is shown before the background is heard, whose answer follows under the same generation. */
function hear(message: unknown, sender: MessageSender): void {
  const announced = readAnnounced(message, sender, { id: browser.runtime.id, tabId });
  if (!announced || announced.generation <= newest) return;
  if (slot !== null && announced.slot !== slot) {
    becomeBlank(announced.generation);
    return;
  }
  const known = shownStates.recall(announced.url, announced.generation);
  if (known) show(known);
}

/** Shows nothing, in its own time, and says so once that is what is on screen, unless it is needed again meanwhile. */
function becomeBlank(generation: number): void {
  if (generation < newest || generation === blankAt) return;
  newest = generation;
  blankAt = generation;
  const isOver = () => newest !== generation;
  requestIdleCallback(
    () => {
      if (isOver()) return;
      state.value = 'blank';
      painted = null;
      // Twice, because frames that were late follow each other quickly, and nobody waits for this.
      afterPaint(() => afterPaint(() => isOver() || tell('panel.blank', { generation, slot })));
    },
    { timeout: blankWithinMs },
  );
}

/** By the port, the shortest way. */
function tell(name: RpcName, payload: object): void {
  port?.postMessage({ name, payload });
}

function tellPainted(): void {
  if (painted !== null) tell('panel.painted', { generation: painted });
}

const shown = (): PanelState | null => (state.value === 'blank' ? null : state.value);

const on = {
  refresh: () => void callBackground('panel.refresh', {}),
  react: (
    action: Parameters<Parameters<typeof Panel>[0]['on']['react']>[0],
    kind: Parameters<Parameters<typeof Panel>[0]['on']['react']>[1],
    extra?: { reason?: string; until?: string },
  ) => {
    const accountId = shown()?.context?.document?.accountId;
    if (!accountId) return;
    const { key: actionKey, ruleId, ruleVersion } = action;
    void callBackground('action.react', { accountId, actionKey, ruleId, ruleVersion, kind, ...extra });
  },
  pin: (pinned: boolean, reason?: string) => {
    const accountId = shown()?.context?.document?.accountId;
    if (accountId) void callBackground('account.pin', { accountId, pinned, ...(reason ? { reason } : {}) });
  },
  choose: (accountId: string) => void callBackground('panel.choose', { accountId }),
  openOptions: () => void callBackground('options.open', {}),
  painted: (generation: number) => {
    painted = generation;
    tellPainted();
  },
};

function App() {
  if (state.value === 'blank') return null;
  return <Panel state={state.value} now={now.value} locale={browser.i18n.getUILanguage()} t={translate} on={on} />;
}

setDocumentLocale();
browser.runtime.onMessage.addListener((message: unknown, sender: unknown) => hear(message, sender as MessageSender));
browser.storage.local.onChanged.addListener((changes) => forgetKey in changes && shownStates.forget());
render(<App />, document.getElementById('app') as HTMLElement);
connect();
document.addEventListener('visibilitychange', connect);
addEventListener('pageshow', connect);
setInterval(() => !document.hidden && shown() && port?.postMessage({ type: 'alive' }), heartbeatMs);
setInterval(() => {
  now.value = Date.now();
}, clockMs);
