import type { Database } from '../cache/database.ts';
import type { SessionArea } from '../cache/sessionValue.ts';
import type { Hint } from '../contract/detection.ts';
import type { KeepClear, Place } from '../contract/dock.ts';
import type { CrmSystem, RecordRef } from '../contract/record.ts';
import type { ContentPush, DockWords, PanelPush, Site } from '../contract/rpc.ts';

/** How an adapter reads an address. Pure and total. `keep`: a helper window of the record before it. */
export type PageDetection = {
  /** The CRM whose page it is; null for every other page. */
  system: CrmSystem | null;
  record: RecordRef | null | 'keep';
  /** The route that matched, and the day of its pack. */
  rule: string | null;
  pack: string | null;
  /** The record around this one. */
  parent: RecordRef | null;
  /** The CRM's own sign-in: no dock there. */
  isSignIn: boolean;
};

/** What an adapter knows about the pages of its CRM, besides their addresses. */
export type PagePack = { dock: { mode: 'push' | 'overlay'; clear: KeepClear } };

/** What the browser and the adapters give to the background. Nothing else of them is used. */
export type BackgroundDeps = {
  db: Database;
  session: SessionArea;
  fetcher: typeof fetch;
  detect(href: string): PageDetection;
  packOf(system: CrmSystem): PagePack;
  /** Where the page of a record may say more about it. */
  hintsFor(record: RecordRef): Hint[];
  /** What the organisation has set (managed storage); null where it leaves the choice. Asked once, and after `policyChanged`. */
  policy(): Promise<{ place: Place | null; backend: string | null }>;
  sites(): Promise<Site[]>;
  /** Whether the browser lets us run on the page of this address. Asked at every navigation: answered from memory. */
  isGranted(href: string): Promise<boolean>;
  /** The address of a tab as the browser sees it now; null when it is gone or hidden from us. */
  tabUrl(tabId: number): Promise<string | null>;
  /** The tab in front of a window; null when there is no such window. */
  activeTab(windowId: number): Promise<{ id: number; incognito: boolean } | null>;
  /** Tells a tab's content script. Resolves, never rejects: false when nobody listens there. */
  send(tabId: number, push: ContentPush): Promise<boolean>;
  /** Told where the panel is: at each start, and when that changes. A person's gesture may open the side panel and cannot wait to ask. */
  placed(place: Place): void;
  /** Whether counts of pages that have changed may be sent. Firefox lets the person decide. */
  mayReport(): Promise<boolean>;
  /** Puts a mark on the toolbar's button for this tab, or takes it off. */
  mark(tabId: number, mark: 'trouble' | null): void;
  /** Tells every panel, also one that is not connected, to forget what it has been shown. */
  forgetShown(): Promise<void>;
  /** Asks to be woken for `flush` in so many milliseconds, or not any more. */
  setAlarm(delayMs: number | null): Promise<unknown>;
  /** Opens the options page in a tab of its own. */
  openOptions(): Promise<void>;
  /** What the dock says. Asked when somebody needs it: the first look into the catalogue waits for the browser. */
  words(): DockWords;
  own: { id: string; origin: string };
  newKey(): string;
  now(): number;
  /** Resolves after so many milliseconds, or sooner when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  device: string;
};

/** The port of a connected panel: `panel`, `panel:0`, `panel:1` in a tab, `panel:browser:<windowId>` beside it. */
export type PanelPort = { postMessage(push: PanelPush): void };

/** What the browser's events ask of the background. Nothing here waits; what fails is reported. */
export type BackgroundEvents = {
  /** A tab has come to the front of its window. */
  activated(tabId: number, windowId: number): void;
  /** A tab loads a document or shows another address (`tabs.onUpdated`); only needed while a side panel of the browser is open. */
  navigated(tabId: number): void;
  /** A tab is gone. */
  closed(tabId: number): void;
  /** The browser lets us run on other pages than before. */
  accessChanged(): void;
  /** The organisation has changed its settings. */
  policyChanged(): void;
  flushSoon(): void;
};
