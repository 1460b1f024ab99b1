import type { ContentPush, RpcReply } from '../contract/rpc.ts';
import { watchRecord } from '../detect/watchRecord.ts';
import { contentApi } from '../platform/contentRuntime.ts';
import { createDock, type Dock } from './createDock.ts';

/** Names the event by which a newer copy of this script asks an older one to leave. Within the isolated world of this extension only. */
const leaving = 'alongsideStop';

type World = typeof globalThis & { [leaving]?: () => void };

/**
 * Watches the page's record and hands it to the background; shows the dock. One instance per page: a second start (after an update)
 * stops the first, and an instance whose extension is gone cleans up after itself.
 */
export function startContent(): void {
  const world = globalThis as World;
  world[leaving]?.();
  // Firefox destroys the old script on an update and leaves its element behind; it is known by this property of the document.
  for (const old of document.querySelectorAll('html > *')) if (/^X-\d+-\d+$/.test(old.tagName)) old.remove();

  const stop = new AbortController();
  let generation = 0;
  let href = '';
  let dock: Dock | null = null;

  const leave = () => {
    stop.abort();
    dock?.remove();
    contentApi.runtime.onMessage?.removeListener(receive);
  };
  const send = async (name: string, payload: object): Promise<unknown> => {
    // The id disappears when the extension was updated or removed: then this copy has nobody to talk to.
    if (!contentApi.runtime?.id) return leave();
    try {
      return await contentApi.runtime.sendMessage({ name, payload });
    } catch {
      if (!contentApi.runtime?.id) leave();
      return undefined;
    }
  };
  const announce = async () => {
    // The clock makes generations grow across page loads of one tab; the sum keeps them growing within a millisecond.
    generation = Math.max(generation + 1, Date.now());
    dock?.veil(generation);
    const sent = generation;
    const reply = (await send('record.opened', { generation, url: href })) as RpcReply<'record.opened'> | undefined;
    if (!reply?.ok || stop.signal.aborted) return;
    if (!dock) {
      dock = createDock({ opened: (open) => void send('dock.set', { open }), retry: () => void announce() });
      dock.veil(generation);
    }
    if (sent === generation) dock.setOpen(reply.open, reply.mode);
  };
  const receive = (message: unknown) => {
    const push = message as ContentPush | null;
    if (push?.type === 'painted') dock?.painted(push.generation);
    if (push?.type === 'toggle') dock?.toggle();
  };

  world[leaving] = leave;
  contentApi.runtime.onMessage.addListener(receive);
  watchRecord((next) => {
    href = next;
    void announce();
  }, stop.signal);
}
