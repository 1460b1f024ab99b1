import type { PageResponse } from '../playground/playground.ts';
import type { BareBrowser, Session } from './bareBrowser.ts';

const giveUpMs = 20_000;

/** A tab of a look-alike CRM, with the panel's frames that it has had, by target. */
export type BareTab = { browser: BareBrowser; page: Session; panels: Map<string, Session> };
/** What one frame of the panel says of itself. */
export type PanelSays = { generation: number; phase: string; name: string | null };

/** Opens a tab in which the page's script runs. */
export async function openTab(
  browser: BareBrowser,
  url: string,
  answer: (url: string) => PageResponse | null,
): Promise<BareTab> {
  const page = await browser.open(url, answer);
  const tab: BareTab = { browser, page, panels: new Map() };
  await until(tab, () => page.evaluate(`typeof go === 'function'`), 'a page');
  return tab;
}

/** Asks until it is so. A frame that goes away while it is asked is no answer. */
export async function until(
  { browser, page }: BareTab,
  isSo: () => Promise<boolean>,
  what: string,
  seen = () => 'something else',
): Promise<void> {
  const deadline = Date.now() + giveUpMs;
  while (Date.now() < deadline) {
    if (await isSo().catch(() => false)) return;
    // Lets the browser come to something else.
    await browser.targets();
  }
  throw new Error(`The tab at ${await page.evaluate('location.href')} shows ${seen()} instead of ${what}.`);
}

/** Sessions of the panel's frames that the tab has now, by slot. */
export async function panelsOf({ browser, page, panels }: BareTab): Promise<Session[]> {
  const own = (await browser.targets()).filter((t) => t.parentId === page.targetId && t.url.includes('/panel.html'));
  for (const id of panels.keys()) if (!own.some((t) => t.targetId === id)) panels.delete(id);
  for (const { targetId } of own) if (!panels.has(targetId)) panels.set(targetId, await browser.attach(targetId));
  own.sort((a, b) => a.url.localeCompare(b.url));
  return own.map(({ targetId }) => panels.get(targetId) as Session);
}

const says = `(() => {
  const panel = document.querySelector('[data-testid=panel]');
  const name = document.querySelector('[data-testid=customer-name]')?.textContent ?? null;
  return { generation: Number(panel?.dataset.generation || -1), phase: panel?.dataset.phase ?? '', name };
})()`;

/** What each frame of the panel says, the one with the latest generation first. */
export async function panelsSay(tab: BareTab): Promise<PanelSays[]> {
  const all: PanelSays[] = [];
  for (const panel of await panelsOf(tab)) all.push(await panel.evaluate<PanelSays>(says));
  return all.sort((a, b) => b.generation - a.generation);
}

/** Waits until the panel shows a customer; null: that there is none. */
export async function shows(tab: BareTab, name: string | null): Promise<void> {
  let seen: PanelSays[] = [];
  const isRight = async () => {
    seen = await panelsSay(tab);
    return seen[0]?.name === name && seen[0].phase === (name === null ? 'noRecord' : 'ready');
  };
  await until(tab, isRight, name ?? 'no customer', () => JSON.stringify(seen));
}

/** Waits for both frames of the dock, which it has as soon as somebody is there. */
export async function bothFrames(tab: BareTab): Promise<[Session, Session]> {
  let panels: Session[] = [];
  const areThere = async () => {
    await tab.page.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x: 60, y: 400 });
    panels = await panelsOf(tab);
    return panels.length === 2;
  };
  await until(tab, areThere, 'both frames of the panel');
  return panels as [Session, Session];
}
