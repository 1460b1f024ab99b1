import * as z from 'zod/mini';
import { ReactionKind } from './action.ts';
import { Session, Watchlist } from './api.ts';
import { ErrorCode } from './errors.ts';
import { PanelState } from './panel.ts';

/**
 * Messages inside the extension. Each declares who may send it; the background checks the sender before it reads the payload.
 *
 * - `content`: the content script in the top frame of a CRM page.
 * - `page`: one of our own pages, also when framed in a CRM page (`panel`) or opened by itself (popup, options).
 */
export type RpcSender = 'content' | 'page';

const problem = z.object({ ok: z.literal(false), code: ErrorCode, message: z.string() });
const done = z.union([z.object({ ok: z.literal(true) }), problem]);

/** What the dock itself says, in the person's language. */
export const DockWords = z.object({
  panel: z.string(),
  open: z.string(),
  close: z.string(),
  silent: z.string(),
  retry: z.string(),
});
export type DockWords = z.infer<typeof DockWords>;

/** The dock has two frames of the panel and shows one: the next customer is painted in the one that is blank. */
export const Slot = z.literal([0, 1]);
export type Slot = z.infer<typeof Slot>;

const opened = z.strictObject({ generation: z.int(), url: z.string().check(z.maxLength(8192)), slot: Slot });

/** Requests to the background: name, sender, payload, reply. */
export const rpc = {
  /** The tab shows another URL. The payload is only a hint for ordering: the background re-parses the sender's own URL. */
  'record.opened': {
    from: 'content',
    request: opened,
    reply: z.union([
      z.object({
        ok: z.literal(true),
        open: z.boolean(),
        mode: z.enum(['push', 'overlay']),
        words: DockWords,
        /** The newest generation known for the tab; greater than the one sent only when the clock was set back. */
        newest: z.optional(z.int()),
      }),
      problem,
    ]),
  },
  /**
   * The page is about to show another address: the same generation and address follow as `record.opened` at the commit. The panel may
   * paint what is cached, in a frame that is not seen before the commit; nothing is asked of the network.
   */
  'record.expected': {
    from: 'content',
    request: opened,
    reply: done,
  },
  /** The person opened or closed the dock; remembered per CRM. */
  'dock.set': { from: 'content', request: z.strictObject({ open: z.boolean() }), reply: done },
  /** The panel has painted this generation; the background tells the tab's content script. */
  'panel.painted': { from: 'page', request: z.strictObject({ generation: z.int() }), reply: done },
  /** The frame in this slot knows that since this generation the other one is in use, and shows nothing any more. */
  'panel.blank': { from: 'page', request: z.strictObject({ generation: z.int(), slot: Slot }), reply: done },
  'panel.refresh': { from: 'page', request: z.strictObject({}), reply: done },
  /** Chooses among ambiguous candidates for this view. */
  'panel.choose': {
    from: 'page',
    request: z.strictObject({ accountId: z.string().check(z.maxLength(64)) }),
    reply: done,
  },
  'action.react': {
    from: 'page',
    request: z.strictObject({
      accountId: z.string(),
      actionKey: z.string(),
      ruleId: z.string(),
      ruleVersion: z.int(),
      kind: ReactionKind,
      reason: z.optional(z.string().check(z.maxLength(500))),
      until: z.optional(z.iso.datetime()),
    }),
    reply: done,
  },
  'account.pin': {
    from: 'page',
    request: z.strictObject({
      accountId: z.string(),
      pinned: z.boolean(),
      reason: z.optional(z.string().check(z.maxLength(500))),
    }),
    reply: done,
  },
  'watchlist.get': {
    from: 'page',
    request: z.strictObject({}),
    reply: z.union([z.object({ ok: z.literal(true), watchlist: Watchlist, cached: z.boolean() }), problem]),
  },
  /** A frame inside a web page cannot open the options page itself in Firefox, so the background does, for every page of ours. */
  'options.open': { from: 'page', request: z.strictObject({}), reply: done },
  'session.get': {
    from: 'page',
    request: z.strictObject({}),
    reply: z.object({
      backend: z.nullable(z.string()),
      session: z.nullable(Session),
      /** The backend has rejected the token of this session. */
      revoked: z.boolean(),
      queued: z.int(),
    }),
  },
  'session.pair': {
    from: 'page',
    request: z.strictObject({ backend: z.string().check(z.maxLength(500)), code: z.string().check(z.maxLength(40)) }),
    reply: z.union([z.object({ ok: z.literal(true), session: Session }), problem]),
  },
  'session.test': {
    from: 'page',
    request: z.strictObject({ backend: z.string().check(z.maxLength(500)) }),
    reply: z.union([z.object({ ok: z.literal(true), serverVersion: z.int(), ms: z.number() }), problem]),
  },
  'session.signOut': { from: 'page', request: z.strictObject({}), reply: done },
} as const satisfies Record<string, { from: RpcSender; request: z.ZodMiniType; reply: z.ZodMiniType }>;

export type RpcName = keyof typeof rpc;
export type RpcRequest<N extends RpcName> = z.infer<(typeof rpc)[N]['request']>;
export type RpcReply<N extends RpcName> = z.infer<(typeof rpc)[N]['reply']>;

/**
 * Pushed over the panel's port, whose name is `panel`, with the slot for a frame of the dock (`panel:0`). Every panel of the tab gets it:
 * the one in `slot` (or in none) shows it, the other keeps it for when the tab comes back to `href`, and blanks.
 */
export const PanelPush = z.object({
  type: z.literal('state'),
  state: PanelState,
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
  | { type: 'announce' };
