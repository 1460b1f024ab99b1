import type { DockChange } from '../contract/dock.ts';
import { dockWidths } from '../contract/dockWidths.ts';
import type { DockElements } from './dockElements.ts';
import { snapRail, snapWidth } from './dockPlacement.ts';
import { onDrag } from './dragging.ts';

/** A key that is held down is one change. */
const settledAfterMs = 300;
const railStep = 2;

export type HandsOn = {
  width(): number;
  railAt(): number;
  click(): void;
  resize(width: number): void;
  /** Shows the launcher so far down; `percent` once it stays there. */
  moveTo(at: { px: number } | { percent: number }): void;
  /** While something is dragged, nothing else may move it. */
  hold(isHeld: boolean): void;
  /** What has come of it, to be remembered. */
  settled(change: DockChange): void;
};

/**
 * What a person does with launcher and handle, by pointer and keyboard: a click opens and closes, the launcher moves up and down, the
 * handle changes the width. Only trusted events count.
 */
export function createDockHands({ launcher, handle, measure }: DockElements, on: HandsOn): void {
  let settling: ReturnType<typeof setTimeout> | undefined;
  let unsettled: DockChange = {};
  const settleLater = (change: DockChange) => {
    clearTimeout(settling);
    unsettled = { ...unsettled, ...change };
    settling = setTimeout(() => {
      on.settled(unsettled);
      unsettled = {};
    }, settledAfterMs);
  };

  let place = { from: 0, lowest: 0, height: 1 };
  let px = 0;
  const wasDragged = onDrag(launcher, {
    start() {
      on.hold(true);
      const { top, height } = launcher.getBoundingClientRect();
      const window = measure().height;
      place = { from: top, lowest: window - height, height: window };
    },
    move(_, dy) {
      px = Math.max(0, Math.min(place.lowest, place.from + dy));
      on.moveTo({ px });
    },
    end() {
      on.hold(false);
      const railAt = snapRail(px, place.height);
      on.moveTo({ percent: railAt });
      on.settled({ railAt });
    },
  });
  launcher.addEventListener('click', (event) => {
    // A click by keyboard has no detail, and comes of no drag.
    if (event.isTrusted && !(event.detail > 0 && wasDragged())) on.click();
  });
  launcher.addEventListener('keydown', (event) => {
    const step = { ArrowUp: -railStep, ArrowDown: railStep }[event.key];
    if (!step || !isPlain(event)) return;
    const railAt = snapRail(on.railAt() + step, 100);
    on.moveTo({ percent: railAt });
    settleLater({ railAt });
  });

  /** To the right, the panel at the right becomes narrower. */
  const direction = () => (measure().isAtRight ? -1 : 1);
  let from = { width: 0, direction: 1 };
  onDrag(handle, {
    start() {
      on.hold(true);
      from = { width: on.width(), direction: direction() };
    },
    move: (dx) => on.resize(snapWidth(from.width + from.direction * dx)),
    end() {
      on.hold(false);
      on.settled({ width: on.width() });
    },
  });
  handle.addEventListener('keydown', (event) => {
    const { least, most, step } = dockWidths;
    const to = {
      ArrowLeft: () => on.width() - direction() * step,
      ArrowRight: () => on.width() + direction() * step,
      Home: () => least,
      End: () => most,
    }[event.key];
    if (!to || !isPlain(event)) return;
    const width = snapWidth(to());
    on.resize(width);
    settleLater({ width });
  });
}

/** A person's own key without modifiers; from now on it is nobody else's. */
function isPlain(event: KeyboardEvent): boolean {
  if (!event.isTrusted || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
