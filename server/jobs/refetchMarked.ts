import { SourceError } from '../connectors/http.ts';
import type { Refetched } from '../domain/ports.ts';
import { forgetMarks, type Mark, noteRefused, readMarks, readRefusedMarks, saveRefetched } from '../store/refetch.ts';
import { aboutStream } from './aboutStream.ts';
import { watchFields } from './guardFields.ts';
import type { StreamSync } from './syncStream.ts';

/** What every vendor takes in one request. */
const batchIds = 100;
/** So many refusals of a stream are looked into in one run; where all records are refused, that is known by then. */
const maxRefusals = 5;

/**
 * Fetches the records that webhooks have named, and only those. One that the source refuses by itself (400, 404, 422 and the like) stays
 * marked with the reason, is asked for again by itself, and holds up nothing else. Where the source as a whole does not answer, throws
 * SourceError; what is not fetched stays marked. Returns the number of marks that were fetched.
 */
export async function refetchMarked(sync: StreamSync): Promise<number> {
  const { streams, webhooks } = sync.connector;
  if (!webhooks) return 0;
  let done = 0;
  for (const stream of streams) {
    try {
      done += await refetchStream(sync, stream);
    } catch (error) {
      throw aboutStream(error, stream);
    }
  }
  return done;
}

/** Where one stream is: how many of its records were fetched, and how many refusals are still looked into. */
type Progress = { done: number; refusals: number; hidden: boolean };

async function refetchStream(sync: StreamSync, stream: string): Promise<number> {
  const { store, tenantId, connector } = sync;
  const { source } = connector;
  // Read first, so that what is refused now waits for the next run.
  const again = await readRefusedMarks(store, tenantId, source, stream, maxRefusals);
  const progress: Progress = { done: 0, refusals: maxRefusals, hidden: false };
  for (let after = ''; progress.refusals > 0; ) {
    const marks = await readMarks(store, tenantId, source, stream, after, batchIds);
    if (marks.length === 0) break;
    await fetchMarks(sync, stream, marks, progress);
    after = marks.at(-1)?.id ?? after;
  }
  for (const mark of again) if (!progress.hidden) await fetchMarks(sync, stream, [mark], progress);
  return progress.done;
}

/** Fetches and saves some marks. Where the request is refused, each half of them, down to the record that is to blame. Throws SourceError. */
async function fetchMarks(sync: StreamSync, stream: string, marks: readonly Mark[], progress: Progress): Promise<void> {
  const { store, tenantId, config, connector, deps } = sync;
  const { source, webhooks, dispensable } = connector;
  const ids = marks.map((mark) => mark.id);
  let fetched: Refetched;
  try {
    fetched = (await webhooks?.refetch(config, stream, ids, deps)) ?? { records: [], unreadable: ids.length };
  } catch (error) {
    const kind = error instanceof SourceError ? error.kind : null;
    if (kind === 'forbidden' && dispensable?.has(stream)) {
      // The pull reads it in full when it is shown again.
      progress.hidden = true;
      return forgetMarks(store, tenantId, source, stream);
    }
    if (kind !== 'refused') throw error;
    const [only, other] = marks;
    if (only && !other) {
      progress.refusals--;
      const refusal = (aboutStream(error, stream) as SourceError).message;
      return noteRefused(store, tenantId, source, { stream, id: only.id, refusal, at: deps.now() });
    }
    const middle = Math.ceil(marks.length / 2);
    for (const half of [marks.slice(0, middle), marks.slice(middle)])
      if (progress.refusals > 0 && !progress.hidden) await fetchMarks(sync, stream, half, progress);
    return;
  }
  const { records, unreadable } = fetched;
  const at = deps.now();
  const fields = await watchFields(store, tenantId, source, stream);
  const page = await fields.guard({ stream, records, unreadable, cursor: null }, at);
  const kind = connector.kindOf(stream);
  await saveRefetched(store, tenantId, { source, stream, kind }, { records: page.records, unreadable, marks, at });
  progress.done += marks.length;
}
