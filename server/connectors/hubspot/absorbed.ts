import type { RawRecord } from '../../domain/ports.ts';
import { idList } from '../read.ts';
import type { Stream } from './streams.ts';

/** Companies stay until the next full pass: identity leads what names an absorbed one to the survivor. */
const absorbing: ReadonlySet<Stream> = new Set(['contacts', 'deals', 'tickets']);

/**
 * Records as changed, where those that another one has absorbed in a merge are deleted, as of the survivor's change. HubSpot takes them
 * away without archiving them, so nothing else says so before the next full pass, and a merged deal would count twice until then.
 * Nothing is said of those that were `asked` for by id: they are missing in the answer, and what is stored of them is kept.
 */
export function takeAbsorbed(
  stream: Stream,
  records: readonly RawRecord[],
  asked: ReadonlySet<string> = new Set(),
): RawRecord[] {
  if (!absorbing.has(stream)) return [...records];
  const gone = new Map<string, RawRecord>();
  for (const { source, kind, id, modifiedAt, body } of records)
    for (const absorbed of idList(body, 'properties.hs_merged_object_ids', /^\d{1,20}$/))
      if (absorbed !== id)
        gone.set(absorbed, {
          source,
          kind,
          id: absorbed,
          modifiedAt,
          deleted: true,
          body: { id: absorbed, mergedInto: id },
        });
  // The search index may still have them.
  const left = records.filter((record) => !gone.has(record.id));
  return [...left, ...[...gone.values()].filter((record) => !asked.has(record.id))];
}
