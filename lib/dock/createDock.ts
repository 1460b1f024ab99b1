import type { HintResult } from '../contract/detection.ts';
import type { DockChange, DockSettings, DockTrouble, KeepClear } from '../contract/dock.ts';
import type { DockWords, RpcReply, Slot } from '../contract/rpc.ts';
import { createHintReading } from '../detect/hintReading.ts';
import { afterPaint } from '../platform/afterPaint.ts';
import { createAtRest } from './atRest.ts';
import { createFrames } from './createFrames.ts';
import { createDockElements } from './dockElements.ts';
import { createDockFocus } from './dockFocus.ts';
import { createDockHands } from './dockHands.ts';
import { findPosition } from './dockPosition.ts';
import { createUpkeep } from './dockUpkeep.ts';
import { createHealing } from './healing.ts';
import { createOwnChanges } from './ownChanges.ts';
import { makeRoom } from './pageRoom.ts';
import { createSilence } from './silence.ts';

/** Narrower pages make no room (entrypoints/push.css). */
const narrowPages = '(max-width: 1199px)';
const idleWithinMs = 1_000;

/** What an adapter's pack says about the page. */
export type PageFacts = Pick<Extract<RpcReply<'record.opened'>, { ok: true }>, 'clear' | 'hints'>;

export type Dock = {
  /** The page is going to show another address: what is shown of the record before disappears at once. */
  turn(generation: number): void;
  /** The page has got there. */
  arrive(): void;
  /** The slot of the frame that shows what comes next. */
  readonly slot: Slot;
  /** The panel has painted a generation. */
  painted(generation: number): void;
  /** The frame in a slot shows nothing any more, since a generation. */
  blank(slot: Slot, generation: number): void;
  /** How the dock is to stand from now on. */
  arrange(settings: DockSettings): void;
  /** What is known about the page. */
  expect(facts: PageFacts): void;
  toggle(): void;
  /** Focus goes into the panel, or back. */
  focus(): void;
  /** Focus goes back into the page. */
  leave(): void;
  /** The panel finds itself covered, or free again. */
  covered(is: boolean): void;
  /** Called about every second while the page is visible. */
  tick(): void;
  remove(): void;
};

export type DockEvents = {
  /** Resolves once it is remembered. */
  set(change: DockChange): Promise<unknown>;
  trouble(trouble: DockTrouble | null): void;
  hinted(results: HintResult[]): void;
  retry(): void;
};

/**
 * Puts the dock into the page: launcher and panel, or the rail, which is the same frames squeezed. It stands beside the page or over it,
 * out of the way of what must stay clear and of the page's dialogs, and puts itself right when the page takes it out. Everything that
 * measures the page happens at rest (lib/dock/atRest.ts), or when a person opens the dock.
 */
