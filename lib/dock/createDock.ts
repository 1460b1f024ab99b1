import type { DockWords, Slot } from '../contract/rpc.ts';
import { createFrames } from './createFrames.ts';
import { dockStyle } from './dockStyle.ts';

/** How long the panel may be silent before the shell says so itself. */
const silentAfterMs = 4_000;

export type Dock = {
  /** The page is going to show another address: what is shown of the record before disappears at once. */
  turn(generation: number): void;
  /** The page has got there. */
  arrive(): void;
  /** The slot of the frame that shows what comes next. */
  readonly slot: Slot;
  /** The panel has painted a generation. */
  painted(generation: number): void;
  /** The frame in a slot shows nothing any more, since a generation. */
  blank(slot: Slot, generation: number): void;
  setOpen(open: boolean, mode: 'push' | 'overlay'): void;
  toggle(): void;
  remove(): void;
};

/**
 * Puts the launcher and, while open, the panel's frame into the page: a host element with a name of its own, a closed shadow root, an
 * extension page in a cross-origin frame. The page can move or cover it, but cannot read it.
 */
export function createDock(say: DockWords, on: { opened(open: boolean): void; retry(): void }): Dock {
  // A fresh name each time, so that no stylesheet or script can aim at it.
  const host = document.createElement(`x-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`);
  const root = host.attachShadow({ mode: 'closed' });
  adopt(root);

  const holder = document.createElement('div');
  const launcher = button('launcher');
  const shell = block('shell');
  const saying = block('say');
  const words = block('');
  words.setAttribute('role', 'status');
  const retry = button('');
  retry.textContent = say.retry;
  saying.append(words, retry);
  shell.append(saying);
  holder.append(launcher, shell);
  root.append(holder);
  const frames = createFrames(shell, root, say.panel);

  let open = false;
  let mode: 'push' | 'overlay' = 'push';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const attach = () => {
    if (!host.isConnected) document.documentElement.append(host);
  };
  const render = () => {
    holder.classList.toggle('open', open);
    const label = open ? say.close : say.open;
    launcher.setAttribute('aria-expanded', String(open));
    launcher.setAttribute('aria-label', label);
    launcher.title = label;
    document.documentElement.toggleAttribute('data-als-push', open && mode === 'push');
    // A closed dock has no frame: nothing to wake the background, nothing that keeps the page out of the back-forward cache.
    if (open) frames.create();
    else frames.remove();
    listen();
  };
  const speakLater = () => {
    timer = setTimeout(() => {
      // A hidden tab paints nothing, so its silence means nothing.
      if (document.hidden) return speakLater();
      frames.hide();
      words.textContent = say.silent;
      holder.classList.add('silent');
    }, silentAfterMs);
  };
  /** Waits for the panel's answer. */
  const listen = () => {
    heard();
    if (open) speakLater();
  };
  const heard = () => {
    clearTimeout(timer);
    holder.classList.remove('silent');
  };

  const dock: Dock = {
    get slot() {
      return frames.slot;
    },
    turn(generation) {
      frames.turn(generation);
      listen();
      // Pages that replace their whole document take us along.
      attach();
    },
    arrive: frames.arrive,
    painted(generation) {
      if (frames.painted(generation)) heard();
    },
    blank: frames.blank,
    setOpen(next, nextMode) {
      if (next === open && nextMode === mode) return;
      const turned = next !== open;
      open = next;
      mode = nextMode;
      if (turned) render();
    },
    toggle() {
      open = !open;
      render();
      on.opened(open);
      if (open) frames.focus();
      else launcher.focus();
    },
    remove() {
      clearTimeout(timer);
      // Also whatever they still wait for: an extension that is gone can create no frame.
      frames.remove();
      document.documentElement.removeAttribute('data-als-push');
      host.remove();
    },
  };
  // Only a person's own click counts, not one that the page makes up.
  launcher.addEventListener('click', (event) => event.isTrusted && dock.toggle());
  retry.addEventListener('click', (event) => event.isTrusted && on.retry());
  render();
  attach();
  return dock;
}

function block(className: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  return element;
}

function button(className: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.className = className;
  element.type = 'button';
  return element;
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
