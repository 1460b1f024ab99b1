import type { DockElements } from './dockElements.ts';
import { isCovered } from './dockPosition.ts';
import type { Healing } from './healing.ts';
import { hasRoom, makeRoom, type Room } from './pageRoom.ts';

export type Upkeep = {
  /** Puts back what the page has taken away. Measures nothing. Returns whether the dock is whole now. */
  mend(): boolean;
  /** Gets the open panel out from under what lies over it. Forces layout. */
  uncover(): void;
  /** The panel finds itself covered, or free again. */
  covered(is: boolean): void;
};

/**
 * Keeps the dock as it was put into the page, within the bounds of `healing`.
 * @param dock tells what room the page is to make, and where the panel is open; `returned` is called when the dock was put back.
 */
export function createUpkeep(
  elements: DockElements,
  healing: Healing,
  dock: { room(): Room | null; panel(): { top: number; bottom: number } | null; returned(): void },
): Upkeep {
  let saysCovered = false;
  const uncover = () => {
    // Taken out since it was mended: nothing that lies over it.
    if (!elements.host.isConnected) return;
    const panel = dock.panel();
    if (!panel || !(saysCovered || isCovered(elements, panel))) return healing.well();
    if (healing.unwell('covered') && elements.host.nextSibling) elements.attach();
  };
  return {
    mend() {
      // A page that opens its document anew has none for a moment.
      if (!document.documentElement) return false;
      const isWhole = elements.isWhole();
      if (isWhole && hasRoom(dock.room())) return true;
      if (!healing.unwell('removed')) return false;
      if (!isWhole) {
        elements.attach();
        dock.returned();
      }
      makeRoom(dock.room());
      return true;
    },
    uncover,
    covered(is) {
      saysCovered = is;
      if (is) uncover();
    },
  };
}
