import type { Source } from '../domain/model.ts';
import { SourceError } from './http.ts';
import { read } from './read.ts';

/**
 * The rows of an answer, in a list that it must have. Throws SourceError: an answer without its list does not say that there are none,
 * and rows that are taken for gone would be marked deleted.
 */
export function rowsOf(source: Source, answer: unknown, path: string): unknown[] {
  const rows = read(answer, path);
  if (Array.isArray(rows)) return rows;
  throw new SourceError(source, 'badAnswer', `${source} sent an answer without ${path}. What was read before stays.`);
}

/** Whether there is more, which an answer must say with true or false. Throws SourceError. */
export function saysMore(source: Source, answer: unknown, path: string): boolean {
  const more = read(answer, path);
  if (typeof more === 'boolean') return more;
  throw new SourceError(source, 'badAnswer', `${source} did not say with ${path} whether there is more.`);
}
