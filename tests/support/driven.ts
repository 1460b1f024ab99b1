import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import puppeteer, { type Browser, type Frame, type HTTPRequest, type Page } from 'puppeteer-core';
import { findBrowser } from '../../server/launch/findBrowser.ts';
import type { PageResponse } from '../playground/playground.ts';
import { quietFlags } from './browser.ts';

const waitMs = 20_000;

export const engines = ['chrome', 'firefox'] as const;
export type Engine = (typeof engines)[number];

/**
 * A browser as a person has it: tabs behind another one are hidden, pages come back out of the cache, and the side panel and the popup can
 * be looked into. Chromium is driven over its own protocol, Firefox over WebDriver BiDi.
 */
export type Driven = {
  engine: Engine;
  browser: Browser;
  /** A page at an address of a CRM, answered by the playground; everything else it asks for fails, as without a network. */
  open(url: string): Promise<Page>;
  /** The same in a window of its own, in Chromium. */
  openWindow(url: string): Promise<Page>;
  close(): Promise<void>;
};

/** The production builds. */
const builds: Record<Engine, string> = {
  chrome: new URL('../../.output/chrome-mv3', import.meta.url).pathname,
  firefox: new URL('../../.output/firefox-mv3', import.meta.url).pathname,
};

/**
 * Starts a browser with the extension in a fresh profile.
 * @param answer null: requests go their own way, to a server.
 */
export async function launchDriven(
  engine: Engine,
  answer: ((url: string) => PageResponse | null) | null,
  flags: readonly string[] = [],
): Promise<Driven> {
  const { browser, forget } = engine === 'firefox' ? await launchFirefox() : await launchChromium(flags);
  const respond = async (request: HTTPRequest) => {
    // Chromium also asks about what the panel's frame loads.
    if (!/^https?:/.test(request.url())) return request.continue();
    const response = answer?.(request.url()) ?? null;
    await (response ? request.respond(response) : request.abort());
  };
  const show = async (page: Page, url: string) => {
    await page.setViewport({ width: 1440, height: 900 });
    if (answer) {
      await page.setRequestInterception(true);
      page.on('request', (request) => void respond(request).catch(() => undefined));
    }
    await page.goto(url);
    return page;
  };
  return {
    engine,
    browser,
    open: async (url) => show(await browser.newPage(), url),
    openWindow: async (url) => show(await browser.newPage({ type: 'window' }), url),
    async close() {
      await browser.close();
      forget();
    },
  };
}

async function launchFirefox() {
  const executablePath = findFirefox();
  if (!executablePath)
    throw new Error('No Firefox was found. Install it ("apt-get install firefox-esr") or name it in FIREFOX.');
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  await browser.installExtension(builds.firefox);
  return { browser, forget: () => undefined };
}

async function launchChromium(flags: readonly string[]) {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('No Chromium was found. Install it ("apt-get install chromium") or name it in CHROMIUM.');
  const userDataDir = mkdtempSync(join(tmpdir(), 'alongside-driven-'));
  const browser = await puppeteer.launch({
    executablePath,
    userDataDir,
    headless: true,
    pipe: true,
    enableExtensions: [builds.chrome],
    // A worker with a debugger is never idle, and once stopped it waits for the debugger when it is started again.
    targetFilter: (target) => target.type() !== 'service_worker',
    args: [...quietFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...flags],
  });
  return { browser, forget: () => rmSync(userDataDir, { recursive: true, force: true }) };
}

/** Asks until there is an answer. Throws what `otherwise` says when there is none in time. */
export async function until<T>(
  ask: () => Promise<T | null | undefined | false>,
  otherwise: () => string,
  withinMs = waitMs,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(otherwise());
}

/**
 * The frames of the extension's panel in a page, the one with the latest generation first. Firefox's protocol gives them no address, so
 * each frame is asked for its own. In Chromium none is asked before it has one: what runs in it then, a page can see.
 */
export async function panelsOf(page: Page): Promise<{ frame: Frame; generation: number }[]> {
  const panels: { frame: Frame; generation: number }[] = [];
  const isFirefox = /firefox/i.test(await page.browser().version());
  for (const frame of page.frames().slice(1)) {
    if (!isFirefox && !frame.url().startsWith('chrome-extension:')) continue;
    const generation = await asked(frame, readGeneration);
    if (generation !== null) panels.push({ frame, generation });
  }
  return panels.sort((a, b) => b.generation - a.generation);
}

/** What a function says in a frame; null when the frame is gone, or going. */
async function asked<A extends unknown[], T>(frame: Frame, read: (...args: A) => T, ...args: A): Promise<T | null> {
  try {
    return (await frame.evaluate(read as (...args: unknown[]) => T, ...args)) as T;
  } catch {
    return null;
  }
}

