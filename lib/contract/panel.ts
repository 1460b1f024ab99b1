import * as z from 'zod/mini';
import { ReactionKind } from './action.ts';
import { ContextResponse } from './context.ts';
import { Detection } from './detection.ts';
import { DockSettings, DockTrouble } from './dock.ts';
import { ErrorCode } from './errors.ts';
import { Candidate } from './identity.ts';
import { RecordRef } from './record.ts';
import { Instant } from './values.ts';

/**
 * What the panel shows. Pushed by the background, whole, one per change.
 *
 * `generation` counts the navigations of the tab and never goes back: the panel drops a state with a smaller one. The background stamps it;
 * the content script shows a frame only if it was blank when the generation began, or has painted it.
 */
export const PanelState = z.object({
  generation: z.int(),
  /** The record on screen, or null when the page shows none. */
  record: z.nullable(RecordRef),
  /**
   * - `noRecord`: the page is a list, a draft or a setup page.
   * - `loading`: a record is recognised, nothing is cached, an answer is on its way.
   * - `ready`: `context` holds the answer (fresh, or cached while `revalidating`).
   * - `problem`: nothing to show; `problem` says why.
   */
  phase: z.enum(['noRecord', 'loading', 'ready', 'problem']),
  context: z.nullable(ContextResponse),
  /** When the server last confirmed `context`; the panel shows its age. */
  confirmedAt: z.nullable(Instant),
  revalidating: z.boolean(),
  /** With `ready`: why the last revalidation failed, for a quiet line. With `problem`: the state itself. */
  problem: z.nullable(ErrorCode),
  pinned: z.boolean(),
  /** Reactions already chosen for this account's actions, by action key; `queued` until the server has accepted them. */
  reactions: z.array(z.object({ actionKey: z.string(), kind: ReactionKind, queued: z.boolean() })),
  /**
   * The customers on this screen, when there are several: the record's own first, then those of people copied, of a second company, of the
   * workspace around a subtab. Empty when there is one or none. The one that is shown is among them, unless the person looked up another.
   */
  customers: z.array(Candidate),
  /** Who decided which customer is shown: the record, or the person (among several, or by looking one up). */
  by: z.enum(['record', 'person']),
  /** How the page's address was read; null before anything was. */
  detection: z.nullable(Detection),
  /** How long the last answer of the server took; null while there was none. */
  networkMs: z.nullable(z.number()),
  /** The dock around this panel; null in the browser's own side panel. */
  dock: z.nullable(DockSettings),
  trouble: z.nullable(DockTrouble),
});
export type PanelState = z.infer<typeof PanelState>;
