import type { Page } from 'puppeteer-core';

type Api = {
  tabs: { query(query: object): Promise<{ id: number; url?: string }[]> };
  action: { getBadgeText(of: { tabId: number }): Promise<string> };
  runtime: { sendMessage(message: object): Promise<unknown> };
};
type Scope = { browser?: Api; chrome: Api };

/** What the toolbar says about the tab in front: the mark on its button, and the trouble that the background knows of. */
export function frontTab(own: Page): Promise<{ tabId: number; badge: string; trouble: string | null }> {
  return own.evaluate(async () => {
    const scope = globalThis as unknown as Scope;
    const { tabs, action, runtime } = scope.browser ?? scope.chrome;
    const [tab] = await tabs.query({ active: true, lastFocusedWindow: true });
    const tabId = tab?.id ?? -1;
    const reply = (await runtime.sendMessage({ name: 'tab.get', payload: { tabId } })) as {
      state?: { trouble: string | null } | null;
    };
    return { tabId, badge: await action.getBadgeText({ tabId }), trouble: reply.state?.trouble ?? null };
  });
}
