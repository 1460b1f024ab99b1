/** Shadow trees within shadow trees that are followed; CRMs nest a handful. */
const mostRoots = 20;

/** The element that has the focus, also inside open shadow roots; null when nothing has it. */
export function focusedElement(): Element | null {
  let found = document.activeElement;
  for (let depth = 0; depth < mostRoots; depth++) {
    const inner = found?.shadowRoot?.activeElement;
    if (!inner) break;
    found = inner;
  }
  return found === document.body || found === document.documentElement ? null : found;
}

/** What the page shows at a point under everything that belongs to `except`, also inside open shadow roots. Forces layout. */
export function elementUnder(except: Element, x: number, y: number): Element | null {
  let found = document.elementsFromPoint(x, y).find((element) => element !== except) ?? null;
  for (let depth = 0; depth < mostRoots; depth++) {
    const inner = found?.shadowRoot?.elementFromPoint(x, y);
    if (!inner || inner === found) break;
    found = inner;
  }
  return found;
}

/** As `closest`, out of shadow roots. */
export function closestAcross(from: Element, selector: string): Element | null {
  let at: Element | null = from;
  for (let depth = 0; at && depth < mostRoots; depth++) {
    const found: Element | null = at.closest(selector);
    if (found) return found;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return null;
}
