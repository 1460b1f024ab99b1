import type { PanelState } from '../contract/panel.ts';
import type { PanelPush, RpcName, Slot } from '../contract/rpc.ts';
import type { MessageSender } from '../rpc/sender.ts';
import { readAnnounced } from './readAnnounced.ts';
import { createShownStates, forgetKey } from './shownStates.ts';

/** Hidden work may wait, but not longer than a person needs for the next navigation. */
const blankWithinMs = 200;

type Event<Listener> = { addListener(listener: Listener): void };

/** The panel's end of a port to the background. */
export type LinkPort = {
  postMessage(message: unknown): void;
  onMessage: Event<(message: unknown) => void>;
  onDisconnect: Event<() => void>;
};

/** What the page gives to the link. Nothing else of it is used. */
export type PanelLinkDeps = {
  /** The id of this extension. */
  id: string;
  /**
   * The end of the panel's address. `#0` or `#1`: the slot of a frame of the dock. `#browser:<windowId>`: the panel is in the browser's own
   * side panel. Anything else: a panel in a tab that is no frame of the dock.
   */
  hash: string;
  openPort(name: string): LinkPort;
  isHidden(): boolean;
  /** Puts a state on screen. `blank`: nothing, because the other frame of the dock shows the tab's customer. */
  render(next: PanelState | 'blank'): void;
  /** Calls back when what was rendered is on screen. */
  afterPaint(callback: () => void): void;
  /** Calls back in idle time, after so many milliseconds at the latest. */
  whenIdle(callback: () => void, withinMs: number): void;
};

/** What the panel hears, from the background and from the content script of its tab; what of it is shown; and what it tells back. */
export function createPanelLink(deps: PanelLinkDeps) {
  const slot = ({ '#0': 0, '#1': 1 } as Record<string, Slot>)[deps.hash] ?? null;
  const isBeside = deps.hash.startsWith('#browser:');
  const name = slot === null && !isBeside ? 'panel' : `panel:${deps.hash.slice(1)}`;
  const shownStates = createShownStates();
  let port: LinkPort | null = null;
  let tabId: number | null = null;
  let newest = 0;
  let shown: PanelState | 'blank' | null = null;
  /** The dock, and whether it is in trouble, as last told: what is remembered of a customer says nothing about them. */
  let dock: Pick<PanelState, 'dock' | 'trouble'> | null = null;
  /** The generation that was painted last, and the one with which this frame was told to be blank. */
  let painted: number | null = null;
  let blankAt: number | null = null;

  const render = (next: PanelState | 'blank'): void => {
    shown = next;
    deps.render(next);
  };

  /** By the port, the shortest way. */
  const tell = (name: RpcName, payload: object): void => port?.postMessage({ name, payload });
  /** What a message must name besides: outside of a tab the background does not know which one is meant. */
  const about = (): { tabId?: number } => (isBeside && tabId !== null ? { tabId } : {});
  const tellPainted = (): void => {
    if (painted !== null) tell('panel.painted', { ...about(), generation: painted });
  };

  const show = (next: PanelState): void => {
    if (next.generation < newest) return;
    newest = next.generation;
    // What the background confirms is often what is shown already, and then not worth a rendering.
    if (shown === null || shown === 'blank' || textOf(next) !== textOf(shown)) render(next);
  };

  /** Shows nothing, in its own time, and says so once that is what is on screen, unless it is needed again meanwhile. */
  const becomeBlank = (generation: number): void => {
    if (generation < newest || generation === blankAt) return;
    newest = generation;
    blankAt = generation;
    const isOver = () => newest !== generation;
    deps.whenIdle(() => {
      if (isOver()) return;
      render('blank');
      painted = null;
      // Twice, because frames that were late follow each other quickly, and nobody waits for this.
      deps.afterPaint(() => deps.afterPaint(() => isOver() || tell('panel.blank', { generation, slot })));
    }, blankWithinMs);
  };

  const receive = (push: PanelPush): void => {
    if (push.tabId !== tabId) {
      // The browser's side panel has turned to another tab, whose generations say nothing about those of the tab before.
      newest = 0;
      painted = null;
    }
    tabId = push.tabId;
    dock = { dock: push.state.dock, trouble: push.state.trouble };
    shownStates.keep(push.href, push.state);
    if (slot !== null && push.slot !== slot) becomeBlank(push.state.generation);
    else show(push.state);
  };

  /** Connects to the background. A stopped worker ends the port; a visible panel connects again at once, a hidden one when it is shown. */
  const connect = (): void => {
    if (port || deps.isHidden()) return;
    const own = deps.openPort(name);
    port = own;
    // What was said to a background that has died meanwhile may not have been heard.
    blankAt = null;
    tellPainted();
    own.onMessage.addListener((message) => receive(message as PanelPush));
    own.onDisconnect.addListener(() => {
      if (port === own) port = null;
      connect();
    });
  };

  return {
    connect,
    /** What is known of the address is shown before the background is heard, whose answer follows under the same generation. */
    hear(message: unknown, sender: MessageSender): void {
      const announced = readAnnounced(message, sender, { id: deps.id, tabId });
      if (!announced || announced.generation <= newest) return;
      if (slot !== null && announced.slot !== slot) {
        becomeBlank(announced.generation);
        return;
      }
      const known = shownStates.recall(announced.url, announced.generation);
      if (known) show({ ...known, ...dock });
    },
    /** Something changed in the local storage area. */
    stored(changes: object): void {
      if (forgetKey in changes) shownStates.forget();
    },
    /** A state of this generation is on screen. */
    painted(generation: number): void {
      painted = generation;
      tellPainted();
    },
    /** Sending keeps the worker, and with it the stream of hints, alive; only a visible panel with something on it does, no rail. */
    keepAlive(): void {
      if (deps.isHidden() || shown === null || shown === 'blank' || shown.dock?.open === false) return;
      port?.postMessage({ type: 'alive' });
    },
    about,
    /** The generation of what is on screen; null when that is nothing. */
    generation: (): number | null => (shown === 'blank' ? null : (shown?.generation ?? null)),
    /** The customer on screen; null when there is none. */
    accountId: (): string | null => (shown === 'blank' ? null : (shown?.context?.document?.accountId ?? null)),
  };
}

/** Two states of the same text look the same: how long the address took to read differs each time. */
function textOf(state: PanelState): string {
  return JSON.stringify({ ...state, detection: state.detection && { ...state.detection, ms: 0 } });
}
