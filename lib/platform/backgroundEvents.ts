import type { Background } from '../context/createBackground.ts';
import type { ContentPush } from '../contract/rpc.ts';
import type { MessageSender } from '../rpc/sender.ts';

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
/** The events that start the background, straight from the engine: the polyfill would have to be evaluated first. */
export type Engine = {
  runtime: {
    onMessage: Event<(message: unknown, sender: MessageSender, respond: (reply: unknown) => void) => true>;
    onConnect: Event<(port: Port) => void>;
  };
  tabs: {
    onRemoved: Event<(tabId: number) => void>;
    query(query: object): Promise<{ id?: number }[]>;
    sendMessage(tabId: number, push: ContentPush, options: object): Promise<unknown>;
  };
  alarms: { onAlarm: Event<(alarm: { name: string }) => void> };
  commands: { onCommand: Event<(command: string) => void> };
};

/**
 * Listens to everything that wakes the background, at once and synchronously, so that no event is missed; `start` makes the background
 * itself when the first of them comes. A worker counts as started, and the panel hears what it was sent, before the rest is evaluated.
 */
export function listenToEvents(engine: Engine, start: () => Promise<Background>): void {
  let started: Promise<Background> | null = null;
  const background = () => {
    started ??= start();
    return started;
  };

  engine.runtime.onMessage.addListener((message, sender, respond) => {
    void background().then(async (b) => respond(await b.serve(message, sender)));
    // The reply comes later.
    return true;
  });
  engine.runtime.onConnect.addListener((port) => {
    let isGone = false;
    let gone: (() => void) | null = null;
    port.onMessage.addListener((message) => void background().then((b) => b.serve(message, port.sender ?? {})));
    port.onDisconnect.addListener(() => {
      isGone = true;
      gone?.();
    });
    void background().then((b) => {
      if (isGone) return;
      gone = b.connect(port.name, port.sender, port);
      if (!gone) port.disconnect();
    });
  });
  engine.tabs.onRemoved.addListener((tabId) => void background().then((b) => b.closed(tabId)));
  engine.alarms.onAlarm.addListener(({ name }) => name === flushAlarm && void background().then((b) => b.flushSoon()));
  engine.commands.onCommand.addListener(async (command) => {
    const [tab] = await engine.tabs.query({ active: true, lastFocusedWindow: true });
    if (command !== 'toggle' || tab?.id === undefined) return;
    await engine.tabs.sendMessage(tab.id, { type: 'toggle' }, { frameId: 0 }).catch(() => undefined);
  });
  addEventListener('online', () => void background().then((b) => b.flushSoon()));
}
