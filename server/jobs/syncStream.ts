import type { SourceError } from '../connectors/http.ts';
import { isHidden } from '../connectors/unlessHidden.ts';
import type { Connector, ConnectorConfig, ConnectorDeps, Feed, PulledPage } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { readCursor, type StreamPlace, saveWrittenPage, writeOut } from '../store/records.ts';
import { hasLive } from '../store/sourceDrift.ts';
import { endFullPass, wantFull } from '../store/sweep.ts';
import { gatherPages } from './gatherPages.ts';
import { type Reading, watchFields } from './guardFields.ts';
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
 * goes back, when the source refuses the stored cursor, weekly where the feed does not tell of deletions, and when something was missed: after fields have come back,
 * and after rows that could not be read.
 * Throws SourceError; what was saved stays. Returns the number of rows read.
 */
export async function syncStream(sync: StreamSync, stream: string): Promise<number> {
  const { store, tenantId, connector, deps } = sync;
  const left = await readCursor(store, tenantId, connector.source, stream);
  // A kill may have come between the last page and the sweep.
  if (left?.done && left.fullStartedAt !== null) await endPass(sync, stream, left.fullStartedAt);
  const reading = left?.fullEndedAt ? 'full' : 'first';
  const lastAt = left && left.cursor !== null ? left.at : null;
  const inFull = async () =>
    (await runPass(sync, stream, { from: null, fullStartedAt: deps.now(), reading, lastAt })).rows;
  const feed = connector.feedOf?.[stream] ?? connector.feed;
  if (left === null || isFullDue(left, feed, deps.now())) return inFull();
  try {
    const fullStartedAt = left.done ? null : left.fullStartedAt;
    const pass = await runPass(sync, stream, { from: left.cursor, fullStartedAt, reading: 'changes', lastAt });
    // Rows that could not be read are read again, but not more than once a day.
    if (pass.unreadable && fullStartedAt === null)
      await wantFull(store, tenantId, connector.source, stream, Math.max(deps.now(), (left.fullEndedAt ?? 0) + dayMs));
    return pass.healed ? pass.rows + (await inFull()) : pass.rows;
  } catch (error) {
    if (error instanceof ExpiredCursor) return inFull();
    throw error;
  }
}

/** Whether what is stored cannot be continued, or not only continued. */
export function isFullDue(left: StreamPlace, feed: Feed, nowMs: number): boolean {
  if (left.cursor === null) return true;
  if (left.fullWantedAt !== null && nowMs >= left.fullWantedAt && left.fullStartedAt === null) return true;
  if (feed.retentionMs !== null && nowMs - left.at > feed.retentionMs) return true;
  return left.done && !feed.tellsDeletes && nowMs - (left.fullEndedAt ?? 0) > fullEveryMs;
}

/** The source refused the first request with a stored cursor: nothing was read. */
class ExpiredCursor extends Error {}

/** Where a pass begins, since when it is a full one, and when something of the stream was read last. */
type Pass = { from: string | null; fullStartedAt: number | null; reading: Reading; lastAt: number | null };

async function runPass(
  sync: StreamSync,
  stream: string,
  { from, fullStartedAt, reading, lastAt }: Pass,
): Promise<{ rows: number; healed: boolean; unreadable: boolean }> {
  const { store, tenantId, config, connector, deps, onProgress, pool } = sync;
  const { source } = connector;
  const phase = `${source} ${stream}`;
  const fields = await watchFields(store, tenantId, source, stream, reading);
  // Asked for beside the first page. Without an answer the rows are pulled all the same.
  const counted = from === null ? connector.count?.(config, stream, deps).catch(() => null) : null;
  let total: number | null = null;
  let startedAt = fullStartedAt;
  let done = 0;
  onProgress({ phase, done, total });
  const pages = untilRefused(connector.pull(config, stream, from, deps), {
    stream,
    isStored: from !== null,
    isDispensable: connector.dispensable?.has(stream) ?? false,
    async onHidden({ kind }) {
      // Removes nothing: what was read before stays.
      startedAt = 0;
      const isMissed = kind === 'forbidden' || (await hasLive(store, tenantId, source, connector.kindOf(stream)));
      await fields.noteStream(isMissed ? 'hidden' : 'absent', now(), lastAt);
    },
  });
  // A clock that was set back must not make seen rows look unseen.
  const now = () => Math.max(deps.now(), fullStartedAt ?? 0);
  let unreadable = false;
  for await (const pulled of gatherPages(guarded(pages, fields, now), sync.gatherRows ?? gatherRows)) {
    // The page was asked for before the run was called off.
    deps.signal?.throwIfAborted();
    unreadable ||= (pulled.unreadable ?? 0) > 0;
    if (startedAt !== null && unreadable) startedAt = 0;
    const at = now();
    const page = writeOut(pulled);
    const toSave = { tenantId, source, page, at, fullStartedAt: startedAt };
    await (pool?.savePage(toSave) ?? saveWrittenPage(store, toSave));
    done += pulled.records.length;
    total = (await counted) ?? null;
    onProgress({ phase, done, total });
  }
  if (startedAt !== null) await endPass(sync, stream, startedAt);
  onProgress({ phase, done, total: done });
  return { rows: done, healed: fields.healed && fullStartedAt === null, unreadable };
}

/** Each page with good values, judged as the source sent it: gathered with others it would have the fields that it lacks. */
async function* guarded(
  pages: AsyncIterable<PulledPage>,
  fields: Awaited<ReturnType<typeof watchFields>>,
  now: () => number,
): AsyncIterable<PulledPage> {
  for await (const page of pages) yield await fields.guard(page, now());
}

type Refusable = {
  stream: string;
  isStored: boolean;
  isDispensable: boolean;
  onHidden: (error: SourceError) => Promise<void>;
};

/**
 * The pages of a pass, of which the first one may be refused: with a stored cursor everything is read again, and a stream that can be
 * done without is then said to be hidden. A later page that is refused is a failure: what was not read would be taken for gone.
 */
async function* untilRefused(
  pages: AsyncIterable<PulledPage>,
  { stream, isStored, isDispensable, onHidden }: Refusable,
): AsyncIterable<PulledPage> {
  let pagesRead = 0;
  try {
    for await (const page of pages) {
      pagesRead++;
      yield page;
    }
  } catch (error) {
    if (pagesRead > 0 || !isHidden(error)) throw error;
    // One that is needed and forbidden is not read from the beginning: that would be forbidden, too.
    if (isStored && (isDispensable || (error as SourceError).kind === 'refused')) throw new ExpiredCursor();
    if (!isDispensable) throw error;
    await onHidden(error as SourceError);
    yield { stream, records: [], cursor: null };
  }
}

async function endPass({ store, tenantId, connector, deps }: StreamSync, stream: string, startedAt: number) {
  const { source } = connector;
  const at = Math.max(deps.now(), startedAt);
  const sweep = await endFullPass(store, tenantId, { source, stream, kind: connector.kindOf(stream) }, startedAt, at);
  const fields = await watchFields(store, tenantId, source, stream);
  if (sweep.nothing) await fields.noteStream('empty', at);
  // Why a pass removes nothing was noted when it was seen.
  else if (startedAt !== 0) await fields.noteStream('good', at);
}
