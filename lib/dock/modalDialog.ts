import { closestAcross, elementUnder, focusedElement } from './composedTree.ts';

const dialogs = 'dialog[open],[aria-modal="true"],[role="dialog"],[role="alertdialog"]';

/**
 * The page's dialog that a person has to deal with now: it is at the middle of the window, or has the focus. Null when there is none.
 * Two points are looked at, not the page. Forces layout.
 * @param host is the dock's own element.
 */
export function modalDialog(host: Element): Element | null {
  const focused = focusedElement();
  const withFocus = focused && focused !== host ? closestAcross(focused, dialogs) : null;
  if (withFocus) return withFocus;
  const middle = elementUnder(host, innerWidth / 2, innerHeight / 2);
  return middle && closestAcross(middle, dialogs);
}
