import type { Hint, HintResult } from '../contract/detection.ts';

/** Elements that match, looked at until one can be seen. */
const mostElements = 10;
/** Letters of a name, or of an address. */
const mostLetters = 200;
/** Pieces of text that a heading is put together from. */
const mostPieces = 50;

/**
 * Reads what an adapter's pack says may be found in the page: of each hint the first element that a person can see. Bounded, whatever
 * the page is like; a hint that fails is not found, and nothing else. Forces layout, so only to be called at rest.
 */
export function readHints(hints: readonly Hint[]): HintResult[] {
  return hints.slice(0, 10).map((hint) => {
    try {
      return readHint(hint);
    } catch {
      return { id: hint.id, found: false };
    }
  });
}

function readHint({ id, kind, selector }: Hint): HintResult {
  const all = document.querySelectorAll(selector);
  for (let at = 0; at < Math.min(all.length, mostElements); at++) {
    const element = all.item(at);
    if (!isSeen(element)) continue;
    const text = kind === 'name' ? textOf(element) : addressOf(element);
    if (text) return { id, found: true, text };
  }
  return { id, found: false };
}

function isSeen(element: Element): boolean {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
}

/** The text of an element as one line; no longer than it has to be read. */
function textOf(element: Element): string {
  const pieces = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let text = '';
  for (let count = 0; count < mostPieces && text.trim().length < mostLetters && pieces.nextNode(); count++)
    text += (pieces.currentNode as Text).substringData(0, 4 * mostLetters);
  return text.replace(/\s+/g, ' ').trim().slice(0, mostLetters).trim();
}

/** The address of a link, if it is one of the web; null for anything else, and for one too long to be a record's. */
function addressOf(element: Element): string | null {
  const href = element.getAttribute('href');
  if (!href) return null;
  const url = new URL(href, document.baseURI);
  return url.protocol === 'https:' && url.href.length <= mostLetters ? url.href : null;
}
