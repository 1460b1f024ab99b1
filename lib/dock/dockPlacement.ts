import { dockWidths } from '../contract/dockWidths.ts';

/** A rectangle in CSS pixels of the window. */
export type Box = { left: number; top: number; right: number; bottom: number };
/** The free strip in which the panel stands, as distances from the top and the bottom; `fits` when it is high enough to work with. */
export type Strip = { top: number; bottom: number; fits: boolean };

/** Sizes of the rail, and of the launcher beside the open panel (lib/dock/dockStyle.ts knows them too). */
export const dockSizes = {
  rail: { width: 44, height: 132 },
  launcher: { width: 28, height: 44 },
  /** A panel lower than this shows nothing useful. */
  leastHeight: 240,
} as const;
/** Between the dock and what it keeps clear of. */
const gap = 4;
const rail = { least: 2, most: 90 } as const;

const inColumn = (column: { left: number; right: number }) => (box: Box) =>
  box.left < column.right && box.right > column.left && box.bottom > box.top;

/**
 * The highest strip of a window that covers none of the boxes. What the CRM's bars need at top and bottom stays free as well, unless the
 * window is too low for that.
 * @param column is where the panel stands, from left to right.
 */
export function placePanel(
  height: number,
  column: { left: number; right: number },
  clear: { top: number; bottom: number },
  boxes: readonly Box[],
): Strip {
  const isHighEnough = height - clear.top - clear.bottom >= dockSizes.leastHeight;
  const [first, last] = isHighEnough ? [clear.top, height - clear.bottom] : [0, height];
  let best = { from: first, to: first };
  let from = first;
  const consider = (to: number) => {
    if (to - from > best.to - best.from) best = { from, to };
  };
  for (const box of boxes.filter(inColumn(column)).sort((a, b) => a.top - b.top)) {
    consider(Math.min(box.top - gap, last));
    from = Math.max(from, box.bottom + gap);
  }
  consider(last);
  const fits = best.to - best.from >= Math.min(dockSizes.leastHeight, height);
  return { top: best.from, bottom: height - best.to, fits };
}

/**
 * Where the rail or the launcher goes: as near to where the person wants it as it can without covering a box, and inside the window.
 * @returns its top edge, or null when there is no such place.
 */
export function placeLauncher(
  height: number,
  column: { left: number; right: number },
  own: number,
  wanted: number,
  boxes: readonly Box[],
): number | null {
  const lowest = Math.max(0, height - own);
  const inTheWay = boxes.filter(inColumn(column));
  const isFree = (top: number) => inTheWay.every((box) => top >= box.bottom || top + own <= box.top);
  const places = [wanted, ...inTheWay.flatMap((box) => [box.top - gap - own, box.bottom + gap])]
    .map((top, at) => (at === 0 ? Math.min(Math.max(top, 0), lowest) : top))
    .filter((top) => top >= 0 && top <= lowest && isFree(top));
  return places.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0] ?? null;
}

/** A width that the stylesheet of the page knows. */
export function snapWidth(width: number): number {
  const { least, most, step } = dockWidths;
  return Math.min(most, Math.max(least, Math.round(width / step) * step));
}

/** A place down the window in whole percent, within what is remembered. */
export function snapRail(top: number, height: number): number {
  return Math.min(rail.most, Math.max(rail.least, Math.round((top / Math.max(1, height)) * 100)));
}
