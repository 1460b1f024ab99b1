import type { RpcSender } from '../contract/rpc.ts';

/** The sender as the browser describes it; the page cannot influence these fields. */
export type MessageSender = {
  id?: string;
  url?: string;
  frameId?: number;
  /** Of the document, in browsers that name it. */
  documentId?: string;
  tab?: { id?: number; url?: string; incognito?: boolean; active?: boolean };
};

/** What the check needs to know about this extension. */
export type OwnIdentity = { id: string; origin: string; isCrmUrl(url: string): boolean };

/**
 * What a sender is: `page` for our own pages, framed or not; `content` for our content script in the top frame of a CRM page;
 * null for everything else, which is refused before its payload is read.
 */
export function classifySender(sender: MessageSender, own: OwnIdentity): RpcSender | null {
  if (sender.id !== own.id || !sender.url) return null;
  if (sender.url === own.origin || sender.url.startsWith(`${own.origin}/`)) return 'page';
  if (sender.tab?.id !== undefined && sender.frameId === 0 && own.isCrmUrl(sender.url)) return 'content';
  return null;
}
