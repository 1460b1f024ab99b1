import type { MessageSender } from '../rpc/sender.ts';

/** The tab that a message is about: the sender's own, whatever it names; the named one only for a sender in no tab. Throws without both. */
export function tabOf(sender: MessageSender, named?: number): number {
  const tabId = sender.tab?.id ?? named;
  if (tabId === undefined) throw new Error('the sender has no tab');
  return tabId;
}
