import type { DockSettings } from '../contract/dock.ts';
import { type RecordRef, recordKey } from '../contract/record.ts';
import type { Slot } from '../contract/rpc.ts';
import type { PageDetection } from './backgroundDeps.ts';
import type { TabState } from './tabStates.ts';

/** What a content script tells of its page, with what the browser says of it. */
export type Page = {
  generation: number;
  href: string;
  incognito: boolean;
  slot: Slot;
  documentId?: string | undefined;
};

/** A tab of which nothing is known. */
export const noPage: TabState = {
  generation: 0,
  href: '',
  record: null,
  incognito: false,
  slot: 0,
  chosen: null,
  detection: { system: null, rule: null, pack: null, ms: 0, parent: null, hints: [] },
  dock: null,
  trouble: null,
};

/**
 * What a tab turns to when it shows a page; `known` when the same was told before under the same generation, and then what the person
 * chose and the page's hints meanwhile stand. Pure.
 * @param arranged the dock as it was left on this host.
 * @param ms how long it took to read the address.
 */
export function turnTo(
  before: TabState | null,
  page: Page,
  found: PageDetection,
  arranged: DockSettings | null,
  ms: number,
): { tab: TabState; known: boolean } {
  const { generation, href, incognito, slot, documentId } = page;
  const { system, rule, pack } = found;
  const keeps = found.record === 'keep';
  const record = found.record === 'keep' ? (before?.record ?? null) : found.record;
  const parent = keeps ? (before?.detection.parent ?? null) : found.parent;
  const stays = before !== null && isSame(before.record, record);
  const known = stays && before.generation === generation;
  // A rail that was opened is collapsed by the next record.
  const open = arranged?.mode === 'rail' ? stays && before.dock?.open === true : arranged?.open === true;
  const tab: TabState = {
    generation,
    href,
    record,
    incognito,
    slot,
    chosen: known ? before.chosen : null,
    detection: { system, rule, pack, ms, parent, hints: known ? before.detection.hints : [] },
    dock: arranged && { ...arranged, open },
    // A new document begins without trouble; who is in it says when it is over.
    trouble: before && before.documentId === documentId ? before.trouble : null,
    documentId,
  };
  return { tab, known };
}

function isSame(a: RecordRef | null, b: RecordRef | null): boolean {
  return a === b || (a !== null && b !== null && recordKey(a) === recordKey(b));
}
