import { SourceError } from '../connectors/http.ts';
import type { Connector, ConnectorConfig, ConnectorDeps, Feed, PulledPage } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { readCursor, type StreamPlace, saveWrittenPage, writeOut } from '../store/records.ts';
import { endFullPass } from '../store/sweep.ts';
import { gatherPages } from './gatherPages.ts';
import { watchFields } from './guardFields.ts';
import type { OnProgress } from './progress.ts';
import type { ShardPool } from './shardPool.ts';

const dayMs = 86_400_000;
/** How often a source that does not tell of deleted records is read in full. */
const fullEveryMs = 7 * dayMs;
/** As many as are saved in one transaction. */
const gatherRows = 500;

export type StreamSync = {
  store: Store;
  tenantId: string;
  config: ConnectorConfig;
  connector: Connector;
  deps: ConnectorDeps;
  onProgress: OnProgress;
  /** Small pages are saved together up to so many rows; 0 saves each page by itself. */
  gatherRows?: number;
  pool?: ShardPool | undefined;
};

/**
 * Pulls one stream: everything the first time, then what has changed. A pass that was interrupted goes on at its last saved page. A
 * full pass that came to its end marks what it has not seen as deleted. It is due again when the gap is longer than the source's feed
 * goes back, when the source refuses the stored cursor, weekly where the feed does not tell of deletions, and after fields have come back.
 * Throws SourceError; what was saved stays. Returns the number of rows read.
 */
export async function syncStream(sync: StreamSync, stream: string): Promise<number> {
  const { store, tenantId, connector, deps } = sync;
  const left = await readCursor(store, tenantId, connector.source, stream);
  // A kill may have come between the last page and the sweep.
  if (left?.done && left.fullStartedAt !== null) await endPass(sync, stream, left.fullStartedAt);
  const inFull = async () => (await runPass(sync, stream, null, deps.now())).rows;
  const feed = connector.feedOf?.[stream] ?? connector.feed;
  if (left === null || isFullDue(left, feed, deps.now())) return inFull();
  try {
    const pass = await runPass(sync, stream, left.cursor, left.done ? null : left.fullStartedAt);
    return pass.healed ? pass.rows + (await inFull()) : pass.rows;
  } catch (error) {
    if (error instanceof ExpiredCursor) return inFull();
    throw error;
  }
}

/** Whether what is stored cannot be continued, or not only continued. */
export function isFullDue(left: StreamPlace, feed: Feed, nowMs: number): boolean {
  if (left.cursor === null) return true;
  if (feed.retentionMs !== null && nowMs - left.at > feed.retentionMs) return true;
  return left.done && !feed.tellsDeletes && nowMs - (left.fullEndedAt ?? 0) > fullEveryMs;
}

/** The source refused the first request with a stored cursor: nothing was read. */
class ExpiredCursor extends Error {}

async function runPass(
  sync: StreamSync,
  stream: string,
  from: string | null,
  fullStartedAt: number | null,
): Promise<{ rows: number; healed: boolean }> {
  const { store, tenantId, config, connector, deps, onProgress, pool } = sync;
  const { source } = connector;
  const phase = `${source} ${stream}`;
  const fields = await watchFields(store, tenantId, source, stream);
  // Asked for beside the first page. Without an answer the rows are pulled all the same.
  const counted = from === null ? connector.count?.(config, stream, deps).catch(() => null) : null;
  let total: number | null = null;
  let startedAt = fullStartedAt;
  let done = 0;
  onProgress({ phase, done, total });
  const pages = untilRefused(connector.pull(config, stream, from, deps), from !== null);
  for await (const pulled of gatherPages(pages, sync.gatherRows ?? gatherRows)) {
    // The page was asked for before the run was called off.
    deps.signal?.throwIfAborted();
    if (startedAt !== null && pulled.unreadable) startedAt = 0;
    // A clock that was set back must not make seen rows look unseen.
    const at = Math.max(deps.now(), startedAt ?? 0);
    const page = writeOut(await fields.guard(pulled, at));
    const toSave = { tenantId, source, page, at, fullStartedAt: startedAt };
    await (pool?.savePage(toSave) ?? saveWrittenPage(store, toSave));
    done += pulled.records.length;
    total = (await counted) ?? null;
    onProgress({ phase, done, total });
  }
  if (startedAt !== null) await endPass(sync, stream, startedAt);
  onProgress({ phase, done, total: done });
  return { rows: done, healed: fields.healed && fullStartedAt === null };
}

async function* untilRefused(pages: AsyncIterable<PulledPage>, isStored: boolean): AsyncIterable<PulledPage> {
  let pagesRead = 0;
  try {
    for await (const page of pages) {
      pagesRead++;
      yield page;
    }
  } catch (error) {
    const isRefused = error instanceof SourceError && error.kind === 'refused' && error.status !== null;
    throw isStored && pagesRead === 0 && isRefused ? new ExpiredCursor() : error;
  }
}

async function endPass({ store, tenantId, connector, deps }: StreamSync, stream: string, startedAt: number) {
  const { source } = connector;
  const at = Math.max(deps.now(), startedAt);
  const sweep = await endFullPass(store, tenantId, { source, stream, kind: connector.kindOf(stream) }, startedAt, at);
  await (await watchFields(store, tenantId, source, stream)).noteEmpty(sweep.nothing, at);
}
