import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import puppeteer, { type Browser, type Frame, type HTTPRequest, type Page } from 'puppeteer-core';
import type { PageResponse } from '../playground/playground.ts';

const waitMs = 15_000;

export type FirefoxBrowser = {
  browser: Browser;
  /** A page at a CRM's address, answered by the playground; everything else it asks for fails, as without a network. */
  open(url: string): Promise<Page>;
  close(): Promise<void>;
};

/** Starts Firefox with a built extension in a fresh profile, driven over WebDriver BiDi. */
export async function launchFirefox(options: {
  extension: string;
  answer(url: string): PageResponse | null;
}): Promise<FirefoxBrowser> {
  const executablePath = findFirefox();
  if (!executablePath)
    throw new Error('No Firefox was found. Install it ("apt-get install firefox-esr") or name it in FIREFOX.');
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  await browser.installExtension(options.extension);
  const respond = async (request: HTTPRequest) => {
    const response = options.answer(request.url());
    await (response ? request.respond(response) : request.abort());
  };
  return {
    browser,
    async open(url) {
      const page = await browser.newPage();
      await page.setViewport({ width: 1440, height: 900 });
      await page.setRequestInterception(true);
      page.on('request', (request) => void respond(request).catch(() => undefined));
      await page.goto(url);
      return page;
    },
    close: () => browser.close(),
  };
}

/**
 * The extension's panel inside a page, once it has an element with this text. The protocol gives frames of extensions no address, so each
 * frame is asked for its own; of the dock's two frames the one that was told the latest generation counts.
 */
export async function firefoxPanelWith(page: Page, selector = '[data-testid=panel]', text = ''): Promise<Frame> {
  const deadline = Date.now() + waitMs;
  let last: string | null = null;
  while (Date.now() < deadline) {
    let panel: { frame: Frame; generation: number; seen: string | null } | null = null;
    for (const frame of page.frames().slice(1)) {
      const found = await frame.evaluate(look, selector).catch(() => null);
      if (found && found.generation >= (panel?.generation ?? -1)) panel = { frame, ...found };
    }
    last = panel?.seen ?? null;
    if (panel && last?.includes(text)) return panel.frame;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`The panel on ${page.url()} shows ${last} instead of ${text} in ${selector}.`);
}

/** Runs in a frame. Null when it is no panel, or the one that shows nothing. */
function look(selector: string): { generation: number; seen: string | null } | null {
  const panel = document.querySelector<HTMLElement>('[data-testid=panel]');
  if (!location.href.startsWith('moz-extension:') || !panel) return null;
  const seen = document.querySelector(selector)?.textContent ?? null;
  return { generation: Number(panel.dataset.generation || -1), seen };
}

/** The tab with one of the extension's pages that `act` opens. */
export async function extensionPage(browser: Browser, path: string, act: () => Promise<unknown>): Promise<Page> {
  await act();
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    for (const target of browser.targets()) {
      const page = await target.page().catch(() => null);
      const href = await page?.evaluate(() => location.href).catch(() => '');
      if (page && href?.startsWith('moz-extension:') && href.endsWith(path)) return page;
    }
  }
  throw new Error(`The extension opened no ${path}.`);
}

/** Waits until an element of the panel shows a text, or all of several. */
export async function expectText(frame: Frame, testId: string, ...texts: string[]): Promise<void> {
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

function findFirefox(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.FIREFOX) return existsSync(env.FIREFOX) ? env.FIREFOX : null;
  const directories = (env.PATH ?? '').split(delimiter).filter((d) => d !== '');
  for (const name of ['firefox-esr', 'firefox'])
    for (const directory of directories) if (existsSync(join(directory, name))) return join(directory, name);
  return null;
}
