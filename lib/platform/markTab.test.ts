import { describe, expect, it } from 'vitest';
import { markTab } from './markTab.ts';

describe('the mark on the toolbar’s button', () => {
  it('stands in one tab with what to do, and goes with the title as it was', async () => {
    const said = new Map<string, string>();
    const engine = {
      action: {
        getTitle: async ({ tabId }: { tabId?: number }) => said.get(`title ${tabId}`) ?? 'Alongside',
        setTitle: async ({ tabId, title }: { tabId: number; title: string }) => void said.set(`title ${tabId}`, title),
        setBadgeText: async ({ tabId, text }: { tabId: number; text: string }) => void said.set(`text ${tabId}`, text),
      },
      i18n: { getMessage: (key: string) => `words of ${key}` },
    };
    await markTab(engine as never, 5, 'trouble');
    expect([...said]).toEqual([
      ['text 5', '!'],
      ['title 5', 'words of troubleTitle'],
    ]);
    await markTab(engine as never, 5, null);
    expect([...said]).toEqual([
      ['text 5', ''],
      ['title 5', 'Alongside'],
    ]);
  });
});
