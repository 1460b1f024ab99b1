import type { ConnectorConfig, PulledPage } from '../domain/ports.ts';
import { text } from './read.ts';

/** What a vendor says of its amounts: the one currency they are all in, or `one: null` where each row names its own. Null: it does not say. */
export type Said = { one: string | null } | null;

/** An ISO 4217 code that a vendor names as its only currency. */
export function saidIn(answer: unknown, path: string): Said {
  const code = text(answer, path);
  return code !== null && /^[A-Z]{3}$/.test(code) ? { one: code } : null;
}

const marked = /^([A-Z]{3}) (.+)$/s;

/**
 * The currency of rows that name none: what the vendor says, else what the configuration states, else what the rows before this cursor
 * were completed with. Null: they stay without.
 */
export function currencyOf({ currency }: Pick<ConnectorConfig, 'currency'>, said: Said, cursor: string | null) {
  return said === null ? (currency ?? marked.exec(cursor ?? '')?.[1] ?? null) : said.one;
}

/**
 * The pages of a stream whose rows are completed with `currency`, which its cursors carry. Where a cursor carries another one, or none,
 * the rows before it were stored with that, and the stream is read from its beginning.
 */
export async function* inOneCurrency(
  currency: string | null,
  cursor: string | null,
  read: (cursor: string | null) => AsyncIterable<PulledPage>,
): AsyncIterable<PulledPage> {
  const [, before = null, place = cursor] = marked.exec(cursor ?? '') ?? [];
  const mark = (to: string) => (currency === null ? to : `${currency} ${to}`);
  for await (const page of read(before === currency ? place : null)) {
    const { next } = page;
    yield {
      ...page,
      cursor: page.cursor === null ? null : mark(page.cursor),
      ...(next === undefined ? {} : { next: mark(next) }),
    };
  }
}
