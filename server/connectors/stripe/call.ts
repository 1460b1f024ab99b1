import { advance } from '../advance.ts';
import { type ApiRequest, SourceError } from '../http.ts';
import { rowsOf, saysMore } from '../rowsOf.ts';
import { stripeId } from './stripeId.ts';

/** One authorised request to Stripe. */
export type Call = (request: ApiRequest) => Promise<unknown>;
export type Query = Record<string, string | readonly string[]>;
/** A list of Stripe's; `what` names its rows in a message. */
export type ListRequest = { path: string; query: Query; what: string };

const pageRows = 100;

/**
 * One page of a list, after the row with the id `after`, and the id to go on after; null at the end. An answer that does not say
 * whether there is more, or not where, is an error: the rest of the list would silently be missing. Throws SourceError.
 */
export async function readPage(
  call: Call,
  { path, query, what }: ListRequest,
  after: string | null,
): Promise<{ rows: unknown[]; after: string | null }> {
  const answer = await call({
    path,
    query: { ...query, limit: String(pageRows), ...(after === null ? {} : { starting_after: after }) },
  });
  const rows = rowsOf('stripe', answer, 'data');
  if (!saysMore('stripe', answer, 'has_more')) return { rows, after: null };
  const last = stripeId(rows.at(-1), 'id');
  if (last !== null) return { rows, after: advance('stripe', what, after, last) };
  throw new SourceError(
    'stripe',
    'badAnswer',
    `stripe says there are more ${what}, after a page that does not end with an id.`,
  );
}

/** What was asked, or null for an object that is gone. Throws SourceError. */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SourceError && error.status === 404) return null;
    throw error;
  }
}
