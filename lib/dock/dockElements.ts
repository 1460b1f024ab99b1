import type { DockSettings } from '../contract/dock.ts';
import { dockWidths } from '../contract/dockWidths.ts';
import type { DockWords } from '../contract/rpc.ts';
import { dockStyle } from './dockStyle.ts';

/** What is drawn: the panel or the rail, and where. `at`: where the launcher begins, as a length of CSS; the rest in pixels. */
export type DockView = Pick<DockSettings, 'side' | 'width'> & {
  isOpen: boolean;
  at: string;
  top: number;
  bottom: number;
};

export type DockElements = ReturnType<typeof createDockElements>;

/**
 * The elements of the dock: a host with a name of its own, a closed shadow root, and in it the launcher, the handle and the shell that
 * holds the panel's frames. The page can move or cover them, but cannot read them.
 */
export function createDockElements(say: DockWords) {
  // A fresh name each time, so that no stylesheet or script can aim at it.
  const host = document.createElement(`x-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`);
  const root = host.attachShadow({ mode: 'closed' });
  adopt(root);
  const holder = element('div', 'holder');
  const launcher = button('launcher');
  const shell = element('div', 'shell');
  const handle = element('div', 'handle');
  const saying = element('div', 'say');
  const words = element('div', '');
  const retry = button('');
  handle.tabIndex = 0;
  describe(handle, {
    role: 'separator',
    'aria-orientation': 'vertical',
    'aria-label': say.resize,
    'aria-valuemin': dockWidths.least,
    'aria-valuemax': dockWidths.most,
  });
  describe(words, { role: 'status' });
  retry.textContent = say.retry;
  saying.append(words, retry);
  shell.append(handle, saying);
  holder.append(launcher, shell);
  root.append(holder);

  return {
    host,
    root,
    launcher,
    shell,
    handle,
    retry,
    /** In the page, where it was put, as it was made. */
    isWhole: () => host.parentNode === document.documentElement && host.attributes.length === 0,
    /** Puts the host into the page, above everything of the same height. A frame that is only moved goes on where the browser can do that. */
    attach() {
      for (const { name } of [...host.attributes]) host.removeAttribute(name);
      // A page that copies its whole document copies the name along.
      for (const other of [...document.documentElement.children])
        if (other !== host && other.localName === host.localName) other.remove();
      if (!goLast(host)) document.documentElement.append(host);
    },
    /** The page's body may have come after the host: the keyboard gets to the dock last. Nothing is loaded anew for that. */
    settle: () => goLast(host),
    draw({ isOpen, side, width, at, top, bottom }: DockView) {
      const { classList, style } = holder;
      classList.toggle('open', isOpen);
      classList.toggle('rail', !isOpen);
      classList.toggle('start', side === 'start');
      style.setProperty('--width', `${width}px`);
      style.setProperty('--at', at);
      style.setProperty('--top', `${top}px`);
      style.setProperty('--bottom', `${bottom}px`);
      const label = isOpen ? say.close : say.open;
      launcher.title = label;
      describe(launcher, { 'aria-expanded': isOpen, 'aria-label': label });
      describe(handle, { 'aria-valuenow': width });
    },
    /** The frames have painted this record, so the rail says more than the launcher's icon. */
    know: (isKnown: boolean) => holder.classList.toggle('known', isKnown),
    silence(isSilent: boolean) {
      holder.classList.toggle('silent', isSilent);
      if (isSilent) words.textContent = say.silent;
    },
    /** Where everything is, in pixels of the window. Forces layout. */
    measure() {
      const { height } = holder.getBoundingClientRect();
      const { left, right } = shell.getBoundingClientRect();
      const isRtl = getComputedStyle(host).direction === 'rtl';
      return { height, left, right, isAtRight: holder.classList.contains('start') === isRtl };
    },
  };
}

/** Moves the host without taking it out; returns false where the browser cannot, or it is not there. */
function goLast(host: HTMLElement): boolean {
  const page = document.documentElement as HTMLElement & { moveBefore?(node: Node, child: Node | null): void };
  if (host.parentNode !== page || !page.moveBefore) return false;
  if (host.nextSibling) page.moveBefore(host, null);
  return true;
}

function element(tag: 'div', className: string): HTMLElement {
  const created = document.createElement(tag);
  if (className) created.className = className;
  return created;
}

function button(className: string): HTMLButtonElement {
  const created = document.createElement('button');
  if (className) created.className = className;
  created.type = 'button';
  return created;
}

function describe(what: HTMLElement, attributes: Record<string, string | number | boolean>): void {
  for (const [name, value] of Object.entries(attributes)) what.setAttribute(name, String(value));
}

/** A constructed sheet stands outside the page's style policy; the element is for engines that refuse one from here. */
function adopt(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(dockStyle);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = dockStyle;
    root.append(style);
  }
}
