import { unlessHidden } from '../connectors/unlessHidden.ts';
import { forgetMarks, readMarks, saveRefetched } from '../store/refetch.ts';
import { watchFields } from './guardFields.ts';
import type { StreamSync } from './syncStream.ts';

/** What every vendor takes in one request. */
const batchIds = 100;

/** Fetches the records that webhooks have named, and only those. Throws SourceError; what is not fetched stays marked. Returns the number of marks. */
export async function refetchMarked(sync: StreamSync): Promise<number> {
  const { store, tenantId, connector, deps } = sync;
  const { source, webhooks } = connector;
  if (!webhooks) return 0;
  let done = 0;
  for (const stream of connector.streams) {
    let after = '';
    for (;;) {
      const marks = await readMarks(store, tenantId, source, stream, after, batchIds);
      if (marks.length === 0) break;
      const ids = marks.map((mark) => mark.id);
      const fetched = await fetchOrForget(sync, stream, ids);
      if (fetched === null) break;
      const { records, unreadable } = fetched;
      const at = deps.now();
      const fields = await watchFields(store, tenantId, source, stream);
      const page = await fields.guard({ stream, records, unreadable, cursor: null }, at);
      const kind = connector.kindOf(stream);
      await saveRefetched(store, tenantId, { source, stream, kind }, { records: page.records, unreadable, marks, at });
      done += marks.length;
      after = ids.at(-1) ?? after;
    }
  }
  return done;
}

/** Null where the source does not show a stream that can be done without: what was named of it is forgotten. Throws SourceError. */
async function fetchOrForget({ store, tenantId, config, connector, deps }: StreamSync, stream: string, ids: string[]) {
  const asked = connector.webhooks?.refetch(config, stream, ids, deps) ?? Promise.resolve(null);
  if (!connector.dispensable?.has(stream)) return asked;
  const fetched = await unlessHidden(asked);
  if (fetched === null) await forgetMarks(store, tenantId, connector.source, stream);
  return fetched;
}
