import { contentApi } from '../platform/contentRuntime.ts';
import { dockStyle, pushStyle } from './dockStyle.ts';

/** How long the veil may stay without an answer before the shell says so itself. */
const silentAfterMs = 4_000;

export type Dock = {
  /** Hides the frame's content at once: until it has painted `generation`, it may still show the record before. */
  veil(generation: number): void;
  /** The panel has painted a generation; lifts the veil if it is the one waited for. */
  painted(generation: number): void;
  setOpen(open: boolean, mode: 'push' | 'overlay'): void;
  toggle(): void;
  remove(): void;
};

/**
 * Puts the launcher and, once opened, the panel's frame into the page: a host element with a name of its own, a closed shadow root, an
 * extension page in a cross-origin frame. The page can move or cover it, but cannot read it.
 */
export function createDock(on: { opened(open: boolean): void; retry(): void }): Dock {
  const { i18n, runtime } = contentApi;
  // A fresh name each time, so that no stylesheet or script can aim at it.
  const host = document.createElement(`x-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`);
  const root = host.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(dockStyle);
  root.adoptedStyleSheets = [sheet];

  const frameHolder = document.createElement('div');
  const launcher = document.createElement('button');
  launcher.className = 'launcher';
  launcher.type = 'button';
  launcher.append(icon());
  const shell = document.createElement('div');
  shell.className = 'shell';
  const say = document.createElement('div');
  say.className = 'say';
  const words = document.createElement('div');
  words.setAttribute('role', 'status');
  const retry = document.createElement('button');
  retry.textContent = i18n.getMessage('shellRetry');
  say.append(words, retry);
  shell.append(say);
  frameHolder.append(launcher, shell);
  root.append(frameHolder);

  let open = false;
  let mode: 'push' | 'overlay' = 'push';
  let frame: HTMLIFrameElement | null = null;
  let waitingFor = -1;
  let timer = 0;
  let pageSheet: CSSStyleSheet | null = null;

  const render = () => {
    frameHolder.classList.toggle('open', open);
    launcher.setAttribute('aria-expanded', String(open));
    launcher.setAttribute('aria-label', i18n.getMessage(open ? 'launcherClose' : 'launcherOpen'));
    launcher.title = i18n.getMessage(open ? 'launcherClose' : 'launcherOpen');
    push(open && mode === 'push');
    if (open && !frame) {
      frame = document.createElement('iframe');
      frame.title = i18n.getMessage('panelTitle');
      frame.src = runtime.getURL('/panel.html');
      shell.append(frame);
    }
  };
  const push = (wanted: boolean) => {
    if (wanted && !pageSheet) {
      pageSheet = new CSSStyleSheet();
      pageSheet.replaceSync(pushStyle);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageSheet];
    }
    document.documentElement.toggleAttribute('data-als-push', wanted);
  };
  const setVeil = (veiled: boolean) => {
    clearTimeout(timer);
    frameHolder.classList.toggle('veiled', veiled);
    frameHolder.classList.remove('silent');
    if (!veiled || !open) return;
    timer = setTimeout(() => {
      words.textContent = i18n.getMessage('shellSilent');
      frameHolder.classList.add('silent');
    }, silentAfterMs) as unknown as number;
  };

  const dock: Dock = {
    veil(generation) {
      waitingFor = generation;
      setVeil(true);
    },
    painted(generation) {
      if (generation === waitingFor) setVeil(false);
    },
    setOpen(next, nextMode) {
      mode = nextMode;
      if (next === open) return;
      open = next;
      render();
    },
    toggle() {
      open = !open;
      render();
      if (open && frameHolder.classList.contains('veiled')) setVeil(true);
      on.opened(open);
      if (open) frame?.focus();
      else launcher.focus();
    },
    remove() {
      clearTimeout(timer);
      push(false);
      if (pageSheet) document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== pageSheet);
      host.remove();
    },
  };
  launcher.addEventListener('click', (event) => event.isTrusted && dock.toggle());
  retry.addEventListener('click', (event) => event.isTrusted && on.retry());
  render();
  (document.documentElement ?? document).append(host);
  return dock;
}

/** Two lines side by side: the record and what is known about it. */
function icon(): SVGElement {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('fill', 'none');
  svg.setAttribute('stroke', 'currentColor');
  svg.setAttribute('stroke-width', '1.8');
  svg.setAttribute('stroke-linecap', 'round');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', 'M3 4.5h6v11H3zM13 5h4M13 10h4M13 15h4');
  svg.append(path);
  return svg;
}
