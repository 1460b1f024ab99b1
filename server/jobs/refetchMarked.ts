import { readMarks, saveRefetched } from '../store/refetch.ts';
import { watchFields } from './guardFields.ts';
import type { StreamSync } from './syncStream.ts';

/** What every vendor takes in one request. */
const batchIds = 100;

/** Fetches the records that webhooks have named, and only those. Throws SourceError; what is not fetched stays marked. Returns the number of marks. */
export async function refetchMarked({ store, tenantId, config, connector, deps }: StreamSync): Promise<number> {
  const { source, webhooks } = connector;
  if (!webhooks) return 0;
  let done = 0;
  for (const stream of connector.streams) {
    let after = '';
    for (;;) {
      const marks = await readMarks(store, tenantId, source, stream, after, batchIds);
      if (marks.length === 0) break;
      const ids = marks.map((mark) => mark.id);
      const records = await webhooks.refetch(config, stream, ids, deps);
      const at = deps.now();
      const fields = await watchFields(store, tenantId, source, stream);
      const page = await fields.guard({ stream, records, cursor: null }, at);
      const kind = connector.kindOf(stream);
      await saveRefetched(store, tenantId, { source, stream, kind }, { records: page.records, marks, at });
      done += marks.length;
      after = ids.at(-1) ?? after;
    }
  }
  return done;
}
