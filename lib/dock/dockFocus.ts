import { focusedElement } from './composedTree.ts';

/** An element that lost the focus so long before the dock had it, lost it to the dock: a frame that is clicked does not say so itself. */
const handoverMs = 100;

type Place = HTMLElement | SVGElement;

export type DockFocus = {
  /** Starts to notice where the focus is in the page; again after the page took its listeners away. */
  listen(): void;
  has(): boolean;
  /** Puts the focus into the dock, and remembers where it was. */
  enter(into: () => void): void;
  /** Puts the focus back to where it was in the page. Returns false if that is nowhere. */
  leave(): boolean;
};

/**
 * Remembers which element of the page had the focus before the dock, and gives it back: also inside open shadow roots, never scrolling.
 * @param moved is called when the focus goes somewhere else in the page.
 */
export function createDockFocus(
  host: HTMLElement,
  root: ShadowRoot,
  moved: () => void,
  signal: AbortSignal,
): DockFocus {
  let before: WeakRef<Element> | null = null;
  let left: { element: WeakRef<Element>; at: number } | null = null;

  const remember = (element: Element | null) => {
    before = element && new WeakRef(element);
  };
  const focusIn = (event: FocusEvent) => {
    const to = event.composedPath()[0];
    if (to === host || !(to instanceof Element)) return entered();
    left = null;
    before = null;
    moved();
  };
  const focusOut = (event: FocusEvent) => {
    const from = event.composedPath()[0];
    if (from instanceof Element && from !== host) left = { element: new WeakRef(from), at: performance.now() };
  };
  /** Something in the dock has the focus now; what the page had just lost is where it was. */
  const entered = () => {
    if (document.activeElement !== host || before) return;
    if (left && performance.now() - left.at < handoverMs) before = left.element;
  };
  const options = { capture: true, passive: true, signal };

  return {
    listen() {
      document.addEventListener('focusin', focusIn, options);
      document.addEventListener('focusout', focusOut, options);
      addEventListener('blur', entered, options);
    },
    has: () => root.activeElement !== null,
    enter(into) {
      if (root.activeElement === null) remember(focusedElement());
      into();
    },
    leave() {
      const target = before?.deref();
      before = null;
      if (target?.isConnected) {
        (target as Place).focus({ preventScroll: true });
        if (root.activeElement === null) return true;
      }
      (root.activeElement as HTMLElement | null)?.blur();
      return false;
    },
  };
}
