import type { MessageSender } from '../rpc/sender.ts';
import { readAnnounced } from './readAnnounced.ts';

/**
 * Whether the page has got to what this frame of the dock shows. While it is only on its way there, the frame is hidden on purpose, and
 * stays so when the navigation is called off.
 * @param id of this extension.
 */
export function createArrival(id: string) {
  let tabId: number | null = null;
  let isExpecting = false;
  return {
    /** The tab that this panel is in. */
    inTab(own: number): void {
      tabId = own;
    },
    /** What the content script of some tab has told the background. */
    hear(message: unknown, sender: MessageSender): void {
      if (readAnnounced(message, sender, { id, tabId }))
        isExpecting = (message as { name: string }).name === 'record.expected';
    },
    isThere: (): boolean => !isExpecting,
  };
}
