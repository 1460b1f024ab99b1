import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { startTestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { Store } from '../store/openStore.ts';

const key = 'wk_test_0123456789abcdef';
const config = {
  ...testConfig,
  events: { writeKeys: [{ name: 'app', secret: key, channel: null }], internalDomains: [] },
};
type Answer = {
  status: number;
  body: { code?: string; message: string; accepted?: number; rejected?: { reason: string }[] };
};

/** A server that listens, and a sender over one connection, where a body that was not read to its end would show in the next answer. */
async function start(store: Store) {
  const { app } = await startTestApp(store, { config });
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const { port } = app.server.address() as AddressInfo;
  return (path: string, body: Buffer, headers: Record<string, string> = { 'content-encoding': 'gzip' }) =>
    new Promise<Answer>((resolve, reject) => {
      const common = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${key}:`)}` };
      const sent = request(
        { agent, port, path, method: 'POST', headers: { ...common, ...headers } },
        async (response) => {
          let text = '';
          for await (const chunk of response) text += chunk;
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
}

const track = (some: object = {}) => ({ type: 'track', userId: 'u1', event: 'Report Exported', ...some });
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const sum = async (store: Store) =>
  (await store.db.selectFrom('activity_day').select('count').execute()).reduce((n, row) => n + row.count, 0);

describeStores('a packed body', (stores) => {
  it('is unpacked, with a length or in chunks, also beside plain ones', async () => {
    const store = await stores.open();
    const post = await start(store);
    const one = gzipSync(json(track()));
    const batch = gzipSync(json({ batch: [track(), track({ type: 'page', name: 'Prices' })], writeKey: key }));
    expect(await post('/v1/track', one)).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await post('/v1/batch', batch)).toMatchObject({ status: 200, body: { accepted: 2 } });
    const chunked = { 'content-encoding': 'GZIP', 'transfer-encoding': 'chunked' };
    expect(await post('/v1/track', one, chunked)).toMatchObject({ status: 200, body: { accepted: 1 } });
    for (const headers of [{}, { 'content-encoding': 'identity' }] as Record<string, string>[])
      expect(await post('/v1/track', json(track()), headers)).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await sum(store)).toBe(6);
  });

  it('counts as large as it is unpacked', async () => {
    const store = await stores.open();
    const post = await start(store);
    const event = (bytes: number) => track({ properties: { text: 'x'.repeat(bytes) } });
    expect(await post('/v1/track', gzipSync(json(event(33 * 1024))))).toMatchObject({
      status: 413,
      body: { code: 'tooLarge', message: 'The body is larger than 32 kB. Send less.' },
    });
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    const startedAt = process.memoryUsage().rss;
    expect(await post('/v1/batch', bomb)).toMatchObject({ status: 413, body: { message: /500 kB/ } });
    expect(process.memoryUsage().rss - startedAt).toBeLessThan(100 * 1024 * 1024);
    const chunked = { 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' };
    expect(await post('/v1/batch', Buffer.alloc(600 * 1024, 'x'), chunked)).toMatchObject({ status: 413 });
    // The shortcut for small bodies measures what arrives.
    const answer = await post('/v1/batch', gzipSync(json({ batch: [event(40 * 1024), track()] })));
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1, rejected: [{ reason: /32 kB/ }] } });
    expect(await sum(store)).toBe(1);
  });

  it('that is broken, empty or of another kind is refused with a sentence', async () => {
    const store = await stores.open();
    const post = await start(store);
    const good = gzipSync(json(track()));
    const flipped = Buffer.from(good);
    flipped[good.length - 6] = (flipped[good.length - 6] ?? 0) ^ 1;
    for (const broken of [json(track()), good.subarray(0, good.length - 9), flipped, Buffer.alloc(0)])
      expect(await post('/v1/track', broken)).toMatchObject({
        status: 400,
        body: {
          code: 'badRequest',
          message: 'The body is not whole gzip data, as its Content-Encoding says. Send it again.',
        },
      });
    expect(await post('/v1/track', gzipSync('{'))).toMatchObject({ status: 400, body: { message: /JSON/ } });
    for (const coding of ['br', 'deflate', 'gzip, br'])
      expect(await post('/v1/track', brotliCompressSync(json(track())), { 'content-encoding': coding })).toMatchObject({
        status: 415,
        body: { code: 'badRequest', message: /gzip/ },
      });
    expect(await sum(store)).toBe(0);
    expect(await post('/v1/track', good)).toMatchObject({ status: 200 });
  });
});
