import type { MessageSender } from '../rpc/sender.ts';

/**
 * The address of the tab's page, empty when it cannot be known. Three witnesses: the tab's own address, which the browser keeps
 * current; the sender's, of which only the origin is current (Chromium leaves the path where the document was loaded, whatever
 * `history.pushState` has done since); and the message's claim, which a page could have made up.
 *
 * 1. The tab's address counts. Right after a navigation it may be the one before, so it is asked for again, a few times, until it agrees
 *    with the claim or stands.
 * 2. When the browser hides it, the claim is believed within the sender's origin, which is as far as the sender could go by itself.
 * 3. Otherwise there is no address, hence no record: a stale one would show the customer before.
 */
export async function currentHref(
  tabUrl: (tabId: number) => Promise<string | null>,
  tabId: number,
  claimed: string,
  sender: MessageSender,
): Promise<string> {
  let href = sender.tab?.url || null;
  for (let attempt = 0; attempt < 5 && href !== claimed; attempt++) {
    const asked = await tabUrl(tabId);
    if (!asked) break;
    href = asked;
  }
  return href ?? (isSameOrigin(claimed, sender.url ?? '') ? claimed : '');
}

/** False for what is no address, and for opaque origins. */
export function isSameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin !== 'null' && new URL(a).origin === new URL(b).origin;
}
