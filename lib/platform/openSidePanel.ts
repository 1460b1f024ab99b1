import type { Place } from '../contract/dock.ts';
import { type Engine, engine } from './engine.ts';

type Panels = Pick<Engine, 'sidePanel' | 'sidebarAction'>;

/** Where Firefox's background finds the place without waiting. */
const placeKey = 'place';

/** Whether this browser has a side panel of its own. Firefox for Android has none. */
export function hasSidePanel(panels: Panels = engine): boolean {
  return panels.sidePanel !== undefined || panels.sidebarAction !== undefined;
}

/**
 * Remembers where the panel is, for `sidePanelByKey`: both engines forget a person's gesture at the first `await` (measured), so that
 * nothing can be asked then. Chromium refuses to open what is switched off, and does not offer it in its menu.
 */
export async function rememberPlace(place: Place, panels: Panels = engine): Promise<void> {
  if (panels.sidePanel) await panels.sidePanel.setOptions({ path: 'panel.html', enabled: place === 'browser' });
  if (panels.sidebarAction) localStorage.setItem(placeKey, place);
}

/**
 * Opens the browser's own side panel. To be called at once in the person's gesture, before anything is waited for.
 * Resolves to false where it cannot be opened: no gesture, or no such panel.
 * @param windowId the window of the gesture. Firefox knows it by itself.
 */
export function openSidePanel(windowId: number, panels: Panels = engine): Promise<boolean> {
  return succeeds(panels.sidePanel ? panels.sidePanel.open({ windowId }) : panels.sidebarAction?.open());
}

/**
 * What a key of ours does to the side panel: `toggle` opens and closes it (Chrome before 141 cannot close), `focus` opens it. Resolves to
 * false where the panel is not in the browser; then the key means the page.
 * @param isOpen whether that window shows it. Firefox knows better than the caller.
 */
export function sidePanelByKey(
  key: 'toggle' | 'focus',
  windowId: number,
  isOpen: boolean,
  panels: Panels = engine,
): Promise<boolean> {
  const { sidePanel, sidebarAction } = panels;
  if (sidebarAction && localStorage.getItem(placeKey) !== 'browser') return Promise.resolve(false);
  if (key === 'toggle' && sidebarAction) return succeeds(sidebarAction.toggle());
  if (key === 'toggle' && isOpen && sidePanel?.close) return succeeds(sidePanel.close({ windowId }));
  return openSidePanel(windowId, panels);
}

async function succeeds(work: Promise<void> | undefined): Promise<boolean> {
  if (!work) return false;
  return work.then(
    () => true,
    () => false,
  );
}
