import * as z from 'zod/mini';
import { ReactionKind } from './action.ts';
import type { SearchResponse, Session, Watchlist } from './api.ts';
import { type Hint, HintResult } from './detection.ts';
import { DockChange, type DockSettings, DockTrouble, type KeepClear, Place } from './dock.ts';
import type { ErrorCode } from './errors.ts';
import { PanelState } from './panel.ts';
import { CrmSystem } from './record.ts';
import { Band } from './sections.ts';
import { Instant } from './values.ts';

/**
 * Messages inside the extension. Each declares who may send it; the background checks the sender before it reads the payload.
 *
 * - `content`: the content script in the top frame of a CRM page.
 * - `page`: one of our own pages, also when framed in a CRM page (`panel`) or opened by itself (popup, options).
 */
export type RpcSender = 'content' | 'page';

/** What the dock itself says, in the person's language. */
export const DockWords = z.object({
  panel: z.string(),
  open: z.string(),
  close: z.string(),
  silent: z.string(),
  retry: z.string(),
  resize: z.string(),
});
export type DockWords = z.infer<typeof DockWords>;

/** The dock has two frames of the panel and shows one: the next customer is painted in the one that is blank. */
export const Slot = z.literal([0, 1]);
export type Slot = z.infer<typeof Slot>;

const AccountId = z.string().check(z.minLength(1), z.maxLength(64));
/** The tab that a page means, when it is not in one: the browser's side panel. Of a sender in a tab, the sender's own tab counts. */
const tab = { tabId: z.optional(z.int()) };

/** A customer that the person has looked at, newest first. Kept in this browser only, never from an incognito tab. */
export const RecentEntry = z.object({
  accountId: z.string(),
  name: z.string(),
  domain: z.nullable(z.string()),
  band: Band,
  url: z.nullable(z.string()),
  at: Instant,
});
export type RecentEntry = z.infer<typeof RecentEntry>;

/** A family of pages on which the extension may run, and whether the browser lets it. `optional`: only asked for when needed. */
export const Site = z.object({
  system: CrmSystem,
  origins: z.array(z.string()),
  optional: z.boolean(),
  granted: z.boolean(),
});
export type Site = z.infer<typeof Site>;

const opened = z.strictObject({ generation: z.int(), url: z.string().check(z.maxLength(8192)), slot: Slot });

/** Requests to the background: name, sender, payload. */
export const rpc = {
  /** The tab shows another URL. The payload is only a hint for ordering: the background re-parses the sender's own URL. */
  'record.opened': {
    from: 'content',
    request: opened,
  },
  /**
   * The page is about to show another address: the same generation and address follow as `record.opened` at the commit. The panel may
   * paint what is cached, in a frame that is not seen before the commit; nothing is asked of the network.
   */
  'record.expected': {
    from: 'content',
    request: opened,
  },
  /** What the hints of this page came to. */
  'record.hinted': {
    from: 'content',
    request: z.strictObject({ generation: z.int(), results: z.array(HintResult).check(z.maxLength(10)) }),
  },
  /** The person opened, closed, moved or resized the dock; remembered per site. */
  'dock.set': { from: 'content', request: DockChange },
  /** The page takes the dock out or covers it, so that the toolbar must say so; null when that is over. */
  'dock.trouble': { from: 'content', request: z.strictObject({ trouble: z.nullable(DockTrouble) }) },
  /** The same as `dock.set`, chosen in the panel. */
  'dock.arrange': { from: 'page', request: z.strictObject({ ...tab, change: DockChange }) },
  /** Something lies over the panel or fades it, as the panel itself sees it (IntersectionObserver v2). */
  'panel.covered': { from: 'page', request: z.strictObject({ covered: z.boolean() }) },
  /** The person goes back to where they were in the page. */
  'panel.leave': { from: 'page', request: z.strictObject({}) },
  /** The panel has painted this generation; the background tells the tab's content script. */
  'panel.painted': { from: 'page', request: z.strictObject({ ...tab, generation: z.int() }) },
  /** The frame in this slot knows that since this generation the other one is in use, and shows nothing any more. */
  'panel.blank': { from: 'page', request: z.strictObject({ generation: z.int(), slot: Slot }) },
  'panel.refresh': { from: 'page', request: z.strictObject(tab) },
  /**
   * Shows another customer for this view: one of several, or one looked up. Null: back to what the page says. `generation` is of the view
   * in which the person chose: a choice that arrives after the next navigation is void.
   */
  'panel.choose': {
    from: 'page',
    request: z.strictObject({ ...tab, generation: z.int(), accountId: z.nullable(AccountId) }),
  },
  /** What a tab shows, for the toolbar's popup. */
  'tab.get': {
    from: 'page',
    request: z.strictObject({ tabId: z.int() }),
  },
  'search.find': {
    from: 'page',
    request: z.strictObject({ query: z.string().check(z.minLength(1), z.maxLength(100)) }),
  },
  'recent.get': {
    from: 'page',
    request: z.strictObject({}),
  },
  'settings.get': {
    from: 'page',
    request: z.strictObject({}),
  },
  'place.set': { from: 'page', request: z.strictObject({ place: Place }) },
  'action.react': {
    from: 'page',
    request: z.strictObject({
      ...tab,
      accountId: z.string(),
      actionKey: z.string(),
      ruleId: z.string(),
      ruleVersion: z.int(),
      kind: ReactionKind,
      reason: z.optional(z.string().check(z.maxLength(500))),
      until: z.optional(z.iso.datetime()),
    }),
  },
  'account.pin': {
    from: 'page',
    request: z.strictObject({
      ...tab,
      accountId: z.string(),
      pinned: z.boolean(),
      reason: z.optional(z.string().check(z.maxLength(500))),
    }),
  },
  'watchlist.get': {
    from: 'page',
    request: z.strictObject({}),
  },
  /** A frame inside a web page cannot open the options page itself in Firefox, so the background does, for every page of ours. */
  'options.open': { from: 'page', request: z.strictObject({}) },
  'session.get': {
    from: 'page',
    request: z.strictObject({}),
  },
  'session.pair': {
    from: 'page',
    request: z.strictObject({ backend: z.string().check(z.maxLength(500)), code: z.string().check(z.maxLength(40)) }),
  },
  'session.test': {
    from: 'page',
    request: z.strictObject({ backend: z.string().check(z.maxLength(500)) }),
  },
  'session.signOut': { from: 'page', request: z.strictObject({}) },
} as const satisfies Record<string, { from: RpcSender; request: z.ZodMiniType }>;

