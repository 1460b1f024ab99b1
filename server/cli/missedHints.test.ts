import { expect, it } from 'vitest';
import type { DriftSum } from '../store/drift.ts';
import { missedHints } from './missedHints.ts';

const sum = (found: number, missed: number, over: Partial<DriftSum> = {}): DriftSum => ({
  system: 'zendesk',
  pack: '2026-11-20',
  hint: 'ticket.name',
  found,
  missed,
  firstDay: '2026-11-20',
  lastAt: 0,
  ...over,
});

it('names a hint that is missed more often than found', () => {
  expect(missedHints([sum(3, 37)])).toEqual([
    'Zendesk hint ticket.name missed 37 of 40 since 2026-11-20: the vendor has changed its page; the panel goes by addresses only',
  ]);
  expect(missedHints([sum(0, 10), sum(0, 10, { hint: 'ticket.tab' })])).toHaveLength(2);
});

it.each([
  ['too few tries', sum(0, 9)],
  ['half of the tries', sum(20, 20)],
  ['hardly any', sum(100, 1)],
  ['nothing counted', sum(0, 0)],
])('does not complain of %s', (_what, one) => {
  expect(missedHints([one])).toEqual([]);
});

it('counts the newest pack of a system only', () => {
  const old = sum(0, 40, { pack: '2026-10-01' });
  expect(missedHints([old, sum(40, 0)])).toEqual([]);
  expect(missedHints([old, sum(0, 40)])).toHaveLength(1);
  expect(missedHints([old, sum(40, 0, { system: 'hubspot' })])).toHaveLength(1);
});
