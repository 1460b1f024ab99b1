import type { ContextDocument } from '../../../lib/contract/context.ts';
import { troubled } from './troubled.ts';

/** What a source could send to break out of its place: markup, a long unbroken word, bidirectional controls, stacked marks. */
export const hostileText =
  '<img src=x onerror=alert(1)>"\'`\u0024{7*7}{{7*7}}</script>\u202Etxt.exe\u202C Ẑ̵̬a̶̘l̷g̴o 株式会社ノースウィンド شركة ' +
  `${'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(3)} ${'نص طويل '.repeat(6)}`;

/** Codes, ids, dates and amounts keep their form: the contract admits nothing else there. */
const kept = new Set(
  'accountId builtAt key ruleId system object id confidence rule status state band group unit asOf detail day interval currency'
    .split(' ')
    .concat(
      'optOuts priority role category dueAt expiresAt at createdAt updatedAt leftAt renewsAt cancelsAt evidenceDueAt'.split(
        ' ',
      ),
    )
    .concat('closesAt contractEndsAt kind direction gate'.split(' ')),
);

/** The same document with `text` in every field that takes free text, and the longest that fits where the contract sets a limit. */
export function withText(document: ContextDocument, text: string): ContextDocument {
  const replace = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((v) => replace(v, key));
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, replace(v, k)]));
    if (key === 'url') return value === null ? null : 'javascript:alert(1)';
    if (typeof value === 'number' && key === 'amountMinor') return 900_719_925_474_099;
    return typeof value === 'string' && !kept.has(key) ? text.slice(0, key === 'title' ? 80 : undefined) : value;
  };
  const health = document.sections.health;
  const replaced = replace(document, '') as ContextDocument;
  // Factor and metric ids are codes with words of their own; health has no free text at all.
  return { ...replaced, sections: { ...replaced.sections, health } };
}

export const hostile = withText(troubled, hostileText);
