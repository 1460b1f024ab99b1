import { SourceError } from '../http.ts';
import { id, list, read, text } from '../read.ts';

/**
 * Where the next page of a list begins; null after the last one, which HubSpot says by leaving it out. One that is announced and cannot
 * be read is not the end: what comes after it would be taken for gone. Throws SourceError.
 */
export function nextAfter(answer: unknown, stream: string): string | null {
  const after = text(answer, 'paging.next.after') ?? id(answer, 'paging.next.after');
  if (after !== null || (read(answer, 'paging.next') ?? null) === null) return after;
  throw new SourceError('hubspot', 'badAnswer', `hubspot says there are more ${stream}, but not where they begin.`);
}

/**
 * How many inputs of a batch HubSpot could not answer, other than by saying that they are not there. A batch is answered with 207 when
 * some have nothing; those it lists under `errors` as OBJECT_NOT_FOUND.
 */
export function failedInputs(answer: unknown): number {
  return list(answer, 'errors').filter((error) => text(error, 'category') !== 'OBJECT_NOT_FOUND').length;
}
