import { aboutStream } from './aboutStream.ts';
import { refetchMarked } from './refetchMarked.ts';
import { type StreamSync, syncStream } from './syncStream.ts';

/**
 * Fetches what webhooks have named, then pulls every stream of one source, one after the other. Rows and cursor are saved together: a kill at any point loses no row.
 * Throws SourceError, which names the stream where that was refused; what was saved stays. Returns the number of rows read.
 */
export async function syncSource(sync: StreamSync): Promise<number> {
  let rows = await refetchMarked(sync);
  for (const stream of sync.connector.streams) {
    try {
      rows += await syncStream(sync, stream);
    } catch (error) {
      throw aboutStream(error, stream);
    }
  }
  return rows;
}
