import { afterEach, describe, expect, it, vi } from 'vitest';
import { hasSidePanel, openSidePanel, rememberPlace, sidePanelByKey } from './openSidePanel.ts';

afterEach(() => vi.unstubAllGlobals());

/** Chromium: a panel that is switched off, or asked for outside a gesture, is refused. */
function chromium({ canClose = true } = {}) {
  const calls: string[] = [];
  let enabled = true;
  const sidePanel = {
    async setOptions(options: { enabled: boolean; path: string }) {
      enabled = options.enabled;
      calls.push(`${options.path} ${enabled ? 'on' : 'off'}`);
    },
    async open({ windowId }: { windowId: number }) {
      calls.push(`open ${windowId}`);
      if (!enabled) throw new Error(`No active side panel for windowId: ${windowId}`);
    },
    ...(canClose ? { close: async ({ windowId }: { windowId: number }) => void calls.push(`close ${windowId}`) } : {}),
  };
  return { panels: { sidePanel }, calls };
}

/** Firefox: its background page has the storage of pages, which answers at once. */
function firefox() {
  const stored = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  const calls: string[] = [];
  const say = (what: string) => async () => void calls.push(what);
  return { panels: { sidebarAction: { open: say('open'), toggle: say('toggle') } }, calls };
}

describe('the side panel of Chromium', () => {
  it('is opened in the same step, for that window', async () => {
    const { panels, calls } = chromium();
    const opened = openSidePanel(7, panels);
    expect(calls).toEqual(['open 7']);
    expect(await opened).toBe(true);
  });

  it('is opened by the key, closed when it was open, and only opened by a Chrome that cannot close it', async () => {
    const { panels, calls } = chromium();
    const done = [false, true].map((isOpen) => sidePanelByKey('toggle', 7, isOpen, panels));
    done.push(sidePanelByKey('focus', 7, true, panels));
    expect(calls).toEqual(['open 7', 'close 7', 'open 7']);
    expect(await Promise.all(done)).toEqual([true, true, true]);
    const older = chromium({ canClose: false });
    expect(await sidePanelByKey('toggle', 7, true, older.panels)).toBe(true);
    expect(older.calls).toEqual(['open 7']);
  });

  it('is switched off while the panel is in the page, so that the key means the page', async () => {
    const { panels, calls } = chromium();
    await rememberPlace('page', panels);
    expect(calls).toEqual(['panel.html off']);
    expect([await openSidePanel(7, panels), await sidePanelByKey('toggle', 7, false, panels)]).toEqual([false, false]);
    await rememberPlace('browser', panels);
    expect(await sidePanelByKey('toggle', 7, false, panels)).toBe(true);
  });
});

describe('the sidebar of Firefox', () => {
  it('is toggled and opened in the same step, once the place is the browser', async () => {
    const { panels, calls } = firefox();
    const keys = ['toggle', 'focus'] as const;
    const press = () => keys.map((key) => sidePanelByKey(key, 1, false, panels));
    expect([await Promise.all(press()), calls]).toEqual([[false, false], []]);
    await rememberPlace('browser', panels);
    const done = press();
    expect(calls).toEqual(['toggle', 'open']);
    expect(await Promise.all(done)).toEqual([true, true]);
    await rememberPlace('page', panels);
    expect([await Promise.all(press()), calls.length]).toEqual([[false, false], 2]);
  });

  it('is opened by a button of ours, whatever this page knows about the place', async () => {
    const { panels, calls } = firefox();
    expect([await openSidePanel(1, panels), calls]).toEqual([true, ['open']]);
  });

  it('is not there on Android, and nothing is remembered for it', async () => {
    expect([hasSidePanel({}), hasSidePanel(chromium().panels), hasSidePanel(firefox().panels)]).toEqual([
      false,
      true,
      true,
    ]);
    vi.unstubAllGlobals();
    await rememberPlace('browser', {});
    expect([await openSidePanel(1, {}), await sidePanelByKey('toggle', 1, false, {})]).toEqual([false, false]);
  });
});
