import type { Slot } from '../contract/rpc.ts';
import type { MessageSender } from '../rpc/sender.ts';

export type Announced = { generation: number; url: string; slot: Slot };

/**
 * What the content script of this panel's own tab tells the background, which every page of the extension hears: that the tab is about to
 * show an address, or shows it. Null for everything else. The address is a claim, believed within the origin of the sender, which is as
 * far as a page could go by itself.
 */
export function readAnnounced(
  message: unknown,
  sender: MessageSender,
  own: { id: string; tabId: number | null },
): Announced | null {
  const { name, payload } = (message ?? {}) as { name?: unknown; payload?: Partial<Announced> };
  if (name !== 'record.expected' && name !== 'record.opened') return null;
  if (sender.id !== own.id || own.tabId === null || sender.tab?.id !== own.tabId || sender.frameId !== 0) return null;
  const { generation, url, slot } = payload ?? {};
  if (typeof generation !== 'number' || typeof url !== 'string' || (slot !== 0 && slot !== 1)) return null;
  if (!URL.canParse(url) || !URL.canParse(sender.url ?? '')) return null;
  return new URL(url).origin === new URL(sender.url ?? '').origin ? { generation, url, slot } : null;
}
