import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { seedAccount, startTestApp, type TestApp } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';

const recordId = '001000000000001AAA';
const url = `/v1/context?system=salesforce&instance=x.lightning.force.com&object=Account&id=${recordId}`;
type Asked = { url: string; method: 'GET' | 'HEAD' | 'POST'; headers: Record<string, string> };
type Told = { status: number | undefined; headers: Record<string, unknown>; body: string };

/** `inject` enters behind the short way of a real request, so the two ways can be compared. */
describeStores('revalidation', (stores) => {
  let running: TestApp | null = null;
  afterEach(async () => running?.app.close());

  /** A listening server that has been asked once by each reader, and a count of what reaches the framework. */
  async function start() {
    const store = await stores.open();
    await seedAccount(store, 'acc', recordId);
    running = await startTestApp(store);
    const { app, as, feed } = running;
    let framework = 0;
    app.addHook('onSend', (_request, _reply, _payload, done) => {
      framework++;
      done();
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const overWire = async (asked: Asked): Promise<Told> => {
      const sent = request({ host: '127.0.0.1', port, path: asked.url, method: asked.method, headers: asked.headers });
      const [answer] = (await once(sent.end(), 'response')) as [IncomingMessage];
      const body = Buffer.concat(await answer.toArray()).toString('base64');
      return { status: answer.statusCode, headers: comparable(answer.headers), body };
    };
    const injected = async (asked: Asked): Promise<Told> => {
      const answer = await app.inject(asked);
      return {
        status: answer.statusCode,
        headers: comparable(answer.headers),
        body: answer.rawPayload.toString('base64'),
      };
    };
    const rep = await as('rep');
    const viewer = await as('viewer');
    const etag = async (headers: Record<string, string>) => String((await app.inject({ url, headers })).headers.etag);
    const etags = {
      plain: await etag(rep),
      gzip: await etag({ ...rep, 'accept-encoding': 'gzip' }),
      restricted: await etag(viewer),
    };
    return { store, feed, rep, viewer, etags, overWire, injected, reached: () => framework };
  }

  it('answers a current validator without the framework, and everything else with it', async () => {
    const { store, feed, rep, viewer, etags, overWire, reached } = await start();
    const ask = async (headers: Record<string, string>) => {
      const before = reached();
      const { status } = await overWire({ url, method: 'GET', headers });
      return [status, reached() - before];
    };
    const held = { ...rep, 'accept-encoding': 'gzip', 'if-none-match': etags.gzip };
    expect(await ask(held)).toEqual([304, 0]);
    expect(await ask({ ...held, origin: `chrome-extension://${'a'.repeat(32)}` })).toEqual([304, 0]);
    expect(await ask({ ...viewer, 'if-none-match': etags.restricted })).toEqual([304, 0]);
    expect(await ask({ ...viewer, 'if-none-match': etags.plain })).toEqual([200, 1]);
    expect(await ask({ ...held, origin: 'https://evil.example' })).toEqual([403, 1]);
    expect(await ask({ ...held, host: 'evil.example' })).toEqual([403, 1]);
    expect(await ask({ ...held, 'alongside-contract': '0' })).toEqual([426, 1]);
    expect(await ask({ ...held, authorization: 'Bearer als_unknown-unknown' })).toEqual([401, 1]);
    await seedAccount(store, 'acc', recordId, 2);
    if (store.engine === 'postgres') await feed.catchUp();
    expect(await ask(held)).toEqual([200, 1]);
  });

  it('no mixture of headers tells the short way from the long one', async () => {
    const { rep, viewer, etags, overWire, injected } = await start();
    const optional = (name: string, ...values: string[]) =>
      fc.constantFrom({}, ...values.map((value) => ({ [name]: value })));
    const asked = fc.record({
      method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST'),
      url: fc.constantFrom(url, url, url, `${url}&more=1`, url.replace('AAA', 'AAB'), '/v1/context', '/healthz'),
      headers: fc
        .tuple(
          fc.constantFrom(
            rep,
            rep,
            viewer,
            { ...rep, authorization: 'Bearer als_unknown-unknown' },
            { host: 'localhost' },
          ),
          optional('if-none-match', ...Object.values(etags), `W/${etags.plain}`, `"x", ${etags.gzip}`, '*', '"x"'),
          optional('accept-encoding', 'gzip, deflate, br', 'br', 'identity'),
          optional('origin', 'moz-extension://0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0', 'https://evil.example', 'null'),
          optional('host', 'localhost:4620', 'evil.example'),
          optional('alongside-contract', '0', '9', 'x'),
        )
        .map((parts): Record<string, string> => Object.assign({}, ...parts)),
    }) as fc.Arbitrary<Asked>;
    await fc.assert(
      fc.asyncProperty(asked, async (each) => {
        expect(await overWire(each)).toEqual(await injected(each));
      }),
      { numRuns: 150 },
    );
  });
});

/** Without what the connection adds. */
function comparable({
  date: _,
  connection: __,
  'keep-alive': ___,
  'transfer-encoding': ____,
  ...headers
}: Record<string, unknown>) {
  return headers;
}
