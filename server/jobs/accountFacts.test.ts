import { expect, it } from 'vitest';
import { daysAgo, nowMs } from '../../tests/support/facts.ts';
import type { ActivityFact } from '../domain/model.ts';
import { gatherFacts } from './accountFacts.ts';

it('leaves out what a file says of days that are no longer kept', () => {
  const on = (days: number): ActivityFact => ({
    type: 'activity',
    key: { source: 'file', kind: 'activity', id: String(days) },
    companyId: null,
    modifiedAt: nowMs,
    url: null,
    day: new Date(daysAgo(days)).toISOString().slice(0, 10),
    userId: 'u',
    channel: 'product',
    name: 'opened',
    count: 1,
  });
  const gathered = gatherFacts('a', [on(1), on(400), on(401)], [], ['file'], nowMs);
  expect(gathered.activity?.map((a) => a.day)).toEqual([on(1).day, on(400).day]);
  expect(gathered.activityFrom).toEqual(['file']);
});
