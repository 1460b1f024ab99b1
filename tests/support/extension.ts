import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { detectPage, hintsFor, packOf } from '../../adapters/registry.ts';
import { Database } from '../../lib/cache/database.ts';
import { type Background, createBackground } from '../../lib/context/createBackground.ts';
import type { Session } from '../../lib/contract/api.ts';
import type { Place } from '../../lib/contract/dock.ts';
import type { PanelState } from '../../lib/contract/panel.ts';
import type { RecordRef } from '../../lib/contract/record.ts';
import type { ContentPush, PanelPush, RpcName, RpcReply, RpcRequest } from '../../lib/contract/rpc.ts';
import { dockWords } from '../../lib/dock/dockWords.ts';
import type { MessageSender } from '../../lib/rpc/sender.ts';
import { createFakeBackend, people } from './extensionBackend.ts';
import { createClock, until } from './extensionClock.ts';
import { createWorker } from './extensionWorker.ts';

export const extensionId = 'abcdefghijklmnop';
export const extensionOrigin = `chrome-extension://${extensionId}`;
const deskHost = 'cobalt.zendesk.com';
const panelSender = { id: extensionId, url: `${extensionOrigin}/panel.html` };

/** A ticket of the desk, and its page. */
export function ticket(id: number | string): RecordRef {
  return { system: 'zendesk', instance: deskHost, object: 'ticket', id: String(id) };
}
export function ticketUrl(id: number | string): string {
  return `https://${deskHost}/agent/tickets/${id}`;
}
/** What content scripts are asked to look for on the page of a record. */
export function hintIds(ref: RecordRef): string[] {
  return hintsFor(ref).map(({ id }) => id);
}
/** A page of the desk that shows no record. */
export const listUrl = `https://${deskHost}/agent/filters/1`;

export type Tab = { id: number; url: string; incognito: boolean; hidden: boolean; generation: number };

