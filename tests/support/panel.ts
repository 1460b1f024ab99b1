import type { Frame, Page } from '@playwright/test';

const timeoutMs = 15_000;

/** The dock's frames of the panel in a page, by slot: one shows the customer, the other one waits for the next. */
export function panelFrames(page: Page): Frame[] {
  return page
    .frames()
    .filter((frame) => frame.url().includes('/panel.html'))
    .sort((a, b) => a.url().localeCompare(b.url()));
}

/**
 * The panel that a page shows: of its frames, the one that was told the latest generation. It sits in a closed shadow root, where
 * selectors cannot go, but frames are listed. After a navigation another frame may show the customer: then ask again.
 */
export async function panelOf(page: Page): Promise<Frame> {
  const isPanel = (frame: Frame) => frame.url().includes('/panel.html');
  if (panelFrames(page).length === 0)
    await page.waitForEvent('framenavigated', { predicate: isPanel, timeout: timeoutMs }).catch(() => undefined);
  const known = await Promise.all(
    panelFrames(page).map(async (frame) => ({ frame, generation: await generationOf(frame) })),
  );
  const latest = known.sort((a, b) => b.generation - a.generation)[0];
  if (!latest) throw new Error(`No panel appeared on ${page.url()}.`);
  return latest.frame;
}

function generationOf(frame: Frame): Promise<number> {
  return frame
    .evaluate(() => Number(document.querySelector<HTMLElement>('[data-testid=panel]')?.dataset.generation || -1))
    .catch(() => -1);
}

/** The panel of a page, once it has an element with this text: what it takes to follow a page from record to record. */
export async function panelWith(page: Page, selector: string, text = ''): Promise<Frame> {
  const deadline = Date.now() + timeoutMs;
  let seen: string | null = null;
  while (Date.now() < deadline) {
    const panel = await panelOf(page);
    seen = await panel.evaluate((wanted) => document.querySelector(wanted)?.textContent ?? null, selector);
    if (seen?.includes(text)) return panel;
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  throw new Error(
    `The panel of ${page.url()} shows ${seen} instead of ${text || 'what was waited for'} in ${selector}.`,
  );
}

/** The panel of a page, once it shows this customer. */
export const panelShowing = (page: Page, name: string): Promise<Frame> =>
  panelWith(page, '[data-testid=customer-name]', name);

/**
 * Waits until the dock lets the panel be seen, which is a little after its frame has the customer. In Chromium: the shell is in a closed
 * root, which only the debugger can read.
 */
export async function panelSeen(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('DOM.enable');
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const { nodes } = await cdp.send('DOM.getFlattenedDocument', { depth: -1, pierce: true });
    if (nodes.some(({ nodeName, attributes }) => nodeName === 'IFRAME' && attributes?.includes('shown')))
      return cdp.detach();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  throw new Error(`The panel of ${page.url()} stays out of sight.`);
}
