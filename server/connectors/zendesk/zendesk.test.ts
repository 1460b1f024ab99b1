import { describe, expect, it } from 'vitest';
import { vendorConfig, vendorDeps } from '../../../tests/support/vendorServer.ts';
import { zendesk } from './zendesk.ts';

const config = vendorConfig('zendesk', 'https://x.example');
const bad = { kind: 'badAnswer', source: 'zendesk' };
const row = (id: number, some: object = {}) => ({ id, updated_at: '2026-11-01T00:00:00Z', ...some });

/** Answers one after the other, the last one again and again. */
function answering(...answers: object[]) {
  let asked = 0;
  const fetch = (async () => Response.json(answers[Math.min(asked++, answers.length - 1)])) as typeof globalThis.fetch;
  return vendorDeps({ fetch });
}
async function pull(stream: string, ...answers: object[]) {
  const pages = [];
  for await (const page of zendesk.pull(config, stream, null, answering(...answers))) pages.push(page);
  return pages;
}
const refetch = (stream: string, answer: object) =>
  zendesk.webhooks?.refetch(config, stream, ['1', '2'], answering(answer)) ?? expect.unreachable('there are webhooks');

describe('an export of Zendesk', () => {
  it.each([
    ['tickets', { after_cursor: 'a', end_of_stream: true }],
    ['users', { after_cursor: 'a', end_of_stream: true }],
    ['organizations', { end_time: 1_790_000_000, end_of_stream: true }],
    ['ticket_metric_events', { end_time: 1_790_000_000, end_of_stream: true }],
  ])('of %s that has no list is an error, and not the end', async (stream, answer) => {
    await expect(pull(stream, answer)).rejects.toMatchObject(bad);
    expect(await pull(stream, { ...answer, [stream]: [] })).toMatchObject([{ records: [], cursor: null }]);
  });

  it.each([undefined, null, 'true'])('by cursor must say whether it has ended, which %s does not', async (said) => {
    const answer = { tickets: [row(1)], after_cursor: 'a', end_of_stream: said };
    await expect(pull('tickets', answer)).rejects.toMatchObject(bad);
  });

  it('by time need not say it, but what it says must be clear', async () => {
    const first = { organizations: Array.from({ length: 1000 }, (_, i) => row(i + 1)), end_time: 1_780_000_000 };
    const last = { organizations: [row(2000)], end_time: 1_780_000_100 };
    const pages = await pull('organizations', first, last);
    expect(pages.map((page) => [page.records.length, page.cursor])).toEqual([
      [1000, '1780000000'],
      [1, null],
    ]);
    await expect(pull('organizations', { ...last, end_of_stream: 'false' })).rejects.toMatchObject(bad);
  });

  it.each([
    ['tickets', { tickets: [row(1)], end_of_stream: false }],
    ['organizations', { organizations: [row(1)], end_of_stream: false }],
  ])('of %s that goes on must say where', async (stream, answer) => {
    await expect(pull(stream, answer)).rejects.toMatchObject(bad);
  });

  it('brings metrics with tickets, and says nothing of those of a ticket when it has none', async () => {
    const metrics = { ticket_id: 1, solved_at: null };
    const bodies = async (some: object, tickets: object[] = [row(1), row(2)]) => {
      const [page] = await pull('tickets', { tickets, after_cursor: 'a', end_of_stream: true, ...some });
      return page?.records.map((r) => r.body);
    };
    expect(await bodies({ metric_sets: [metrics] })).toEqual([row(1, { metric_set: metrics }), row(2)]);
    expect(await bodies({})).toEqual([row(1), row(2)]);
    expect(await bodies({}, [row(1, { metric_set: metrics }), row(2, { metric_set: null })])).toEqual([
      row(1, { metric_set: metrics }),
      row(2, { metric_set: null }),
    ]);
  });

  it('of breaches fails when their tickets come without a list, or without ids', async () => {
    const events = [{ id: 9, ticket_id: 1, type: 'breach', time: '2026-11-01T00:00:00Z' }];
    const page = { ticket_metric_events: events, end_time: 1_790_000_000, end_of_stream: true };
    await expect(pull('ticket_metric_events', page, {})).rejects.toMatchObject(bad);
    await expect(pull('ticket_metric_events', page, { tickets: [{ number: 1 }] })).rejects.toMatchObject(bad);
    const [found] = await pull('ticket_metric_events', page, { tickets: [] });
    expect(found?.records).toMatchObject([{ body: { ticket: null } }]);
  });
});

describe('what a webhook of Zendesk names', () => {
  it.each(['tickets', 'users', 'organizations'])('is not gone when the answer has no %s', async (stream) => {
    await expect(refetch(stream, {})).rejects.toMatchObject(bad);
    expect(await refetch(stream, { [stream]: [] })).toEqual({ records: [], unreadable: 0 });
  });

  it('is counted where it cannot be read', async () => {
    const found = await refetch('tickets', {
      tickets: [row(1, { updated_at: undefined }), { ...row(2), id: undefined }],
    });
    expect(found).toEqual({ records: [], unreadable: 2 });
    expect(await refetch('tickets', { tickets: [row(1), { id: 2 }] })).toMatchObject({
      records: [{ id: '1', deleted: false }],
      unreadable: 1,
    });
  });
});