export type RpcName = keyof typeof rpc;
export type RpcRequest<N extends RpcName> = z.infer<(typeof rpc)[N]['request']>;
export type RpcReply<N extends RpcName> = RpcReplies[N];

type Refusal = { ok: false; code: ErrorCode; message: string };
type Answer<Value> = ({ ok: true } & Value) | Refusal;
type Done = Answer<unknown>;

/** What is answered. Types only: it is the background's own word, and schemas would cost each start of it. */
type RpcReplies = {
  'record.opened': Answer<{
    /** Null: no dock on this page (the CRM's own sign-in, or the panel is in the browser's side panel). */
    dock: DockSettings | null;
    words: DockWords;
    clear: KeepClear;
    /** What to look for in the page, once it is at rest. */
    hints: Hint[];
    /** The newest generation known for the tab; greater than the one sent only when the clock was set back. */
    newest?: number | undefined;
  }>;
  'record.expected': Done;
  'record.hinted': Done;
  'dock.set': Done;
  'dock.trouble': Done;
  'dock.arrange': Done;
  'panel.covered': Done;
  'panel.leave': Done;
  'panel.painted': Done;
  'panel.blank': Done;
  'panel.refresh': Done;
  'panel.choose': Done;
  /** `system` is null on a page of no CRM, or one that the browser hides from us. */
  'tab.get': Answer<{ state: PanelState | null; system: CrmSystem | null }>;
  'search.find': Answer<{ found: SearchResponse }>;
  'recent.get': Answer<{ entries: RecentEntry[] }>;
  'settings.get': {
    place: Place;
    /** The organisation has decided, and the person cannot change it. */
    locked: { place: boolean; backend: boolean };
    /** The backend that the organisation has set. */
    backend: string | null;
    sites: Site[];
  };
  'place.set': Done;
  'action.react': Done;
  'account.pin': Done;
  'watchlist.get': Answer<{ watchlist: Watchlist; cached: boolean }>;
  'options.open': Done;
  'session.get': {
    backend: string | null;
    session: Session | null;
    /** The backend has rejected the token of this session. */
    revoked: boolean;
    queued: number;
  };
  'session.pair': Answer<{ session: Session }>;
  'session.test': Answer<{ serverVersion: number; ms: number }>;
  'session.signOut': Done;
};

/**
 * Pushed over the panel's port, whose name is `panel`, with the slot for a frame of the dock (`panel:0`). Every panel of the tab gets it:
 * the one in `slot` (or in none) shows it, the other keeps it for when the tab comes back to `href`, and blanks.
 */
export const PanelPush = z.object({
  type: z.literal('state'),
  state: PanelState,
  /** The browser's own side panel shows every state, whatever the slot. */
  slot: Slot,
  /** Null for an address that does not say by itself which record it shows. */
  href: z.nullable(z.string()),
  /** The tab of this panel, which cannot ask for it everywhere. */
  tabId: z.int(),
});
export type PanelPush = z.infer<typeof PanelPush>;

/** Sent to the content script of a tab. Carries no customer data. `announce`: the background does not know the tab's record and asks again. */
export type ContentPush =
  | { type: 'painted'; generation: number }
  | { type: 'blank'; generation: number; slot: Slot }
  | { type: 'toggle' }
  /** Focus goes into the panel, or back to where it was in the page. */
  | { type: 'focus' }
  /** Focus goes back to the page. */
  | { type: 'leave' }
  /** The dock was arranged in the panel, or another copy of this site. Null: no dock any more. */
  | { type: 'dock'; dock: DockSettings | null }
  /** The panel finds itself covered. */
  | { type: 'covered'; covered: boolean }
  /** The browser has withdrawn access to this site. */
  | { type: 'stop' }
  /** Asks whether anybody listens. */
  | { type: 'ping' }
  | { type: 'announce' };
