import type { BackgroundEvents } from '../context/backgroundDeps.ts';
import type { Background } from '../context/createBackground.ts';
import type { ContentPush } from '../contract/rpc.ts';
import { failedAnswer } from '../rpc/failedAnswer.ts';
import type { MessageSender } from '../rpc/sender.ts';
import { createFollowing, type FollowedTabs } from './followTabs.ts';
import { sidePanelByKey } from './openSidePanel.ts';

/** The alarm that sends what is queued. */
export const flushAlarm = 'flush';

type Event<Listener> = { addListener(listener: Listener): void };
type Port = {
  name: string;
  sender?: MessageSender;
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: Event<(message: unknown) => void>;
  onDisconnect: Event<() => void>;
};
/** The events that start the background, straight from the engine, whose reply to a message differs from the polyfill's. */
export type EngineEvents = {
  runtime: {
    onMessage: Event<(message: unknown, sender: MessageSender, respond: (reply: unknown) => void) => true>;
    onConnect: Event<(port: Port) => void>;
    onInstalled: Event<(details: { reason: string }) => void>;
    onStartup: Event<() => void>;
  };
  tabs: {
    onRemoved: Event<(tabId: number) => void>;
    onReplaced: Event<(added: number, removed: number) => void>;
    sendMessage(tabId: number, push: ContentPush, options: object): Promise<unknown>;
  } & FollowedTabs;
  permissions: { onAdded: Event<() => void>; onRemoved: Event<() => void> };
  storage: { managed?: { onChanged?: Event<() => void> } };
  alarms: { onAlarm: Event<(alarm: { name: string }) => void> };
  /** Not on Android. */
  commands?: { onCommand: Event<(command: string, tab?: { id?: number; windowId?: number }) => void> };
};

/** What the events ask for: of the background, and of whoever keeps the content scripts. */
export type Woken = Pick<Background, 'serve' | 'connect'> &
  BackgroundEvents & {
    /** The extension was installed or updated. */
    installed(): void;
    accessGained(): void;
    accessLost(): void;
  };

/**
 * Listens to everything that wakes the background, at once and synchronously, so that no event is missed; `start` makes the background
 * itself when the first of them comes. A worker counts as started, and the panel hears what it was sent, before the rest is evaluated.
 * When `start` fails, whoever sent a message is answered so, and the next event tries again; panels that have connected wait for that.
 */
export function listenToEvents(engine: EngineEvents, start: () => Promise<Woken>, byKey = sidePanelByKey): void {
  let started: Promise<Woken> | null = null;
  const waiting: ((background: Woken) => void)[] = [];
  const wake = (work: (background: Woken) => void, failed: () => void = () => undefined): void => {
    started ??= start().catch((error: unknown) => {
      started = null;
      console.error('[alongside] the background could not start', error);
      throw error;
    });
    void started.then((background) => {
      for (const join of waiting.splice(0)) join(background);
      work(background);
    }, failed);
  };
  const sidePanels = createFollowing(engine.tabs, {
    activated: ({ tabId, windowId }) => wake((background) => background.activated(tabId, windowId)),
    navigated: (tabId) => wake((background) => background.navigated(tabId)),
  });

  engine.runtime.onMessage.addListener((message, sender, respond) => {
    wake(
      async (background) => respond(await background.serve(message, sender)),
      () => respond(failedAnswer),
    );
    // The reply comes later.
    return true;
  });
  engine.runtime.onConnect.addListener((port) => {
    let isGone = false;
    let gone: (() => void) | null = null;
    const unfollow = sidePanels.whileOpen(port.name);
    const join = (background: Woken) => {
      if (isGone) return;
      gone = background.connect(port.name, port.sender, port);
      if (!gone) port.disconnect();
    };
    wake(join, () => waiting.push(join));
    port.onMessage.addListener((message) => wake((background) => background.serve(message, port.sender ?? {})));
    port.onDisconnect.addListener(() => {
      isGone = true;
      unfollow();
      gone?.();
    });
  });
  engine.tabs.onRemoved.addListener((tabId) => wake((background) => background.closed(tabId)));
  engine.tabs.onReplaced.addListener((added, removed) =>
    wake((background) => {
      background.closed(removed);
      background.navigated(added);
    }),
  );
  engine.runtime.onInstalled.addListener(({ reason }) => {
    // Not an update of the browser: its pages are loaded anew.
    if (reason === 'install' || reason === 'update') wake((background) => background.installed());
  });
  engine.runtime.onStartup.addListener(() => {
    sidePanels.forget();
    // Chromium has forgotten where the panel is, and is told by a background that starts.
    wake(() => undefined);
  });
  engine.permissions.onAdded.addListener(() => wake((background) => background.accessGained()));
  engine.permissions.onRemoved.addListener(() => wake((background) => background.accessLost()));
  engine.storage.managed?.onChanged?.addListener(() => wake((background) => background.policyChanged()));
  engine.alarms.onAlarm.addListener(({ name }) => name === flushAlarm && wake((background) => background.flushSoon()));
  engine.commands?.onCommand.addListener((command, tab) => {
    const type = command === 'toggle' || command === 'focus' ? command : null;
    if (type === null || tab?.id === undefined || tab.windowId === undefined) return;
    const { id, windowId } = tab;
    // In this very step: the engine forgets the gesture after it.
    void byKey(type, windowId, sidePanels.isOpen(windowId)).then((done) =>
      done ? undefined : engine.tabs.sendMessage(id, { type }, { frameId: 0 }).catch(() => undefined),
    );
  });
  addEventListener('online', () => wake((background) => background.flushSoon()));
}
