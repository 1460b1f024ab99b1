import type { Source } from '../domain/model.ts';
import { SourceError } from './http.ts';

/** The cursor after a page. A source that hands back the cursor it was asked with would be read forever, so that ends here. Throws SourceError. */
export function advance(source: Source, stream: string, before: string | null, after: string | null): string | null {
  if (after === null || after !== before) return after;
  throw new SourceError(source, 'badAnswer', `${source} sends the same page of ${stream} again and again.`);
}
