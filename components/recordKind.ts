import type { RecordRef } from '../lib/contract/record.ts';
import type { Translate } from './translate.ts';

/** Kinds of records that have a word of their own; others are called as their system calls them. */
const named = new Set(
  'account case company contact conversation deal lead opportunity organization requester ticket user'.split(' '),
);

/** The word for a kind of record: `ticket`, `Ticket`, `تذكرة`. */
export function recordKind(object: string, t: Translate): string {
  const kind = object === 'thread' ? 'conversation' : object.toLowerCase();
  return named.has(kind) ? t(`kind_${kind}`) : object;
}

/** What a record is, without saying which: `Zendesk · ticket`. */
export function recordWords({ system, object }: Pick<RecordRef, 'system' | 'object'>, t: Translate): string {
  return `${t(`source_${system}`)} · ${recordKind(object, t)}`;
}
