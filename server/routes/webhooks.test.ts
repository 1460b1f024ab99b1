import { expect, it } from 'vitest';
import { startTestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { Config } from '../config.ts';
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

/** Each source has a secret of its own, and this one these. */
const configWith = (vendor: SignedVendor, secrets: string[]) => ({
  ...config,
  sources: (['hubspot', 'stripe', 'zendesk'] as const).map((name) =>
    source(name, name === vendor ? secrets : [`new_${name}`]),
  ),
});
/** A delivery that names one record. */
const about = (vendor: SignedVendor) =>
  JSON.stringify(
    {
      stripe: { id: 'evt_7', data: { object: { id: 'cus_7', object: 'customer' } } },
      hubspot: [{ eventId: 7, subscriptionType: 'deal.propertyChange', objectId: 7, portalId: 24 }],
      zendesk: { id: 'event-7', type: 'zen:event-type:ticket.status_changed', subject: 'zen:ticket:7' },
    }[vendor],
  );

describeStores('POST /v1/webhooks/:source', (stores) => {
  async function start(used: Config = config) {
    const store = await stores.open();
    let clock = now;
    const { app } = await startTestApp(store, { config: used, now: () => clock });
    const send = (vendor: PulledSource, payload: string, headers: Record<string, string>, to = app) =>
      to.inject({
        method: 'POST',
        url: `/v1/webhooks/${vendor}`,
        headers: { host: 'alongside.example', ...headers },
        payload,
      });
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
      send,
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

  it.each(['stripe', 'hubspot', 'zendesk'] as const)(
    '%s: refuses what is unsigned, signed otherwise, stale, early or changed; takes both secrets of a rotation, one event once',
    async (vendor) => {
      const { store, app, send } = await start(configWith(vendor, [`new_${vendor}`, `old_${vendor}`]));
      const text = about(vendor);
      const signedBy = (secret: string, atMs = now, signed = text) =>
        signWebhook(vendor, { url: `${publicUrl}/v1/webhooks/${vendor}`, body: signed, secret, atMs });
      const good = signedBy(`new_${vendor}`);
      const others = (['stripe', 'hubspot', 'zendesk'] as const).filter((other) => other !== vendor);
      const refused: [string, Record<string, string>, string][] = [
        ['unsigned', {}, text],
        ['a wrong signature', signedBy('guess'), text],
        ...others.map((other): [string, Record<string, string>, string] => [other, signedBy(`new_${other}`), text]),
        ['stale', signedBy(`new_${vendor}`, now - 301_000), text],
        ['from the future', signedBy(`new_${vendor}`, now + 302_000), text],
        ['one byte more', good, `${text} `],
        ['one byte changed', good, text.replace('7', '8')],
      ];
      for (const [why, headers, body] of refused) expect((await send(vendor, body, headers)).statusCode, why).toBe(401);
      expect(await queue(store)).toEqual([]);
      expect(await store.db.selectFrom('webhook_event').selectAll().execute()).toEqual([]);

      // Two processes get the same delivery at the same moment, and it is sent again with the secret that goes out of use.
      const { app: second } = await startTestApp(store, {
        config: configWith(vendor, [`new_${vendor}`, `old_${vendor}`]),
        now: () => now,
      });
      const both = await Promise.all([app, second].map((one) => send(vendor, text, good, one)));
      const again = await send(vendor, text, signedBy(`old_${vendor}`));
      expect([...both, again].map((answer) => answer.statusCode)).toEqual([200, 200, 200]);
      expect([...both, again].reduce((sum, answer) => sum + answer.json().accepted, 0)).toBe(1);
      expect(await queue(store)).toHaveLength(1);
      // After the rotation the old secret is nobody's.
      const { app: rotated } = await startTestApp(store, {
        config: configWith(vendor, [`new_${vendor}`]),
        now: () => now,
      });
      expect((await send(vendor, text, signedBy(`old_${vendor}`), rotated)).statusCode).toBe(401);
      await Promise.all([second.close(), rotated.close()]);
    },
  );

  it('forgets events that no vendor repeats any longer', async () => {
    const { store, post, later } = await start();
    await post('stripe', body(1));
    later(8 * 86_400_000);
    await post('stripe', body(2));
    const keys = (await store.db.selectFrom('webhook_event').select('key').execute()).map((row) => row.key);
    expect(keys).toEqual(['evt_2']);
  });
});
