import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { Panel } from '../../components/panel/Panel.tsx';
import '../../components/styles/panel.css';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { PanelPush } from '../../lib/contract/rpc.ts';
import { createArrival } from '../../lib/panel/arrival.ts';
import { createPanelLink } from '../../lib/panel/createPanelLink.ts';
import { afterPaint } from '../../lib/platform/afterPaint.ts';
import { browser } from '../../lib/platform/browser.ts';
import { setDocumentLocale, translate } from '../../lib/platform/locale.ts';
import type { MessageSender } from '../../lib/rpc/sender.ts';
import { panelCallbacks } from './panelCallbacks.ts';
import { startExposure } from './startExposure.ts';

const heartbeatMs = 20_000;
const clockMs = 30_000;

const state = signal<PanelState | 'blank' | null>(null);
const now = signal(Date.now());
const covered = signal(false);
const { version } = browser.runtime.getManifest();

/** @param hash the slot of a frame of the dock, or `#browser:<windowId>`. */
function start(hash: string): void {
  const place = hash.startsWith('#browser:') ? 'browser' : 'page';
  const arrival = createArrival(browser.runtime.id);
  const link = createPanelLink({
    id: browser.runtime.id,
    hash,
    openPort(name) {
      const port = browser.runtime.connect({ name });
      port.onMessage.addListener((push) => arrival.inTab((push as PanelPush).tabId));
      return port;
    },
    isHidden: () => document.hidden,
    render(next) {
      now.value = Date.now();
      state.value = next;
    },
    afterPaint,
    whenIdle: (callback, timeout) => requestIdleCallback(callback, { timeout }),
  });
  const { on, forget } = panelCallbacks(link, place);
  const exposure = startExposure(place, covered);
  const expectSight = () => exposure.expect(state.value !== null && state.value !== 'blank' && arrival.isThere());

  function App() {
    if (state.value === 'blank') return null;
    return (
      <Panel
        state={state.value}
        facts={{ place, covered: covered.value, version, agent: navigator.userAgent }}
        now={now.value}
        locale={browser.i18n.getUILanguage()}
        t={translate}
        on={on}
      />
    );
  }

  setDocumentLocale();
  browser.runtime.onMessage.addListener((message: unknown, sender: unknown) => {
    link.hear(message, sender as MessageSender);
    arrival.hear(message, sender as MessageSender);
    expectSight();
  });
  browser.storage.local.onChanged.addListener((changes) => {
    link.stored(changes);
    forget(changes);
  });
  render(<App />, document.getElementById('app') as HTMLElement);
  effect(expectSight);
  link.connect();
  document.addEventListener('visibilitychange', link.connect);
  addEventListener('pageshow', link.connect);
  setInterval(link.keepAlive, heartbeatMs);
  setInterval(() => {
    now.value = Date.now();
  }, clockMs);
}

// The dock names a slot. Without one, and with no page around it, this is the browser's own side panel.
if (location.hash || window.top !== window) start(location.hash);
else
  void browser.windows.getCurrent().then(
    ({ id }) => start(`#browser:${id}`),
    () => start(''),
  );
