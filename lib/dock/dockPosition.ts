import type { DockSettings, KeepClear } from '../contract/dock.ts';
import type { DockElements } from './dockElements.ts';
import { dockSizes, placePanel } from './dockPlacement.ts';
import { findPlace, readClear } from './keepClear.ts';
import { modalDialog } from './modalDialog.ts';

/** The window's edge that stays free beside the panel (lib/dock/dockStyle.ts). */
const besidePx = 36;
/** A person who insists gets the panel in any strip that shows a few lines. */
const insistedPx = 80;

export type Wish = Pick<DockSettings, 'width' | 'railAt'> & {
  isOpen: boolean;
  /** The panel lies over the page, which does not make room for it. */
  isOver: boolean;
  /** The person has asked for the panel although it had yielded. */
  insists: boolean;
  clear: KeepClear;
};

export type Position = {
  /** Top edge of the launcher. */
  at: number;
  top: number;
  bottom: number;
  /** Something has to be dealt with or kept clear of, so that only the rail is left. */
  yields: boolean;
  /** There would be a reason to yield. */
  hasReason: boolean;
};

/**
 * Measures the page and finds where the dock may stand: reads only, in a bounded number. Forces layout, so only to be called at rest or
 * when a person opens the dock.
 * @returns pixels of the window.
 */
export function findPosition(elements: DockElements, wish: Wish): Position {
  const now = elements.measure();
  const boxes = readClear(wish.clear.selectors);
  const width = Math.min(wish.width, innerWidth - besidePx);
  const column = (inset: number, own: number) =>
    now.isAtRight
      ? { left: now.right - inset - own, right: now.right - inset }
      : { left: now.left + inset, right: now.left + inset + own };
  const free = wish.isOver ? wish.clear : { top: 0, bottom: 0 };
  const { fits, ...strip } = placePanel(now.height, column(0, width), free, boxes);
  const hasReason = wish.isOpen && (!fits || (wish.isOver && modalDialog(elements.host) !== null));
  const isEnough = now.height - strip.top - strip.bottom >= insistedPx;
  const yields = hasReason && !(wish.insists && (fits || isEnough));
  const isPanel = wish.isOpen && !yields;
  const own = isPanel ? dockSizes.launcher : dockSizes.rail;
  const wanted = (wish.railAt / 100) * now.height;
  const at = findPlace(elements.host, now.height, column(isPanel ? width : 0, own.width), own.height, wanted, boxes);
  return { at, ...strip, yields, hasReason };
}

/** Whether something of the page lies over the open panel, at one of three points. A dialog of the page may. Forces layout. */
export function isCovered(elements: DockElements, strip: { top: number; bottom: number }): boolean {
  const { left, right, height } = elements.measure();
  const own = height - strip.top - strip.bottom;
  const over = [0.2, 0.5, 0.8].some((part) => {
    const found = document.elementFromPoint((left + right) / 2, strip.top + own * part);
    return found !== null && found !== elements.host;
  });
  return over && !document.fullscreenElement && modalDialog(elements.host) === null;
}
