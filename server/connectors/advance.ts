import type { Source } from '../domain/model.ts';
import { SourceError } from './http.ts';

/** The cursor after a page. A source that hands back the cursor it was asked with would be read forever, so that ends here. Throws SourceError. */
export function advance(source: Source, stream: string, before: string | null, after: string | null): string | null {
  if (after === null || after !== before) return after;
  throw new SourceError(source, 'badAnswer', `${source} sends the same page of ${stream} again and again.`);
}

/**
 * How many rows of a page could not be read. All of a page is more than odd rows: the vendor has changed its format, and going on would
 * lose them in silence. Throws SourceError.
 */
export function unreadableRows(
  source: Source,
  stream: string,
  rows: readonly unknown[],
  records: readonly unknown[],
): number {
  if (rows.length > 0 && records.length === 0) {
    throw new SourceError(
      source,
      'badAnswer',
      `${source} sends ${stream} without the id or the time that they used to have. What was read before stays.`,
    );
  }
  return rows.length - records.length;
}
