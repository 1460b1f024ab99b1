import type { DockSettings } from '../contract/dock.ts';
import { dockWidths } from '../contract/dockWidths.ts';
import type { ContentPush, RpcReply } from '../contract/rpc.ts';
import { watchRecord } from '../detect/watchRecord.ts';
import { contentApi } from '../platform/contentRuntime.ts';
import { createDock, type Dock } from './createDock.ts';
import { dockWords } from './dockWords.ts';
import { makeRoom } from './pageRoom.ts';

/** Names the function by which a newer copy of this script tells an older one to leave. Seen only in this extension's own world. */
const leaving = 'alongsideStop';
/** The background may be stopped between any two steps, and is started again by the next message. */
const retryAfterMs = [150, 600] as const;
/** What was expected is being painted; until then, another message would only stand in its way. */
const confirmAfterMs = 60;
/** While the background does not answer: a launcher, whose panel says what is wrong. */
const unanswered: DockSettings = { open: false, mode: 'overlay', side: 'end', width: dockWidths.normal, railAt: 38 };

type World = typeof globalThis & { [leaving]?: () => void };
type Opened = RpcReply<'record.opened'>;

/**
 * Watches the page's record and hands it to the background; shows the dock. One instance per page: a second start (after an update)
 * stops the first, and an instance whose extension is gone cleans up after itself.
 */
export function startContent(): void {
  const world = globalThis as World;
  world[leaving]?.();
  removeLeftovers();

  const stop = new AbortController();
  let generation = 0;
  let href = '';
  /** Announced before the page has got there. */
  let expectedHref: string | null = null;
  let dock: Dock | null = null;
  /** The background has said that there is none on this page. */
  let isWithout = false;
  /** What the person has changed: settings that were asked for before are out of date. */
  let changes = 0;

  /** The id disappears when the extension was updated or removed: then this copy has nobody to talk to. */
  const orphaned = (): boolean => !contentApi.runtime?.id;
  const leave = () => {
    stop.abort();
    removeDock();
    if (!orphaned()) contentApi.runtime.onMessage.removeListener(receive);
  };
  const removeDock = () => {
    dock?.remove();
    dock = null;
  };
  const send = async (name: string, payload: object): Promise<unknown> => {
    if (orphaned()) return leave();
    try {
      return await contentApi.runtime.sendMessage({ name, payload });
    } catch {
      if (orphaned()) leave();
      return undefined;
    }
  };
  const show = (reply: Opened | undefined, isCurrent: boolean) => {
    if (reply?.ok === false && reply.code === 'forbidden') return;
    if (reply?.ok) isWithout = reply.dock === null;
    if (isWithout) return removeDock();
    const settings = (reply?.ok && reply.dock) || unanswered;
    if (!dock) {
      const words = reply?.ok ? reply.words : dockWords((key) => contentApi.i18n.getMessage(key));
      dock = createDock(words, settings, {
        set(change) {
          changes++;
          return send('dock.set', change);
        },
        trouble: (trouble) => void send('dock.trouble', { trouble }),
        hinted: (results) => void send('record.hinted', { generation, results }),
        retry: () => void announce(),
      });
      dock.turn(generation);
      dock.arrive();
    }
    if (!reply?.ok) return;
    if (isCurrent) dock.arrange(settings);
    dock.expect(reply);
  };
  /** The clock makes generations grow across page loads of one tab; the sum keeps them growing within a millisecond. */
  const turn = (least = 0): number => {
    generation = Math.max(generation + 1, Date.now(), least);
    dock?.turn(generation);
    return generation;
  };
  const told = (url: string) => ({ generation, url, slot: dock?.slot ?? 0 });
  const announce = async (own = turn(), laterMs = 0): Promise<void> => {
    dock?.arrive();
    let reply: Opened | undefined;
    let asked = changes;
    for (const waitMs of [laterMs, ...retryAfterMs]) {
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (own !== generation || stop.signal.aborted) return;
      asked = changes;
      reply = (await send('record.opened', told(href))) as Opened | undefined;
      if (reply?.ok || (reply && reply.code === 'forbidden')) break;
    }
    if (own !== generation || stop.signal.aborted) return;
    // The clock was set back: the tab has seen a later generation than ours, and would ignore this one.
    if (reply?.ok && (reply.newest ?? 0) > own) return announce(turn((reply.newest ?? 0) + 1));
    show(reply, asked === changes);
  };
  const receive = (message: unknown) => {
    const push = message as ContentPush | null;
    if (push?.type === 'painted') dock?.painted(push.generation);
    if (push?.type === 'blank') dock?.blank(push.slot, push.generation);
    if (push?.type === 'toggle') dock?.toggle();
    if (push?.type === 'focus') dock?.focus();
    if (push?.type === 'leave') dock?.leave();
    if (push?.type === 'covered') dock?.covered(push.covered);
    if (push?.type === 'stop') leave();
    if (push?.type === 'dock') arrange(push.dock);
    if (push?.type === 'announce' && href) void announce();
  };
  const arrange = (settings: DockSettings | null) => {
    isWithout = settings === null;
    if (settings === null) removeDock();
    else if (dock) dock.arrange(settings);
    // It comes back to a page that had none, with words and all.
    else if (href) void announce();
  };

  world[leaving] = leave;
  contentApi.runtime.onMessage.addListener(receive);
  watchRecord({
    expected(next) {
      // Without a dock there is nothing to paint.
      if (!dock) return;
      expectedHref = next;
      turn();
      void send('record.expected', told(next));
    },
    changed(next) {
      const wasExpected = expectedHref === next;
      expectedHref = null;
      href = next;
      void (wasExpected ? announce(generation, confirmAfterMs) : announce());
    },
    tick: () => (orphaned() ? leave() : dock?.tick()),
    signal: stop.signal,
  });
}

/**
 * Firefox destroys the old script on an update and leaves behind what it had put into the page: an element that only its name gives
 * away, and the room that the page makes. The children are looked at, not a selector: that would look at every element of the page.
 */
function removeLeftovers(): void {
  for (const old of [...document.documentElement.children]) if (/^X-\d+-\d+$/i.test(old.tagName)) old.remove();
  makeRoom(null);
}
