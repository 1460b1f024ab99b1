import { closestAcross, elementUnder } from './composedTree.ts';
import { type Box, placeLauncher } from './dockPlacement.ts';

/** Elements measured at one time. */
const mostElements = 40;
/** Places tried for the launcher, and the points of it that are looked at: 20 px apart in a rail, less than a button is high. */
const mostTries = 4;
const points = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95] as const;
const clickable =
  'a[href],button,input,select,textarea,summary,[contenteditable],[role=button],[role=link],[role=tab],[role=menuitem],[role=checkbox]';

/** Where a person can see an element; null when they cannot. Forces layout. */
export function seenBox(element: Element): Box | null {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return null;
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const isInWindow = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  return isInWindow && right > left && bottom > top ? { left, top, right, bottom } : null;
}

/**
 * The boxes of what must stay clear, of the first elements that match. Forces layout. Each selector is looked for by itself: engines find
 * a single one by its class or attribute, and walk through the whole page for a list (20,000 elements: under 0.5 ms, and 2.5 ms).
 */
export function readClear(selectors: readonly string[]): Box[] {
  const boxes: Box[] = [];
  let left = mostElements;
  for (const selector of selectors) {
    const all = matching(selector);
    for (let at = 0; at < (all?.length ?? 0) && left > 0; at++, left--) {
      const box = seenBox((all as NodeListOf<Element>).item(at));
      if (box) boxes.push(box);
    }
  }
  return boxes;
}

/** Null for a selector that this browser does not understand: what a pack gets wrong must cost nothing else. */
function matching(selector: string): NodeListOf<Element> | null {
  try {
    return document.querySelectorAll(selector);
  } catch {
    return null;
  }
}

/**
 * A place for the rail or the launcher that covers nothing which must stay clear, and no other button or link either if that can be.
 * Forces layout.
 * @returns its top edge, in pixels.
 */
export function findPlace(
  host: Element,
  height: number,
  column: { left: number; right: number },
  own: number,
  wanted: number,
  clear: readonly Box[],
): number {
  const lowest = Math.max(0, height - own);
  const without = placeLauncher(height, column, own, wanted, clear) ?? Math.min(wanted, lowest);
  const boxes = [...clear];
  const x = (column.left + column.right) / 2;
  for (let tries = 0; tries < mostTries; tries++) {
    const top = placeLauncher(height, column, own, wanted, boxes);
    if (top === null) return without;
    const found = points.map((part) => boxAt(host, x, top + own * part, height / 2)).filter((box) => box !== null);
    if (found.length === 0) return top;
    boxes.push(...found);
  }
  return placeLauncher(height, column, own, wanted, boxes) ?? without;
}

/** The box of the button or link at a point. One as high as half the window cannot be kept clear of. */
function boxAt(host: Element, x: number, y: number, most: number): Box | null {
  const under = elementUnder(host, x, y);
  const element = under && closestAcross(under, clickable);
  const box = element && seenBox(element);
  return box && box.bottom - box.top < most ? box : null;
}
