import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordKind } from './recordKind.ts';

const words = JSON.parse(
  readFileSync(join(import.meta.dirname, '../public/_locales/en/messages.json'), 'utf8'),
) as Record<string, { message: string }>;
const t = (key: string) => words[key]?.message ?? `missing ${key}`;

it('every kind that has a word has it in the catalogue, and no word is without a kind', () => {
  const kinds = Object.keys(words).flatMap((key) => (key.startsWith('kind_') ? [key.slice(5)] : []));
  expect(kinds.length).toBeGreaterThan(10);
  for (const kind of kinds) expect(recordKind(kind, t)).toBe(words[`kind_${kind}`]?.message);
});

it('a kind is found however its system writes it, and what has no word is called as it is there', () => {
  expect(['Account', 'Case', 'organization', 'thread'].map((object) => recordKind(object, t))).toEqual([
    'account',
    'case',
    'organisation',
    'conversation',
  ]);
  expect(recordKind('2-123', t)).toBe('2-123');
  expect(recordKind('Invoice__c', t)).toBe('Invoice__c');
});
