import { readFileSync } from 'node:fs';
import { test as base, type Locator, type Page } from '@playwright/test';
import { build, type Rolldown } from 'vite';
import type { Hint } from '../../lib/contract/detection.ts';
import type { DockSettings, KeepClear } from '../../lib/contract/dock.ts';
import type { ContentPush } from '../../lib/contract/rpc.ts';

const project = (path: string) => new URL(`../../${path}`, import.meta.url).pathname;

/** What the background would answer. */
export type Answer =
  | { dock: DockSettings | null; clear?: KeepClear; hints?: Hint[] }
  | { ok: false; code: 'internal' | 'forbidden' };
type Sent = { name: string; payload: Record<string, unknown> };
/** A rectangle, in whole pixels of the window. */
export type Rect = { left: number; top: number; right: number; bottom: number };

export const settings = (change: Partial<DockSettings> = {}): DockSettings => ({
  open: true,
  mode: 'push',
  side: 'end',
  width: 380,
  railAt: 38,
  ...change,
});

/** The dock's own elements, by class; the frames by slot. */
export type Part = 'holder' | 'shell' | 'launcher' | 'handle' | 'say' | 'frame0' | 'frame1';

export class DockPage {
  readonly page: Page;
  readonly #script: string;
  constructor(page: Page, script: string) {
    this.page = page;
    this.#script = script;
  }

  /** Opens a page of the CRM with this body, in which the content script runs, and waits for its dock. */
  async open(answer: Answer, body = '', head = ''): Promise<void> {
    const css = readFileSync(project('entrypoints/push.css'), 'utf8');
    const html = `<!doctype html><html><head><script>${this.#script}</script><style>${css}</style>${head}</head><body style="margin:0">${body}</body></html>`;
    await this.page.route('https://crm.example/**', (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await this.page.addInitScript((given) => {
      Object.assign(globalThis, { answer: given });
    }, answer);
    await this.page.goto('https://crm.example/1');
    if ('dock' in answer && answer.dock)
      await this.page.waitForFunction(() => (globalThis as unknown as Stub).part('launcher'));
  }

  push(message: ContentPush): Promise<void> {
    return this.page.evaluate((what) => (globalThis as unknown as Stub).push(what), message);
  }

  /** What was sent to the background since the last time it was asked. */
  sent(name: string): Promise<Sent['payload'][]> {
    return this.page.evaluate(
      (wanted) => (globalThis as unknown as Stub).sent.filter((one) => one.name === wanted).map((one) => one.payload),
      name,
    );
  }

  /** The panel has painted the newest generation. */
  paint(): Promise<void> {
    return this.page.evaluate(() => {
      const stub = globalThis as unknown as Stub;
      const opened = stub.sent.filter((one) => one.name === 'record.opened').at(-1);
      stub.push({ type: 'painted', generation: opened?.payload.generation });
    });
  }

  rect(part: Part): Promise<Rect> {
    return this.read(part, (element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left: Math.round(left), top: Math.round(top), right: Math.round(right), bottom: Math.round(bottom) };
    });
  }

  rectOf(locator: Locator): Promise<Rect> {
    return locator.evaluate((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left, top, right, bottom };
    });
  }

  /** Attributes, classes and the like of a part of the dock. */
  async read<T>(part: Part, read: (element: HTMLElement) => T): Promise<T> {
    const handle = await this.page.evaluateHandle((name) => (globalThis as unknown as Stub).part(name), part);
    return (await handle.evaluate(read as (element: unknown) => unknown)) as T;
  }

  isOpen = (): Promise<boolean> => this.read('holder', (holder) => holder.classList.contains('open'));

  /** The middle of a part, to point at. */
  async middle(part: Part): Promise<[number, number]> {
    const { left, top, right, bottom } = await this.rect(part);
    return [(left + right) / 2, (top + bottom) / 2];
  }

  /** Lets so much time pass for the page. */
  later(ms: number): Promise<void> {
    return this.page.clock.runFor(ms);
  }
}

/** What stands in the page for the browser, and for the debugger that sees closed roots. */
export type Stub = {
  sent: Sent[];
  push(message: unknown): void;
  /** The dock's own element; null when it is not in the page. */
  host(): HTMLElement | null;
  part(name: Part): HTMLElement | null;
};

/** Runs in the page before the content script: stands for the browser and the background, and keeps the closed roots. */
function stubBrowser(): void {
  const listeners = new Set<(message: unknown) => void>();
  const sent: Sent[] = [];
  const roots: ShadowRoot[] = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    if (init.mode === 'closed') roots.push(root);
    return root;
  };
  const words = { panel: 'Panel', open: 'Open', close: 'Close', silent: 'Silent', retry: 'Retry', resize: 'Width' };
  const runtime = {
    id: 'abc',
    getURL: (path: string) => `https://panel.example${path}`,
    async sendMessage(message: Sent) {
      sent.push(message);
      const { answer } = globalThis as unknown as { answer: Answer };
      if (message.name !== 'record.opened') return { ok: true };
      return { ok: true, words, clear: { selectors: [], top: 0, bottom: 0 }, hints: [], ...answer };
    },
    onMessage: {
      addListener: (listener: (message: unknown) => void) => listeners.add(listener),
      removeListener: (listener: (message: unknown) => void) => listeners.delete(listener),
    },
  };
  const stub: Stub = {
    sent,
    push: (message) => {
      for (const listener of listeners) listener(message);
    },
    host: () => (roots.at(-1)?.host.isConnected ? (roots.at(-1)?.host as HTMLElement) : null),
    part: (name) => {
      const root = roots.at(-1);
      if (!stub.host() || !root) return null;
      return root.querySelector(name.startsWith('frame') ? `iframe[src$="#${name.slice(5)}"]` : `.${name}`);
    },
  };
  Object.assign(globalThis, stub, { browser: { runtime, i18n: { getMessage: (key: string) => key } }, stub });
}

/** A real browser, the content script as it is built, and no extension around it: the background is a stub, the panel an empty page. */
export const test = base.extend<{ dock: DockPage }, { contentScript: string }>({
  contentScript: [
    // biome-ignore lint/correctness/noEmptyPattern: what Playwright asks for
    async ({}, use) => {
      const result = await build({
        configFile: false,
        logLevel: 'error',
        build: {
          write: false,
          minify: false,
          target: 'esnext',
          lib: { entry: project('lib/dock/startContent.ts'), formats: ['iife'], name: 'content' },
        },
      });
      const { output } = (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
      await use(output[0].code);
    },
    { scope: 'worker' },
  ],
  dock: async ({ page, contentScript }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
    await page.setViewportSize({ width: 1400, height: 800 });
    // No time passes but what a test lets pass.
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(3_600_000);
    const panel = '<!doctype html><body style="margin:0;background:#cfe"><input aria-label="In the panel">';
    await page.route('https://panel.example/**', (route) => route.fulfill({ contentType: 'text/html', body: panel }));
    await use(new DockPage(page, `(${stubBrowser})(); ${contentScript}; content.startContent();`));
    base.expect(complaints).toEqual([]);
  },
});

export const { expect } = base;
