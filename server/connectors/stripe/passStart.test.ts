import { describe, expect, it } from 'vitest';
import { vendorConfig, vendorDeps } from '../../../tests/support/vendorServer.ts';
import { stripe } from './stripe.ts';

const config = vendorConfig('stripe', 'https://api.stripe.com');
/** What time it is at Stripe. */
const stripeS = 1_900_000_000;

/** Stripe with one invoice, which changes while a full pass reads it, and a clock of ours that is off by so much. */
function account({ offS = 0, earlier = true, mayReadEvents = true }) {
  const event = (id: string, created: number) => ({ id, created, data: { object: { object: 'invoice', id: 'in_1' } } });
  const events = earlier ? [event('evt_1', stripeS - 60)] : [];
  let total = 1;
  const fetch = (async ({ pathname, searchParams }: URL) => {
    if (pathname === '/v1/events') {
      if (!mayReadEvents) return Response.json({ error: {} }, { status: 403 });
      const from = Number(searchParams.get('created[gte]') ?? 0);
      const rows = events.filter((e) => e.created >= from).slice(0, Number(searchParams.get('limit')));
      return Response.json({ data: rows, has_more: false });
    }
    const body = { id: 'in_1', object: 'invoice', total };
    if (pathname === '/v1/invoices/in_1') return Response.json(body);
    total = 2;
    events.unshift(event('evt_2', stripeS + 1));
    return Response.json({ data: [body], has_more: false });
  }) as unknown as typeof globalThis.fetch;
  const deps = vendorDeps({ fetch, now: () => (stripeS + offS) * 1000 });
  return async (cursor: string | null) => {
    const pages = [];
    for await (const page of stripe.pull(config, 'invoices', cursor, deps)) pages.push(page);
    const { records, next } = pages.at(-1) ?? {};
    return { total: (records?.at(-1)?.body as { total: number } | undefined)?.total, next: next ?? null };
  };
}

describe('what changes in Stripe during a full pass', () => {
  it.each([
    ['right', {}],
    ['an hour ahead', { offS: 3600 }],
    ['a year ahead', { offS: 365 * 86_400 }],
    ['an hour behind', { offS: -3600 }],
    ['an hour ahead, before there was any event', { offS: 3600, earlier: false }],
  ])('comes with the next one when our clock is %s', async (_clock, world) => {
    const pull = account(world);
    const full = await pull(null);
    expect(full.total).toBe(1);
    const changed = await pull(full.next);
    expect(changed.total).toBe(2);
    expect(JSON.parse(changed.next ?? '').fromS).toBe(stripeS + 1);
  });

  it('is looked for from our own time on by a key that may not read events', async () => {
    const { total, next } = await account({ mayReadEvents: false })(null);
    expect([total, JSON.parse(next ?? '').fromS]).toEqual([1, stripeS]);
  });

  it('is not asked for again in the middle of a pass', async () => {
    const asked: string[] = [];
    const fetch = (async (url: URL) => {
      asked.push(url.pathname);
      return Response.json({ data: [], has_more: false });
    }) as unknown as typeof globalThis.fetch;
    const middle = JSON.stringify({ startedS: 5, after: 'in_1' });
    const pages = [];
    for await (const page of stripe.pull(config, 'invoices', middle, vendorDeps({ fetch }))) pages.push(page);
    expect(asked).toEqual(['/v1/invoices']);
    expect(JSON.parse(pages.at(-1)?.next ?? '').fromS).toBe(5);
  });
});
