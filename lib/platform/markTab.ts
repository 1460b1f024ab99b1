import type { Engine } from './engine.ts';

/**
 * Marks the toolbar's button in one tab, with a title that says what to do, or takes the mark off. The browser takes it off by itself when
 * the tab loads another document. Rejects when the tab is gone.
 */
export async function markTab(
  { action, i18n }: Pick<Engine, 'action' | 'i18n'>,
  tabId: number,
  mark: 'trouble' | null,
): Promise<void> {
  // An empty title would be shown as empty in Firefox.
  const title = mark ? i18n.getMessage('troubleTitle') : await action.getTitle({});
  await Promise.all([action.setBadgeText({ tabId, text: mark ? '!' : '' }), action.setTitle({ tabId, title })]);
}