/** The production wiring of the background over a memory transport: tabs, panels and a backend that are driven by hand. */
export function createExtension() {
  const clock = createClock();
  const backend = createFakeBackend();
  const indexedDB = new IDBFactory();
  const area = new Map<string, unknown>();
  const tabs = new Map<number, Tab>();
  const pushes: { tabId: number; push: ContentPush }[] = [];
  const alarms: (number | null)[] = [];
  const forgotten: number[] = [];
  const marks: [number, 'trouble' | null][] = [];
  const places: Place[] = [];
  let keys = 0;
  let generations = 0;
  let worker = boot();

  function boot() {
    return createWorker(
      new Database('alongside', { indexedDB, IDBKeyRange }),
      area,
      backend.fetcher,
      clock,
      (db, session, fetcher, sleep): Background =>
        createBackground({
          db,
          session,
          fetcher,
          sleep,
          now: clock.now,
          detect: detectPage,
          packOf,
          hintsFor,
          policy: async () => ext.policy,
          sites: async () => [],
          isGranted: async (href) => !ext.withheld.has(new URL(href).host),
          activeTab: async (windowId) => {
            const tab = tabs.get(ext.fronts.get(windowId) ?? -1);
            return tab ? { id: tab.id, incognito: tab.incognito } : null;
          },
          placed: (place) => places.push(place),
          mayReport: async () => ext.mayReport,
          mark: (tabId, mark) => marks.push([tabId, mark]),
          tabUrl: async (tabId) => {
            const tab = tabs.get(tabId);
            return tab && !tab.hidden ? tab.url : null;
          },
          send: async (tabId, push) => {
            pushes.push({ tabId, push });
            await ext.answering;
            return !ext.deaf.has(tabId);
          },
          forgetShown: async () => void forgotten.push(clock.now()),
          setAlarm: async (delayMs) => alarms.push(delayMs),
          openOptions: async () => undefined,
          words: () => dockWords((key) => key),
          own: { id: extensionId, origin: extensionOrigin },
          newKey: () => `00000000-0000-4000-8000-${String(++keys).padStart(12, '0')}`,
          device: 'Test',
        }),
    );
  }

  const ext = {
    clock,
    backend,
    area,
    indexedDB,
    tabs,
    /** What content scripts were told. */
    pushes,
    /** Tabs without a content script. */
    deaf: new Set<number>(),
    /** Pages answer when this resolves. */
    answering: Promise.resolve(),
    /** What the organisation has set. */
    policy: { place: null, backend: null } as { place: Place | null; backend: string | null },
    /** Hosts that the browser keeps from us. */
    withheld: new Set<string>(),
    /** The tab in front of each window. */
    fronts: new Map<number, number>(),
    /** Whether the person lets counts be sent. */
    mayReport: true,
    /** Where the panel was said to be. */
    places,
    /** What was put on the toolbar's button. */
    marks,
    /** When panels were told to forget what they were shown. */
    forgotten,
    /** Every alarm that was set, in milliseconds; null: cleared. */
    alarms,
    get worker() {
      return worker;
    },
    get db() {
      return worker.db;
    },
    /** The worker dies where it stands: memory gone, transactions under way aborted. The next one starts. */
    restart(): void {
      worker.kill();
      worker = boot();
    },
    /** Opens a tab on an address, without a content script's word yet. */
    tab(id: number, { incognito = false, hidden = false } = {}): Tab {
      const tab = { id, url: listUrl, incognito, hidden, generation: 0 };
      tabs.set(id, tab);
      return tab;
    },
    sender(tab: Tab): MessageSender {
      return {
        id: extensionId,
        url: tab.url,
        frameId: 0,
        tab: { ...tab, url: tab.hidden ? undefined : tab.url } as object,
      };
    },
    /** The content script of a tab tells that it shows an address. */
    opened(tab: Tab, url: string, generation = ++generations): Promise<RpcReply<'record.opened'>> {
      tab.url = url;
      tab.generation = Math.max(tab.generation, generation);
      return ext.ask('record.opened', { generation, url, slot: 0 }, ext.sender(tab));
    },
    ask<N extends RpcName>(name: N, payload: RpcRequest<N>, sender: MessageSender): Promise<RpcReply<N>> {
      const answer = worker.background.serve({ name, payload }, sender) as Promise<RpcReply<N>> | undefined;
      return answer ?? Promise.reject(new Error(`${name} was not answered`));
    },
    /** The tab's panel, connected. */
    panel(tab: Tab) {
      const own = worker;
      const sender = { ...panelSender, frameId: 7, tab: { ...tab } as object };
      const states: PanelState[] = [];
      const gone = worker.background.connect('panel', sender, {
        postMessage: (push) => own.alive && states.push(structuredClone(push.state)),
      });
      return {
        states,
        last: () => states.at(-1),
        close: () => gone?.(),
        ask: <N extends RpcName>(name: N, payload: RpcRequest<N>) => ext.ask(name, payload, sender),
        /** Chooses a customer for the view that is shown, or for an earlier one. */
        choose: (accountId: string | null, about: { tabId?: number; generation?: number } = {}) =>
          ext.ask('panel.choose', { generation: states.at(-1)?.generation ?? 0, accountId, ...about }, sender),
        /** Waits until the last state is ready, of this account, and confirmed by the backend. */
        ready: (accountId: string) =>
          until(() => {
            const last = states.at(-1);
            if (last?.phase !== 'ready' || last.revalidating || last.generation !== tab.generation) return false;
            return last.context?.document?.accountId === accountId;
          }, `the panel with ${accountId}`),
        problem: (code: PanelState['problem']) =>
          until(() => states.at(-1)?.phase === 'problem' && states.at(-1)?.problem === code, `the problem ${code}`),
      };
    },
    /** The browser's side panel of a window, connected. */
    sidePanel(windowId: number) {
      const own = worker;
      const pushes: PanelPush[] = [];
      const gone = worker.background.connect(`panel:browser:${windowId}`, panelSender, {
        postMessage: (push) => own.alive && pushes.push(structuredClone(push)),
      });
      return {
        pushes,
        last: () => pushes.at(-1),
        close: () => gone?.(),
        ask: <N extends RpcName>(name: N, payload: RpcRequest<N>) => ext.ask(name, payload, panelSender),
        /** Chooses a customer for the view that is shown. */
        choose: (accountId: string | null, { tabId }: { tabId: number }) =>
          ext.ask('panel.choose', { tabId, generation: pushes.at(-1)?.state.generation ?? 0, accountId }, panelSender),
        /** Waits until the last state is of this tab and as given. */
        shows: (tab: Tab, phase: PanelState['phase'], accountId?: string) =>
          until(
            () => {
              const last = pushes.at(-1);
              if (last?.tabId !== tab.id || last.state.phase !== phase || last.state.revalidating) return false;
              return last.state.context?.document?.accountId === accountId;
            },
            `the side panel with ${phase} ${accountId ?? ''}`,
          ),
      };
    },
    /** A tab comes to the front of a window. */
    front(windowId: number, tab: Tab): void {
      ext.fronts.set(windowId, tab.id);
      worker.background.activated(tab.id, windowId);
    },
    /** Asks as the options page, which has no tab that matters. */
    page: <N extends RpcName>(name: N, payload: RpcRequest<N>) =>
      ext.ask(name, payload, { id: extensionId, url: `${extensionOrigin}/options.html` }),
    async pair(who: Session = people.ada): Promise<void> {
      const code = `CODE-${who.user.name}`;
      backend.codes.set(code, who);
      const answer = await ext.page('session.pair', { backend: backend.origin, code });
      if (!answer.ok) throw new Error(answer.message);
    },
    /** Everything that is on disk, as text, table by table. */
    async disk(): Promise<Record<string, string>> {
      const rows = await Promise.all(
        ext.db.tables.map(async (table) => [table.name, JSON.stringify(await table.toArray())] as const),
      );
      return Object.fromEntries(rows);
    },
  };
  return ext;
}

export type Extension = ReturnType<typeof createExtension>;
export type Panel = ReturnType<Extension['panel']>;

/** An extension that is paired as Ada, with one tab on no record. */
export async function pairedExtension() {
  const ext = createExtension();
  await ext.pair();
  return { ext, backend: ext.backend, tab: ext.tab(1) };
}
