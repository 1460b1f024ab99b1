/**
 * What a page of the playground may have in it besides the CRM: `?scene=` is what honest pages do, `?attack=` what hostile ones do.
 * A style is served as a stylesheet, the rest is done by scenes.client.js and attacks.client.js.
 */
const scenes = {
  /** Bars that do not follow the flow: fixed, absolute, and as wide as the window. */
  bars: '',
  /** Save and Close at the right edge of the window: at the top, at the height of the rail, and at the bottom. */
  edge: '',
  /** Buttons that open a modal `<dialog>`, and a box that is modal by its role. */
  dialogs: '',
  /** HubSpot: another record beside the one of the address. */
  preview: '',
  /** A page that is written from right to left. */
  rtl: '',
  /** A page that scrolls as a whole. */
  tall: 'body { height: auto; min-height: 400vh; }',
} as const;
export type Scene = keyof typeof scenes;

const attacks = {
  /** Styles that hit every element. */
  empty: 'div:empty { display: none !important; }',
  unset: '* { all: unset !important; }',
  frames: 'iframe { display: none !important; }',
  faint: '* { opacity: 0.1 !important; }',
  /** Writes the style of the root every 100 ms; the second one also takes away every attribute that is not its own. */
  style: '',
  attributes: '',
  /** Takes the dock out whenever it sees it; `times` says how often, without it always. */
  remove: '',
  /** Lays a box over everything, once or again and again. */
  cover: '',
  coverAlways: '',
  /** Lays a box of the top layer over everything, which lets clicks through. */
  popover: '',
  /** Makes the whole page, and the dock in it, invisible or another size. */
  fade: 'html { opacity: 0.01 !important; }',
  scale: 'html { transform: scale(0.5) !important; }',
  blur: 'html { filter: blur(8px) !important; }',
  /** Makes up messages, events, keys and clicks. */
  forge: '',
  /** Frames the extension's own pages, and asks for its files. */
  framing: '',
  /** Replaces the document. */
  write: '',
  /** Elements whose names stand before the document's own properties. */
  clobber: '',
} as const;
export type Attack = keyof typeof attacks;

export const attackNames = Object.keys(attacks) as Attack[];

/** The stylesheet of a variant; null when there is no such variant. */
export function variantStyle(name: string): string | null {
  const styles: Record<string, string> = { ...scenes, ...attacks };
  return styles[name] ?? null;
}

/** Served as markup, because only an element that the parser or a script makes can stand before a property. */
export const clobbering = [
  'documentElement',
  'body',
  'head',
  'activeElement',
  'hidden',
  'prerendering',
  'contentType',
  'createElement',
  'addEventListener',
  'elementsFromPoint',
  'querySelector',
]
  .map((name) => `<img name="${name}" alt="">`)
  .join('');
