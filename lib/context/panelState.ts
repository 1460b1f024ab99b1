import type { CachedContext } from '../cache/contextCache.ts';
import type { WriteRow } from '../cache/database.ts';
import type { ContextResponse } from '../contract/context.ts';
import type { ErrorCode } from '../contract/errors.ts';
import type { Candidate } from '../contract/identity.ts';
import type { PanelState } from '../contract/panel.ts';
import type { TabState } from './tabStates.ts';

/** A cached context with what the person did about its account. */
export type CachedView = CachedContext & { pinned: boolean; writes: readonly WriteRow[] };

/** Failures that must hide what is cached: showing it would ignore a decision of the server or of the person. */
const hiding: ReadonlySet<ErrorCode> = new Set([
  'notPaired',
  'invalidToken',
  'forbidden',
  'unknownRecord',
  'clientTooOld',
  'serverTooOld',
]);

export type Progress = { revalidating: boolean; problem: ErrorCode | null; networkMs: number | null };

/** The panel's state from its parts. Pure. */
export function panelState(parts: {
  tab: TabState | null;
  /** Why nothing may be shown at all: no pairing, one that the backend has revoked, no access, versions that do not fit. */
  barred: ErrorCode | null;
  view: CachedView | null;
  customers: Candidate[];
  progress: Progress | null;
}): PanelState {
  const { tab, view, progress } = parts;
  const base: PanelState = {
    generation: tab?.generation ?? 0,
    record: tab?.record ?? null,
    phase: 'noRecord',
    context: null,
    confirmedAt: null,
    revalidating: progress?.revalidating ?? false,
    problem: progress?.problem ?? null,
    pinned: false,
    reactions: [],
    customers: [],
    by: tab && tab.chosen !== null ? 'person' : 'record',
    detection: tab?.detection ?? null,
    networkMs: progress?.networkMs ?? null,
    dock: tab?.dock ?? null,
    trouble: tab?.trouble ?? null,
  };
  if (!tab || (!tab.record && tab.chosen === null)) return { ...base, revalidating: false, problem: null };
  if (parts.barred !== null) return { ...base, phase: 'problem', problem: parts.barred, revalidating: false };
  // Whoever is chosen and cannot be shown: the others still can.
  const several = { ...base, customers: parts.customers };
  if (base.problem !== null && hiding.has(base.problem))
    return { ...(tab.chosen === null ? base : several), phase: 'problem' };
  if (!view) return { ...several, phase: base.problem === null ? 'loading' : 'problem' };
  return {
    ...several,
    phase: 'ready',
    context: tab.chosen === null ? view.response : asChosen(view.response),
    confirmedAt: new Date(view.confirmedAt).toISOString(),
    pinned: view.pinned,
    reactions: latestReactions(view.writes),
  };
}

/** The person has chosen this customer among several: enough to show it, and said so. */
function asChosen(response: ContextResponse): ContextResponse {
  return {
    ...response,
    resolution: { ...response.resolution, confidence: 'matched', evidence: [{ rule: 'chosenByYou', value: '' }] },
  };
}

function latestReactions(writes: readonly WriteRow[]): PanelState['reactions'] {
  const latest = new Map<string, PanelState['reactions'][number]>();
  for (const write of writes) {
    if (write.kind !== 'reaction') continue;
    latest.set(write.body.actionKey, {
      actionKey: write.body.actionKey,
      kind: write.body.kind,
      queued: write.state === 'queued',
    });
  }
  return [...latest.values()];
}
