import type { DockChange, DockSettings } from '../contract/dock.ts';

/**
 * What a person has changed at the dock by hand and the background does not know yet. An arrangement that comes from there meanwhile knows
 * nothing of it, and must not undo it.
 */
export function createOwnChanges(save: (change: DockChange) => Promise<unknown>) {
  let unsaved: DockChange = {};
  return {
    note(change: DockChange): void {
      unsaved = { ...unsaved, ...change };
    },
    /** Settings from elsewhere with the person's own changes. */
    over: (settings: DockSettings): DockSettings => ({ ...settings, ...unsaved }),
    /** Has everything remembered that was noted. */
    async save(): Promise<void> {
      const sent = unsaved;
      if (Object.keys(sent).length === 0) return;
      await save(sent);
      if (sent === unsaved) unsaved = {};
    },
  };
}
