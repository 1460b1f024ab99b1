import type { Background } from '../context/createBackground.ts';
import type { ContentPush } from '../contract/rpc.ts';
import { failedAnswer } from '../rpc/failedAnswer.ts';
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
 * When `start` fails, whoever sent a message is answered so, and the next event tries again; panels that have connected wait for that.
 */
export function listenToEvents(engine: Engine, start: () => Promise<Background>): void {
  let started: Promise<Background> | null = null;
  const waiting: ((background: Background) => void)[] = [];
  const wake = (work: (background: Background) => void, failed: () => void = () => undefined): void => {
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
    const join = (background: Background) => {
      if (isGone) return;
      gone = background.connect(port.name, port.sender, port);
      if (!gone) port.disconnect();
    };
    wake(join, () => waiting.push(join));
    port.onMessage.addListener((message) => wake((background) => background.serve(message, port.sender ?? {})));
    port.onDisconnect.addListener(() => {
      isGone = true;
      gone?.();
    });
  });
  engine.tabs.onRemoved.addListener((tabId) => wake((background) => background.closed(tabId)));
  engine.alarms.onAlarm.addListener(({ name }) => name === flushAlarm && wake((background) => background.flushSoon()));
  engine.commands.onCommand.addListener(async (command) => {
    const [tab] = await engine.tabs.query({ active: true, lastFocusedWindow: true });
    if (command !== 'toggle' || tab?.id === undefined) return;
    await engine.tabs.sendMessage(tab.id, { type: 'toggle' }, { frameId: 0 }).catch(() => undefined);
  });
  addEventListener('online', () => wake((background) => background.flushSoon()));
}