export function createDock(say: DockWords, first: DockSettings, on: DockEvents): Dock {
  const ends = new AbortController();
  const { signal } = ends;
  const elements = createDockElements(say);
  const { host, root } = elements;
  const frames = createFrames(elements.shell, root, say.panel);
  const narrow = matchMedia(narrowPages);
  const healing = createHealing(on.trouble);
  const hints = createHintReading(on.hinted);
  const rest = createAtRest(look);
  const focus = createDockFocus(host, root, rest.soon, signal);
  const own = createOwnChanges(on.set);
  const silence = createSilence((isSilent) => {
    if (isSilent) frames.hide();
    elements.silence(isSilent);
  });
  const upkeep = createUpkeep(elements, healing, {
    room: () => room(),
    panel: () => (isPanel() ? strip : null),
    returned: hearPage,
  });

  let settings = first;
  let clear: KeepClear = { selectors: [], top: 0, bottom: 0 };
  let isOpen = false;
  /** Open, but out of the way of something; unless the person insists. */
  let yields = false;
  let insists = false;
  let isHeld = false;
  /** The page is loaded, and has been idle. */
  let isSettled = false;
  let isAnswered = false;
  let strip = { top: 0, bottom: 0 };
  let at = `${first.railAt}%`;
  let idle: number | null = null;
  let callOff = (): void => undefined;

  const isOver = () => settings.mode !== 'push' || narrow.matches;
  const isPanel = () => isOpen && !yields;
  const isInPanel = () => root.activeElement?.tagName === 'IFRAME';
  const room = () => (isOpen && settings.mode === 'push' ? settings : null);
  /** Before anything was measured. */
  const freeStrip = () => (isOver() ? { top: clear.top, bottom: clear.bottom } : { top: 0, bottom: 0 });

  const draw = () => {
    elements.draw({ ...settings, ...strip, isOpen: isPanel(), at });
    frames.squeeze(!isPanel());
    makeRoom(room());
  };
  /** Waits for the panel's answer, if anybody sees whether there is one. */
  const listen = () => (isPanel() && !isAnswered ? silence.listen() : silence.over());
  const open = (next: boolean) => {
    if (!next) dock.leave();
    isOpen = next;
    settings = { ...settings, open: next };
    yields = false;
    insists = false;
    strip = freeStrip();
    if (next) {
      frames.create();
      rest.begin();
    }
    draw();
    listen();
  };
  const openByPerson = (next: boolean) => {
    healing.forget();
    upkeep.mend();
    open(next);
    position();
    own.note({ open: next });
    void own.save();
  };
  const position = () => {
    if (isHeld || !host.isConnected) return;
    const found = findPosition(elements, { ...settings, isOpen, isOver: isOver(), insists, clear });
    insists &&= found.hasReason;
    const before = [at, strip.top, strip.bottom, yields].join();
    const wasPanel = isPanel();
    ({ yields } = found);
    strip = { top: found.top, bottom: found.bottom };
    at = `${found.at}px`;
    if (before === [at, strip.top, strip.bottom, yields].join()) return;
    // Nobody types into a panel that is out of sight. The page puts the focus where it wants it.
    if (yields && isInPanel()) (root.activeElement as HTMLElement).blur();
    draw();
    if (wasPanel !== isPanel()) listen();
  };
  function look(isLast: boolean) {
    position();
    if (isPanel()) hints.look(isLast);
  }
  const whenIdle = () => {
    idle = null;
    // Not in the way of the page's loading.
    if (document.readyState === 'loading') return;
    if (!isSettled && document.readyState === 'complete') {
      isSettled = true;
      frames.create();
      elements.settle();
    }
    if (isOpen && (isOver() || yields)) position();
    upkeep.uncover();
  };
  /** A page that opens its document anew takes all listeners away. */
  function hearPage() {
    const options = { passive: true, capture: true, signal };
    focus.listen();
    addEventListener('resize', rest.soon, options);
    // What a person does in the page may bring a bar with a button.
    addEventListener('pointerup', rest.soon, options);
  }

  const dock: Dock = {
    get slot() {
      return frames.slot;
    },
    turn(generation) {
      frames.turn(generation);
      callOff();
      elements.know(false);
      isAnswered = false;
      hints.turn();
      rest.begin();
      listen();
      upkeep.mend();
    },
    arrive: frames.arrive,
    painted(generation) {
      if (!frames.painted(generation)) return;
      isAnswered = true;
      silence.over();
      callOff();
      callOff = afterPaint(() => elements.know(true));
    },
    blank: frames.blank,
    arrange(arranged) {
      const next = own.over(arranged);
      if (JSON.stringify(next) === JSON.stringify(settings)) return;
      if (next.railAt !== settings.railAt) at = `${next.railAt}%`;
      settings = next;
      if (next.open !== isOpen) open(next.open);
      else draw();
      rest.soon();
    },
    expect(facts) {
      hints.expect(facts.hints);
      if (JSON.stringify(facts.clear) === JSON.stringify(clear)) return;
      clear = facts.clear;
      strip = freeStrip();
      draw();
    },
    toggle() {
      if (!isOpen || !yields) return openByPerson(!isOpen);
      insists = true;
      position();
    },
    focus() {
      if (isInPanel()) return dock.leave();
      if (!isPanel()) dock.toggle();
      if (isPanel()) focus.enter(frames.focus);
    },
    leave() {
      if (focus.has()) focus.leave();
    },
    covered: upkeep.covered,
    tick() {
      rest.tick();
      if (upkeep.mend()) idle ??= requestIdleCallback(whenIdle, { timeout: idleWithinMs });
    },
    remove() {
      ends.abort();
      rest.stop();
      callOff();
      silence.over();
      if (idle !== null) cancelIdleCallback(idle);
      dock.leave();
      // Also whatever they still wait for: an extension that is gone can create no frame.
      frames.remove();
      if (document.documentElement) makeRoom(null);
      host.remove();
      healing.forget();
    },
  };
  createDockHands(elements, {
    width: () => settings.width,
    railAt: () => settings.railAt,
    click: dock.toggle,
    change(edit) {
      own.note(edit);
      settings = { ...settings, ...edit };
      if (edit.railAt !== undefined) at = `${edit.railAt}%`;
      draw();
    },
    moveTo(px) {
      at = `${px}px`;
      draw();
    },
    hold(is) {
      isHeld = is;
    },
    settled() {
      if (signal.aborted) return;
      void own.save();
      rest.soon();
    },
  });
  elements.retry.addEventListener('click', (event) => event.isTrusted && on.retry());
  narrow.addEventListener('change', () => rest.soon(), { signal });
  // A page that goes takes its timers with it, and what was changed a moment ago is still to be remembered.
  addEventListener('pagehide', () => void own.save(), { signal });
  elements.attach();
  hearPage();
  open(first.open);
  return dock;
}
