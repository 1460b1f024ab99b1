import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  sendJson,
  startVendorServer,
  testSecret,
  type VendorServer,
  vendorConfig,
  vendorDeps,
} from '../../tests/support/vendorServer.ts';
import type { ConnectorDeps } from '../domain/ports.ts';
import { bearer, requestJson, retryAfterMs, SourceError, targetUrl } from './http.ts';

const servers: VendorServer[] = [];
async function vendor(...args: Parameters<typeof startVendorServer>): Promise<VendorServer> {
  const server = await startVendorServer(...args);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const ask = (server: VendorServer, deps: ConnectorDeps, path = 'things') =>
  requestJson(vendorConfig('stripe', server.url), bearer, { path }, deps);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it should fail'),
    (error: unknown) => error,
  );

describe('requestJson', () => {
  it('sends the credential and the query, and reads JSON', async () => {
    const server = await vendor((request, response) =>
      sendJson(response, {
        url: request.url,
        auth: request.headers.authorization,
        type: request.headers['content-type'],
        body: request.body,
      }),
    );
    const config = vendorConfig('stripe', `${server.url}/stripe`);
    const request = { path: '/v1/things', query: { 'expand[]': ['a', 'b'], limit: '5' }, body: { a: 1 } };
    expect(await requestJson({ ...config, secret: 'x' }, bearer, request, vendorDeps())).toEqual({
      url: '/stripe/v1/things?expand%5B%5D=a&expand%5B%5D=b&limit=5',
      auth: 'Bearer x',
      type: 'application/json',
      body: '{"a":1}',
    });
  });

  it.each([
    ['seconds', '7', 7000],
    ['fractions of seconds', '0.5', 500],
    ['an HTTP date', 'Sat, 21 Nov 2026 09:00:30 GMT', 30_000],
    ['nothing to wait for, so it backs off by itself', '0', 250],
    ['a date gone by, so it backs off by itself', 'Sat, 21 Nov 2026 08:00:00 GMT', 250],
    ['nonsense, so it backs off by itself', 'soon', 250],
    ['nonsense that JavaScript takes for a date', '-5', 250],
  ])('waits as long as Retry-After says in %s', async (_what, header, expectedMs) => {
    const server = await vendor((_request, response) =>
      server.requests.length === 1
        ? sendJson(response, {}, 429, { 'retry-after': header })
        : sendJson(response, 'done'),
    );
    const deps = vendorDeps();
    expect(await ask(server, deps)).toBe('done');
    expect(deps.sleptMs).toEqual([expectedMs]);
  });

  it('gives up at once when it is asked to wait longer than two minutes', async () => {
    const server = await vendor((_request, response) => sendJson(response, {}, 429, { 'retry-after': '3600' }));
    const deps = vendorDeps();
    expect(await failure(ask(server, deps))).toMatchObject({ kind: 'rateLimited' });
    expect([server.requests.length, deps.sleptMs]).toEqual([1, []]);
  });

  it.each([500, 502, 503, 504, 408, 423, 477])('repeats after status %i, twice as late each time', async (status) => {
    const server = await vendor((_request, response) =>
      server.requests.length < 4 ? sendJson(response, {}, status) : sendJson(response, 'done'),
    );
    const deps = vendorDeps();
    expect(await ask(server, deps)).toBe('done');
    expect(deps.sleptMs).toEqual([250, 500, 1000]);
  });

  it('ends after six attempts, with jitter between half and the whole of each step', async () => {
    const server = await vendor((_request, response) => sendJson(response, {}, 503));
    const deps = vendorDeps({ random: () => 0.999_999_9 });
    expect(await failure(ask(server, deps))).toMatchObject({
      kind: 'unavailable',
      message: 'stripe answered with status 503.',
    });
    expect(server.requests).toHaveLength(6);
    expect(deps.sleptMs.map(Math.round)).toEqual([500, 1000, 2000, 4000, 8000]);
  });

  it.each([
    [401, {}, 'unauthorized'],
    [403, {}, 'forbidden'],
    [404, {}, 'refused'],
    [400, {}, 'refused'],
  ])('does not repeat after status %i', async (status, body, kind) => {
    const server = await vendor((_request, response) => sendJson(response, body, status));
    expect(await failure(ask(server, vendorDeps()))).toMatchObject({ kind });
    expect(server.requests).toHaveLength(1);
  });

  const askSalesforce = (server: VendorServer, deps: ConnectorDeps) =>
    requestJson(vendorConfig('salesforce', server.url), bearer, { path: 'things' }, deps);

  it.each([
    ['requests at once', 403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.'],
    ['a query that ran too long', 400, 'QUERY_TIMEOUT', 'Your query request was running for too long.'],
    ['a locked row', 400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record'],
  ])("repeats after Salesforce's refusal of %s (%i)", async (_what, status, errorCode, message) => {
    const server = await vendor((_request, response) =>
      server.requests.length < 3 ? sendJson(response, [{ message, errorCode }], status) : sendJson(response, 'done'),
    );
    const deps = vendorDeps();
    expect(await askSalesforce(server, deps)).toBe('done');
    expect(deps.sleptMs).toEqual([250, 500]);
  });

  it("takes Salesforce's 403 about the requests of a day for a limit, and does not ask again at once", async () => {
    const body = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];
    const server = await vendor((_request, response) => sendJson(response, body, 403));
    expect(await failure(askSalesforce(server, vendorDeps()))).toMatchObject({
      kind: 'rateLimited',
      message: expect.stringMatching(/^salesforce says its requests of 24 hours are used up\. It is asked again/),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is stopped by its caller while a refusal is read', async () => {
    const reason = new Error('stopped by the user');
    const stop = new AbortController();
    const server = await vendor((_request, response) => {
      response.writeHead(400, { 'content-length': '100' });
      response.write('{"a":');
    });
    const answered: typeof fetch = async (...asked) => {
      const response = await fetch(...asked);
      stop.abort(reason);
      return response;
    };
    expect(await failure(ask(server, vendorDeps({ fetch: answered, signal: stop.signal })))).toBe(reason);
  });

  it('ends a request that takes too long and tries again', async () => {
    const limits: AbortController[] = [];
    const server = await vendor((_request, response) => {
      if (server.requests.length > 2) return sendJson(response, 'done');
      // Once before the headers, once in the middle of the body.
      if (server.requests.length === 2) response.writeHead(200).write('{"a":');
      limits.at(-1)?.abort(new DOMException('The operation timed out.', 'TimeoutError'));
    });
    const limitsMs: number[] = [];
    const timeout = (ms: number) => {
      limitsMs.push(ms);
      limits.push(new AbortController());
      return (limits.at(-1) as AbortController).signal;
    };
    const deps = vendorDeps({ timeout });
    expect(await ask(server, deps)).toBe('done');
    expect(limitsMs).toEqual([60_000, 60_000, 60_000]);
    expect(deps.sleptMs).toHaveLength(2);
  });

  it.each([
    ['is cut off', { 'content-length': '100' }, '{"a":1', 'unavailable'],
    ['ends too early', {}, '{"a":1', 'badAnswer'],
    ['is no JSON', { 'content-type': 'text/html' }, '<h1>Maintenance</h1>', 'badAnswer'],
    ['is empty', {}, '', 'badAnswer'],
  ])('repeats when the body %s, and says so when it stays like that', async (_what, headers, body, kind) => {
    let broken = true;
    const server = await vendor((_request, response) => {
      if (!broken) return sendJson(response, 'done');
      response.writeHead(200, headers);
      response.write(body, () => ('content-length' in headers ? response.destroy() : response.end()));
    });
    expect(await failure(ask(server, vendorDeps()))).toMatchObject({ kind });
    expect(server.requests).toHaveLength(6);
    broken = false;
    expect(await ask(server, vendorDeps())).toBe('done');
  });

  it('does not read a page over the limit to its end, and does not ask for it again', async () => {
    const megabyte = Buffer.alloc(1 << 20, 'x');
    let sent = 0;
    const server = await vendor((_request, response) => {
      const more = () => {
        if (response.destroyed || sent >= 256) return response.end();
        sent++;
        response.write(megabyte, more);
      };
      more();
    });
    expect(await failure(ask(server, vendorDeps()))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('64 MB'),
    });
    expect(server.requests).toHaveLength(1);
    expect(sent).toBeLessThan(128);
  });

  it.each([301, 302, 307, 308])('does not follow a redirect with status %i to another host', async (status) => {
    const other = await vendor((_request, response) => sendJson(response, 'stolen'));
    const server = await vendor((_request, response) => sendJson(response, {}, status, { location: `${other.url}/` }));
    expect(await failure(ask(server, vendorDeps()))).toMatchObject({ kind: 'badLink' });
    expect([server.requests.length, other.requests.length]).toEqual([1, 0]);
  });

  it('does not follow a link of the answer that leads away', async () => {
    const other = await vendor((_request, response) => sendJson(response, 'stolen'));
    const server = await vendor((_request, response) => sendJson(response, 'own'));
    expect(await failure(ask(server, vendorDeps(), `${other.url}/things`))).toMatchObject({ kind: 'badLink' });
    expect(await ask(server, vendorDeps(), `${server.url}/things`)).toBe('own');
    expect(other.requests).toEqual([]);
  });

  it('stops for its caller, before, during and between attempts, with the reason of the caller', async () => {
    const reason = new Error('stopped by the user');
    const stop = new AbortController();
    const server = await vendor(() => stop.abort(reason));
    expect(await failure(ask(server, vendorDeps({ signal: stop.signal })))).toBe(reason);
    expect(await failure(ask(server, vendorDeps({ signal: stop.signal })))).toBe(reason);
    expect(server.requests).toHaveLength(1);

    const later = new AbortController();
    const busy = await vendor((_request, response) => sendJson(response, {}, 503));
    const sleep = async (_ms: number, signal?: AbortSignal) => {
      later.abort(reason);
      signal?.throwIfAborted();
    };
    expect(await failure(ask(busy, vendorDeps({ signal: later.signal, sleep })))).toBe(reason);
    expect(busy.requests).toHaveLength(1);
  });

  it('never tells the secret, whatever goes wrong', async () => {
    const server = await vendor((request, response) => {
      // A vendor that repeats what it was sent, as some error pages do.
      const echo = `you sent ${request.headers.authorization}`;
      const n = Number(new URL(request.url, 'http://x').searchParams.get('n'));
      if (n === 0) response.socket?.destroy();
      else if (n === 1) response.writeHead(200).end(echo);
      else sendJson(response, { error: echo }, n, { location: `http://x.example/?${echo}` });
    });
    const errors: unknown[] = [];
    for (const n of [0, 1, 301, 400, 401, 403, 404, 429, 500]) {
      errors.push(
        await failure(
          requestJson(vendorConfig('stripe', server.url), bearer, { path: 'x', query: { n: String(n) } }, vendorDeps()),
        ),
      );
    }
    for (const odd of [`${testSecret}\r\nx: y`, `${testSecret}ü`, `${testSecret}\u0000`]) {
      errors.push(
        await failure(
          requestJson({ ...vendorConfig('stripe', server.url), secret: odd }, bearer, { path: 'x' }, vendorDeps()),
        ),
      );
    }
    errors.push(
      await failure(requestJson(vendorConfig('stripe', 'http://127.0.0.1:1'), bearer, { path: 'x' }, vendorDeps())),
    );
    for (const error of errors) {
      expect(error).toBeInstanceOf(SourceError);
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(testSecret);
      expect((error as Error).message).toMatch(/^stripe .*\.$/);
    }
    expect(errors).toHaveLength(13);
  });
});

describe('targetUrl', () => {
  const base = 'https://api.vendor.example/base';

  it.each([
    'https://evil.example/base/x',
    '\\\\evil.example/base/x',
    'http://api.vendor.example/base/x',
    'https://api.vendor.example:8443/base/x',
    'https://api.vendor.example.evil.example/base/x',
    'https://api.vendor.example@evil.example/base/',
    'https://user:pass@api.vendor.example/base/x',
    'https://api.vendor.example/other',
    'https://api.vendor.example/basement',
    '../other',
    '%2e%2e/other',
    'x/../../other',
    'javascript:alert(1)',
    'file:///etc/passwd',
  ])('refuses %s', (path) => {
    expect(() => targetUrl(vendorConfig('salesforce', base), { path })).toThrow(SourceError);
  });

  it.each([
    ['x', `${base}/x`],
    ['/x', `${base}/x`],
    ['//evil.example/x', `${base}/evil.example/x`],
    [`${base}/next?page=2`, `${base}/next?page=2`],
  ])('takes %s for a path below the base', (path, url) => {
    expect(targetUrl(vendorConfig('salesforce', base), { path }).href).toBe(url);
  });

  it('never leaves the base, whatever the link', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '..',
      '.',
      '%2e',
      ':',
      '@',
      '?',
      '#',
      '\t',
      '\n',
      ' ',
      'https:',
      'evil.example',
      'base',
      'api.vendor.example',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.array(piece, { maxLength: 8 }).map((p) => p.join('')),
        ),
        (path) => {
          let url: URL;
          try {
            url = targetUrl(vendorConfig('salesforce', base), { path });
          } catch (error) {
            return error instanceof SourceError && error.kind === 'badLink';
          }
          return url.href.startsWith(`${base}/`) && url.username === '' && url.password === '';
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('refuses plain http beyond this machine', () => {
    expect(() => targetUrl(vendorConfig('zendesk', 'http://x.zendesk.com'), { path: 'x' })).toThrow(/without https/);
    expect(targetUrl(vendorConfig('zendesk', 'http://[::1]:4621/zendesk'), { path: 'x' }).port).toBe('4621');
  });
});

it('retryAfterMs is never negative and never NaN', () => {
  fc.assert(
    fc.property(
      fc.option(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
      ),
      (header) => {
        const ms = retryAfterMs(header, Date.parse('2026-11-21T09:00:00Z'));
        return ms === null || (Number.isFinite(ms) && ms >= 0);
      },
    ),
  );
});
