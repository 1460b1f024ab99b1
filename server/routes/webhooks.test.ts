import { expect, it } from 'vitest';
import { startTestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { PulledSource } from '../domain/model.ts';
import { type SignedVendor, signWebhook } from '../sandbox/signWebhook.ts';
import type { Store } from '../store/openStore.ts';

const now = Date.parse('2026-11-21T09:00:00Z');
const publicUrl = 'https://alongside.example/hooks';
const secret = 'whsec_7Hq2';
const source = (name: PulledSource, webhookSecrets?: string[]) => ({
  source: name,
  baseUrl: 'http://127.0.0.1:1',
  instance: '24',
  secret: 's',
  ...(webhookSecrets ? { webhookSecrets } : {}),
});
const config = {
  ...testConfig,
  publicUrl,
  sources: [
    source('salesforce', [secret]),
    source('hubspot', [secret]),
    source('stripe', ['other', secret]),
    source('zendesk'),
  ],
};
const body = (n: number, object = 'customer') =>
  JSON.stringify({ id: `evt_${n}`, data: { object: { id: `${object}_${n}`, object } } }, null, 2);

describeStores('POST /v1/webhooks/:source', (stores) => {
  async function start() {
    const store = await stores.open();
    let clock = now;
    const { app } = await startTestApp(store, { config, now: () => clock });
    const post = (vendor: PulledSource, text: string, atMs = clock, headers: Record<string, string> = {}) =>
      app.inject({
        method: 'POST',
        url: `/v1/webhooks/${vendor}`,
        // The proxy keeps the name it was called by.
        headers: {
          host: 'alongside.example',
          'content-type': 'application/json',
          ...(vendor === 'salesforce'
            ? {}
            : signWebhook(vendor as SignedVendor, {
                url: `${publicUrl}/v1/webhooks/${vendor}`,
                body: text,
                secret,
                atMs,
              })),
          ...headers,
        },
        payload: text,
      });
    return {
      store,
      app,
      post,
      later: (ms: number) => {
        clock += ms;
      },
    };
  }
  const queue = async (store: Store) =>
    (await store.db.selectFrom('refetch_queue').selectAll().orderBy('id').execute()).map(
      (r) => `${r.source} ${r.stream} ${r.id}`,
    );

  it('marks what it names, once, whatever is repeated', async () => {
    const { store, post, later } = await start();
    const first = await post('stripe', body(1));
    expect([first.statusCode, first.json()]).toEqual([200, { accepted: 1 }]);
    expect((await post('stripe', body(1))).json()).toEqual({ accepted: 0 });
    // Sent anew an hour later, with a new signature: it is the same event.
    later(3_600_000);
    expect((await post('stripe', body(1))).json()).toEqual({ accepted: 0 });
    expect(await queue(store)).toEqual(['stripe customers customer_1']);
    const twice = JSON.stringify([
      { eventId: 1, subscriptionType: 'deal.propertyChange', objectId: 7 },
      { eventId: 2, subscriptionType: 'deal.propertyChange', objectId: 7 },
    ]);
    expect((await post('hubspot', twice)).json()).toEqual({ accepted: 2 });
    expect((await queue(store)).sort()).toEqual(['hubspot deals 7', 'stripe customers customer_1']);
  });

  it('refuses what is unsigned, stale or replayed late, forged, or not set up, and stores nothing of it', async () => {
    const { store, app, post } = await start();
    const unsigned = await post('stripe', body(1), now, { 'stripe-signature': '' });
    expect([unsigned.statusCode, unsigned.json().code]).toEqual([401, 'forbidden']);
    expect((await post('stripe', body(1), now - 301_000)).statusCode).toBe(401);
    expect((await post('stripe', body(1), now + 301_000)).statusCode).toBe(401);
    const forged = signWebhook('stripe', { url: '', body: body(1), secret: 'guess', atMs: now });
    expect((await post('stripe', body(1), now, forged)).statusCode).toBe(401);
    for (const [vendor, status] of [
      ['salesforce', 404],
      ['zendesk', 404],
    ] as const) {
      const answer = await post(vendor, body(1));
      expect([answer.statusCode, answer.json().message]).toEqual([status, expect.stringContaining('webhookSecrets')]);
    }
    expect((await post('stripe', '{')).statusCode).toBe(400);
    const large = await post('stripe', JSON.stringify({ id: 'evt_1', x: 'x'.repeat(1024 * 1024) }));
    expect(large.statusCode).toBe(413);
    const stranger = await app.inject({
      method: 'POST',
      url: '/v1/webhooks/stripe',
      headers: { host: 'evil.example' },
      payload: '{}',
    });
    expect(stranger.statusCode).toBe(403);
    expect(await queue(store)).toEqual([]);
    expect(await store.db.selectFrom('webhook_event').selectAll().execute()).toEqual([]);
  });

  it('takes bytes as they are, of any type and up to 1 MB', async () => {
    const { store, post } = await start();
    const padded = JSON.stringify({
      id: 'evt_9',
      data: { object: { id: 'in_9', object: 'invoice', note: 'ü'.repeat(400_000) } },
    });
    expect((await post('stripe', padded, now, { 'content-type': 'text/plain' })).json()).toEqual({ accepted: 1 });
    expect(await queue(store)).toEqual(['stripe invoices in_9']);
  });

  it('forgets events that no vendor repeats any longer', async () => {
    const { store, post, later } = await start();
    await post('stripe', body(1));
    later(8 * 86_400_000);
    await post('stripe', body(2));
    const keys = (await store.db.selectFrom('webhook_event').select('key').execute()).map((row) => row.key);
    expect(keys).toEqual(['evt_2']);
  });
});
