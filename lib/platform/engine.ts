import type browser from 'webextension-polyfill';

/** Chromium's side panel, which the polyfill's types do not know; `close` since Chrome 141. */
type SidePanel = {
  open(options: { windowId: number }): Promise<void>;
  close?(options: { windowId: number }): Promise<void>;
  setOptions(options: { enabled: boolean; path: string }): Promise<void>;
};

/** The engine's extension API. Chromium has a side panel, Firefox for computers a sidebar, Firefox for Android neither. */
export type Engine = Omit<typeof browser, 'sidebarAction'> & {
  sidePanel?: SidePanel;
  sidebarAction?: Pick<typeof browser.sidebarAction, 'open' | 'toggle'>;
};

const world = globalThis as unknown as { browser?: Engine; chrome?: Engine };

/**
 * The engine's own API, for the background, and for the few calls in pages that the polyfill does not have: both engines answer with
 * promises, so a worker that was stopped need not evaluate the polyfill first. One of three doors.
 */
export const engine: Engine = (world.browser?.runtime ? world.browser : world.chrome) as Engine;
