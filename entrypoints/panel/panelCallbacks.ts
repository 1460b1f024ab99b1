import type { PanelCallbacks } from '../../components/panel/panelCallbacks.ts';
import type { Place } from '../../lib/contract/dock.ts';
import { copyText } from '../../lib/panel/copyText.ts';
import type { createPanelLink } from '../../lib/panel/createPanelLink.ts';
import { keepAnswer } from '../../lib/panel/keepAnswer.ts';
import { forgetKey } from '../../lib/panel/shownStates.ts';
import { browser } from '../../lib/platform/browser.ts';
import { openSidePanel, rememberPlace } from '../../lib/platform/openSidePanel.ts';
import { callBackground } from '../../lib/rpc/callBackground.ts';

const watchlistMs = 60_000;

/** What a person does in the panel, as messages to the background. */
export function panelCallbacks(link: ReturnType<typeof createPanelLink>, place: Place) {
  const watchlist = keepAnswer(
    () => callBackground('watchlist.get', {}),
    (reply) => reply.ok && !reply.cached,
    watchlistMs,
    Date.now,
  );
  /** Needed inside a click, when there is no time to ask. Firefox's frame in a page does not know it, and cannot open its sidebar. */
  let windowId: number | undefined;
  const on: PanelCallbacks = {
    refresh: () => void callBackground('panel.refresh', link.about()),
    react({ key: actionKey, ruleId, ruleVersion }, kind, extra) {
      const accountId = link.accountId();
      if (!accountId) return;
      void callBackground('action.react', {
        ...link.about(),
        accountId,
        actionKey,
        ruleId,
        ruleVersion,
        kind,
        ...extra,
      });
    },
    pin(pinned, reason) {
      const accountId = link.accountId();
      watchlist.forget();
      if (accountId)
        void callBackground('account.pin', { ...link.about(), accountId, pinned, ...(reason ? { reason } : {}) });
    },
    choose(accountId) {
      const generation = link.generation();
      if (generation !== null) void callBackground('panel.choose', { ...link.about(), generation, accountId });
    },
    find: (query) => callBackground('search.find', { query }),
    watchlist: watchlist.ask,
    settings() {
      void browser.windows?.getCurrent().then(({ id }) => {
        windowId = id;
      });
      return callBackground('settings.get', {});
    },
    arrange: (change) => void callBackground('dock.arrange', { ...link.about(), change }),
    place(next) {
      // In one step with the click: the browser opens its side panel only while it remembers that.
      if (next === 'browser' && windowId !== undefined) {
        void rememberPlace(next);
        void openSidePanel(windowId);
      }
      void callBackground('place.set', { place: next });
    },
    leave: () => place === 'page' && void callBackground('panel.leave', {}),
    copy: copyText,
    openOptions: () => void callBackground('options.open', {}),
    painted: link.painted,
  };
  return {
    on,
    /** Something changed in the local storage area: perhaps who is signed in. */
    forget: (changes: object) => forgetKey in changes && watchlist.forget(),
  };
}
