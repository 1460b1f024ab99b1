import { describe, expect, it } from 'vitest';
import { vendorConfig, vendorDeps } from '../../../tests/support/vendorServer.ts';
import { stripe } from './stripe.ts';

const config = vendorConfig('stripe', 'https://api.stripe.com');
const since = JSON.stringify({ fromS: 1_000_000, topS: 1_000_000, after: null });

/** What is pulled of customers when the first page is good and the second one is this answer; likewise for events. */
async function pullWith(second: object, cursor: string | null): Promise<string[]> {
  const fetch = (async ({ pathname, searchParams }: URL) => {
    if (pathname === '/v1/events' && searchParams.get('limit') === '1')
      return Response.json({ data: [], has_more: false });
    if (pathname.startsWith('/v1/customers/')) return Response.json({ id: pathname.split('/').at(-1) });
    const named = { object: 'customer', id: 'cus_1' };
    const first = { data: [{ id: 'cus_1', created: 1_000_001, data: { object: named } }], has_more: true };
    return Response.json(searchParams.has('starting_after') ? second : first);
  }) as unknown as typeof globalThis.fetch;
  const ids: string[] = [];
  for await (const page of stripe.pull(config, 'customers', cursor, vendorDeps({ fetch })))
    ids.push(...page.records.map((r) => r.id));
  return ids;
}

describe.each([
  ['a list', null],
  ['the events', since],
])('%s of Stripe', (_what, cursor) => {
  it('ends where it says so', async () => {
    expect(await pullWith({ data: [], has_more: false }, cursor)).toEqual(['cus_1']);
  });

  it.each([
    ['without rows', { has_more: false }, /without data/],
    ['with rows that are none', { data: {}, has_more: false }, /without data/],
    ['that does not say whether there is more', { data: [{ id: 'cus_2' }] }, /did not say with has_more/],
    ['that says it with a text', { data: [{ id: 'cus_2' }], has_more: 'false' }, /did not say with has_more/],
    ['with more after nothing', { data: [], has_more: true }, /does not end with an id/],
    ['with more after a row without an id', { data: [{}], has_more: true }, /does not end with an id/],
    ['of nothing', {}, /without data/],
  ])('does not end with a page %s', async (_page, second, why) => {
    await expect(pullWith(second, cursor)).rejects.toThrow(why);
  });
});
