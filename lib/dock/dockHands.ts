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
  change(edit: Pick<DockChange, 'width' | 'railAt'>): void;
  /** Shows the launcher so far down, while it is dragged. */
  moveTo(px: number): void;
  /** While something is dragged, nothing else may move it. */
  hold(isHeld: boolean): void;
  /** What was changed is to be remembered. */
  settled(): void;
};

/**
 * What a person does with launcher and handle, by pointer and keyboard: a click opens and closes, the launcher moves up and down, the
 * handle changes the width. Only trusted events count.
 */
export function createDockHands({ launcher, handle, measure }: DockElements, on: HandsOn): void {
  let settling: ReturnType<typeof setTimeout> | undefined;
  const settleLater = () => {
    clearTimeout(settling);
    settling = setTimeout(on.settled, settledAfterMs);
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
      on.moveTo(px);
    },
    end() {
      on.hold(false);
      on.change({ railAt: snapRail(px, place.height) });
      on.settled();
    },
  });
  launcher.addEventListener('click', (event) => {
    // A click by keyboard has no detail, and comes of no drag.
    if (event.isTrusted && !(event.detail > 0 && wasDragged())) on.click();
  });
  launcher.addEventListener('keydown', (event) => {
    const step = { ArrowUp: -railStep, ArrowDown: railStep }[event.key];
    if (!step || !isPlain(event)) return;
    on.change({ railAt: snapRail(on.railAt() + step, 100) });
    settleLater();
  });

  /** To the right, the panel at the right becomes narrower. */
  const direction = () => (measure().isAtRight ? -1 : 1);
  let from = { width: 0, direction: 1 };
  onDrag(handle, {
    start() {
      on.hold(true);
      from = { width: on.width(), direction: direction() };
    },
    move: (dx) => on.change({ width: snapWidth(from.width + from.direction * dx) }),
    end() {
      on.hold(false);
      on.settled();
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
    on.change({ width: snapWidth(to()) });
    settleLater();
  });
}

/** A person's own key without modifiers; from now on it is nobody else's. */
function isPlain(event: KeyboardEvent): boolean {
  if (!event.isTrusted || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