/** Runs in a frame. Null when it is no panel. */
function readGeneration(): number | null {
  const panel = document.querySelector<HTMLElement>('[data-testid=panel]');
  return /^(?:moz|chrome)-extension:$/.test(location.protocol) && panel ? Number(panel.dataset.generation || -1) : null;
}

/** The extension's panel inside a page, once it has an element with this text; of the dock's two frames the one with the latest generation. */
export async function panelWith(page: Page, selector = '[data-testid=panel]', text = ''): Promise<Frame> {
  let last: string | null = null;
  const ask = async () => {
    const [panel] = await panelsOf(page);
    const read = (wanted: string) => document.querySelector(wanted)?.textContent ?? null;
    last = panel ? await asked(panel.frame, read, selector) : null;
    return panel && last?.includes(text) ? panel.frame : null;
  };
  return until(ask, () => `The panel on ${page.url()} shows ${last} instead of ${text} in ${selector}.`);
}

/** The panel of a page, once it shows this customer. */
export const panelShowing = (page: Page, name: string): Promise<Frame> =>
  panelWith(page, '[data-testid=customer-name]', name);

/** The tab, window or popup with one of the extension's pages, which `act` opens. */
export async function ownPage({ browser }: Driven, path: string, act: () => Promise<unknown>): Promise<Page> {
  await act();
  const ask = async () => {
    for (const target of browser.targets()) {
      // A popup and a side panel are pages too, but not of a tab.
      const page = await (target.type() === 'page' ? target.asPage() : target.page()).catch(() => null);
      const href = await page?.evaluate(() => location.href).catch(() => '');
      if (page && href && /^(?:moz|chrome)-extension:/.test(href) && new URL(href).pathname === path) return page;
    }
    return null;
  };
  return until(ask, () => `The extension opened no ${path}.`);
}

/** Opens the toolbar's popup, in Chromium, over the tab in front of the window in which `own` is, any page of the extension. */
export function openPopup(driven: Driven, own: Page): Promise<Page> {
  const open = `(async () => {
    const { id } = await chrome.windows.getCurrent();
    await chrome.windows.update(id, { focused: true });
    await chrome.action.openPopup({ windowId: id });
  })()`;
  return ownPage(driven, '/popup.html', () => own.evaluate(open));
}

/** Waits until an element of the panel shows a text, or all of several. */
export async function expectText(frame: Frame | Page, testId: string, ...texts: string[]): Promise<void> {
  const seen = () => frame.$eval(`[data-testid="${testId}"]`, (element) => element.textContent ?? '').catch(() => '');
  await frame
    .waitForFunction(
      (id, wanted) => {
        const text = document.querySelector(`[data-testid="${id}"]`)?.textContent ?? '';
        return wanted.every((w) => text.includes(w));
      },
      { timeout: waitMs },
      testId,
      texts,
    )
    .catch(async () => {
      throw new Error(`${testId} should show ${texts.join(' and ')}, but shows: ${await seen()}`);
    });
}

/** Navigates within the look-alike page, as its own links do. */
export const goWithin = (page: Page, path: string): Promise<void> =>
  page.evaluate((next) => (globalThis as unknown as { go(path: string): void }).go(next), path);

// The accessibility queries of the protocol do not reach pages of extensions.
export const fieldNamed = (label: string) => `xpath///label[contains(., '${label}')]//input`;
export const buttonNamed = (name: string) => `xpath///button[normalize-space() = '${name}']`;

/** Pairs as a person does who has just installed it: by the button of the panel, with the code of the backend. The options page stays open. */
export async function pairDriven(
  driven: Driven,
  page: Page,
  backend: { server: { url: string }; pairingCode(): Promise<string> },
): Promise<Page> {
  const panel = await panelWith(page, 'button.primary');
  const options = await ownPage(driven, '/options.html', () =>
    panel.$eval('button.primary', (button) => (button as HTMLButtonElement).click()),
  );
  await options.locator(fieldNamed('Backend address')).fill(backend.server.url);
  await options.locator(fieldNamed('Pairing code')).fill(await backend.pairingCode());
  await options.locator(buttonNamed('Pair')).click();
  await options.waitForFunction(() =>
    /^Paired/.test(document.querySelector('[data-testid=message]')?.textContent ?? ''),
  );
  return options;
}

function findFirefox(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.FIREFOX) return existsSync(env.FIREFOX) ? env.FIREFOX : null;
  const directories = (env.PATH ?? '').split(delimiter).filter((d) => d !== '');
  for (const name of ['firefox-esr', 'firefox'])
    for (const directory of directories) if (existsSync(join(directory, name))) return join(directory, name);
  return null;
}
