import type { Slot } from '../contract/rpc.ts';
import { afterPaint } from '../platform/afterPaint.ts';
import { contentApi } from '../platform/contentRuntime.ts';
import { onFirstInput } from '../platform/firstInput.ts';

/** Long enough that the second frame does not compete with what the person waits for. */
const spareWithinMs = 2_000;

type Frame = {
  element: HTMLIFrameElement;
  /** Meaningful while it is not in use: true once it has said that it shows nothing, and when it has never shown anything. */
  isBlank: boolean;
  /** The generation since which it is not in use. */
  retiredAt: number;
};

export type Frames = {
  /** The frame in which the next customer is painted. */
  readonly slot: Slot;
  /** Makes the frame in use, unless it is there. */
  create(): void;
  /** As a rail, the frames are the same and not to be walked into. */
  squeeze(isRail: boolean): void;
  /** Hides what is shown, at once. The next customer comes into the other frame if that is blank, and into the same one if not. */
  turn(generation: number): void;
  /** The page is where it was going to: from now on the customer may be seen. */
  arrive(): void;
  /** The panel has painted a generation. Returns whether it is the one waited for. */
  painted(generation: number): boolean;
  /** A frame has said that it shows nothing, having been told so with this generation. */
  blank(slot: Slot, generation: number): void;
  /** Hides what is shown until the next turn. */
  hide(): void;
  remove(): void;
  focus(): void;
};

/**
 * Two frames of the panel in one place. One shows the customer; the other one is blank and waits, so that a navigation can hide the
 * customer before and show what comes next in the same step, without asking the panel first whether it has painted: a blank frame cannot
 * show the wrong customer. Only when navigations come faster than frames are blanked does the panel have to be waited for. The second
 * frame is created when somebody does something in the page, or has gone on to another record.
 */
export function createFrames(shell: HTMLElement, root: ShadowRoot, title: string): Frames {
  const frames: [Frame | null, Frame | null] = [null, null];
  let slot: Slot = 0;
  let generation = -1;
  let isSafe = false;
  let hasArrived = false;
  let isRail = false;
  /** What was painted first since the dock was opened. */
  let first: number | null = null;
  let callOff = (): void => undefined;
  let stopWaiting = (): void => undefined;

  const create = (at: Slot) => {
    const element = document.createElement('iframe');
    element.title = title;
    element.src = contentApi.runtime.getURL(`/panel.html#${at}`);
    frames[at] = { element, isBlank: true, retiredAt: -1 };
    shell.append(element);
    render();
  };
  /** To create a frame takes the page milliseconds: none for a page that loads, and is left alone. */
  const prepareSpare = (painted: number) => {
    if (first === null) stopWaiting = onFirstInput(createSpare);
    else if (first !== painted) createSpare();
    first ??= painted;
  };
  const createSpare = () => {
    const at = other(slot);
    requestIdleCallback(() => frames[slot] && !frames[at] && create(at), { timeout: spareWithinMs });
  };
  const render = () => {
    for (const [at, frame] of frames.entries()) {
      if (!frame) continue;
      frame.element.classList.toggle('shown', at === slot && isSafe && hasArrived);
      // Neither the keyboard nor a screen reader finds the frame that waits.
      frame.element.inert = at !== slot;
      frame.element.tabIndex = isRail ? -1 : 0;
    }
  };

  return {
    get slot() {
      return slot;
    },
    create: () => frames[slot] || create(slot),
    squeeze(next) {
      isRail = next;
      render();
    },
    turn(next) {
      generation = next;
      hasArrived = false;
      isSafe = false;
      const [before, after] = [frames[slot], frames[other(slot)]];
      if (!before || !after?.isBlank) return render();
      const hasFocus = root.activeElement === before.element;
      before.isBlank = false;
      before.retiredAt = generation;
      slot = other(slot);
      isSafe = true;
      render();
      if (hasFocus) after.element.focus({ preventScroll: true });
    },
    arrive() {
      hasArrived = true;
      render();
    },
    painted(which) {
      if (which !== generation) return false;
      // In a frame that was not blank, what was painted must also have got to the screen before the frame is shown.
      if (!isSafe)
        callOff = afterPaint(() => {
          isSafe ||= which === generation;
          render();
        });
      if (!frames[other(slot)]) prepareSpare(which);
      return true;
    },
    blank(at, since) {
      const frame = frames[at];
      // Said before it was last in use, or about a frame that has been taken into use since: of no worth.
      if (frame && at !== slot && since >= frame.retiredAt) frame.isBlank = true;
    },
    hide() {
      callOff();
      isSafe = false;
      render();
    },
    remove() {
      callOff();
      stopWaiting();
      first = null;
      for (const frame of frames) frame?.element.remove();
      frames.fill(null);
      isSafe = false;
    },
    focus: () => frames[slot]?.element.focus({ preventScroll: true }),
  };
}

const other = (slot: Slot): Slot => (slot === 0 ? 1 : 0);
