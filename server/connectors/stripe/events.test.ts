import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vendorConfig, vendorDeps } from '../../../tests/support/vendorServer.ts';
import { stripe } from './stripe.ts';

const config = vendorConfig('stripe', 'https://api.stripe.com');
const since = JSON.stringify({ fromS: 1_000_000, topS: 1_000_000, after: null });
type Event = { id: string; type: string; created: number; data: { object: Record<string, unknown> } };

/** Stripe with these objects and these events; an event shows an object as it was, and an object that is not there is gone. */
function account(objects: ReadonlyMap<string, object>, events: readonly Event[]) {
  const asked: string[] = [];
  const fetch = (async (url: URL) => {
    asked.push(url.pathname);
    if (url.pathname !== '/v1/events') {
      const object = objects.get(url.pathname.split('/').at(-1) ?? '');
      return object ? Response.json(object) : Response.json({ error: { code: 'resource_missing' } }, { status: 404 });
    }
    const type = (url.searchParams.get('type') ?? '').replace('*', '');
    const rows = events.filter(
      (e) => e.type.startsWith(type) && e.created >= Number(url.searchParams.get('created[gte]')),
    );
    const from = rows.findIndex((e) => e.id === url.searchParams.get('starting_after')) + 1;
    return Response.json({ data: rows.slice(from, from + 100), has_more: from + 100 < rows.length });
  }) as unknown as typeof globalThis.fetch;
  return { asked, deps: vendorDeps({ fetch }) };
}

async function pull(stream: string, { deps }: ReturnType<typeof account>) {
  const pages = [];
  for await (const page of stripe.pull(config, stream, since, deps)) pages.push(page);
  return { records: pages.flatMap((p) => p.records), next: pages.at(-1)?.next };
}

const event = (n: number, type: string, object: Record<string, unknown>): Event => ({
  id: `evt_${n}`,
  type,
  created: 1_000_000 + n,
  data: { object },
});

describe('what has changed in Stripe', () => {
  it('is the object as it is now, in whatever order and however often its events come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 900 })), { maxLength: 260 }),
        async (happened) => {
          const objects = new Map(
            [0, 1, 2, 3, 4].map((i) => [`in_${i}`, { id: `in_${i}`, object: 'invoice', total: i }]),
          );
          const events = happened.map(([which, n], i) => ({
            ...event(n, 'invoice.updated', { id: `in_${which}`, object: 'invoice', total: -1 }),
            id: `evt_${i}`,
          }));
          const { records, next } = await pull('invoices', account(objects, events));
          const named = new Set(happened.map(([which]) => `in_${which}`));
          expect(new Set(records.map((r) => r.id))).toEqual(named);
          for (const record of records) {
            // The sixth is gone.
            expect(record.deleted).toBe(record.id === 'in_5');
            if (!record.deleted) expect(record.body).toEqual(objects.get(record.id));
          }
          expect(JSON.parse(next ?? '').fromS).toBe(Math.max(1_000_000, ...events.map((e) => e.created)));
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  it('is looked for by the names that Stripe gives the events', async () => {
    const objects = new Map([
      ['sub_1', { id: 'sub_1', object: 'subscription' }],
      ['dp_1', { id: 'dp_1', object: 'dispute' }],
      ['cus_1', { id: 'cus_1', object: 'customer' }],
      ['ch_1', { id: 'ch_1', object: 'charge' }],
    ]);
    const events = [
      event(4, 'charge.dispute.created', { id: 'dp_1', object: 'dispute' }),
      event(3, 'customer.subscription.updated', { id: 'sub_1', object: 'subscription' }),
      event(2, 'customer.tax_id.created', { id: 'txi_1', object: 'tax_id', customer: 'cus_1' }),
      event(1, 'charge.refunded', { id: 'ch_1', object: 'charge' }),
    ];
    for (const [stream, id] of [
      ['subscriptions', 'sub_1'],
      ['disputes', 'dp_1'],
      ['customers', 'cus_1'],
      ['charges', 'ch_1'],
    ] as const) {
      const world = account(objects, events);
      expect(
        (await pull(stream, world)).records.map((r) => r.id),
        stream,
      ).toEqual([id]);
      expect(world.asked).toEqual(['/v1/events', `/v1/${stream}/${id}`]);
    }
  });
});
