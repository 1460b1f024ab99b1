import type { SearchResponse, Session, Watchlist } from './api.ts';
import type { Hint } from './detection.ts';
import type { DockSettings, KeepClear, Place } from './dock.ts';
import type { ErrorCode } from './errors.ts';
import type { PanelState } from './panel.ts';
import type { CrmSystem } from './record.ts';
import type { DockWords, RecentEntry, RpcName, Site } from './rpc.ts';

type Refusal = { ok: false; code: ErrorCode; message: string };
type Answer<Value> = ({ ok: true } & Value) | Refusal;
type Done = Answer<unknown>;

/** The answers to the messages of `rpc`. Types only: they are the background's own word, and schemas would cost each start of it. */
export type RpcReplies = Record<RpcName, unknown> & {
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
