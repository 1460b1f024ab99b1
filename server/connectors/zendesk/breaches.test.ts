import { expect, it } from 'vitest';
import { breachPage } from './breaches.ts';

const event = (id: number, ticket_id: number, some: object = {}) => ({
  id,
  ticket_id,
  metric: 'reply_time',
  type: 'breach',
  time: '2026-11-01T00:00:00Z',
  ...some,
});

/** Answers like `show_many`, which leaves out what is gone, and remembers what was asked. */
function desk(gone: readonly number[] = []) {
  const asked: string[][] = [];
  const call = async (path: string, { ids = '' }: Record<string, string>) => {
    expect(path).toBe('api/v2/tickets/show_many.json');
    asked.push(ids.split(','));
    const tickets = ids.split(',').filter((id) => !gone.includes(Number(id)));
    return { tickets: tickets.map((id) => ({ id: Number(id), organization_id: 7, requester_id: Number(id) + 1000 })) };
  };
  return { asked, call };
}

it('keeps the breaches, with whose the ticket is, and asks for a hundred tickets at a time', async () => {
  const { asked, call } = desk([5]);
  const many = Array.from({ length: 150 }, (_, i) => event(100 + i, i + 1));
  const page = await breachPage([event(1, 1, { type: 'activate' }), ...many], new Set(), call);
  expect(page.records).toHaveLength(150);
  expect(page.records[0]).toMatchObject({
    source: 'zendesk',
    kind: 'ticket_metric_event',
    id: '100',
    modifiedAt: Date.parse('2026-11-01T00:00:00Z'),
    deleted: false,
    body: { ticket_id: 1, ticket: { organization_id: 7, requester_id: 1001 } },
  });
  expect(page.records[4]?.body).toMatchObject({ ticket: null });
  expect(asked.map((ids) => ids.length)).toEqual([100, 50]);
});

it('drops what was seen, takes a withdrawn breach for deleted, and counts what cannot be read', async () => {
  const { call } = desk();
  const rows = [event(1, 1), event(2, 2, { deleted: true }), event(3, 3, { time: null })];
  const page = await breachPage(rows, new Set(['1']), call);
  expect(page.records).toMatchObject([{ id: '2', deleted: true }]);
  expect([page.ids, page.unreadable]).toEqual([['1', '2'], 1]);
});

it('asks nothing when nothing was broken, and refuses a page of which nothing can be read', async () => {
  const { asked, call } = desk();
  expect(await breachPage([event(1, 1, { type: 'fulfill' })], new Set(), call)).toEqual({
    records: [],
    unreadable: 0,
    ids: [],
  });
  expect(asked).toEqual([]);
  await expect(breachPage([event(1, 1, { time: null })], new Set(), call)).rejects.toThrow(/ticket_metric_events/);
});
