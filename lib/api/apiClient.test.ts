import { afterEach, describe, expect, it, vi } from 'vitest';
import { documentOf, people, problemReply, reply } from '../../tests/support/extensionBackend.ts';
import { until } from '../../tests/support/extensionClock.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { contractHeader, contractVersion } from '../contract/version.ts';
import { createApiClient, pairWith, probe } from './apiClient.ts';

const backend = 'https://backend.example';
const record = { system: 'zendesk', instance: 'cobalt.zendesk.com', object: 'ticket', id: '1' } as const;
const resolution = { confidence: 'verified', chain: [], evidence: [], candidates: [] };

type Answer = (request: Request) => Response | Promise<Response>;

/** A client whose backend answers so; what was asked is in `asked`. */
function clientOf(answer: Answer) {
  const asked: { request: Request; init: RequestInit | undefined }[] = [];
  const gate = {
    closed: false,
    isClosed: () => gate.closed,
    async close() {
      gate.closed = true;
    },
  };
  const fetcher = (async (input: string, init?: RequestInit) => {
    const request = new Request(input, init);
    asked.push({ request, init });
    return answer(request);
  }) as typeof fetch;
  return { api: createApiClient(backend, 'secret', fetcher, gate), asked, gate, fetcher };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a request', () => {
  it('states the version and the token, and carries neither cookies nor anything that the browser may cache', async () => {
    const { api, asked } = clientOf(() => reply({ entries: [], asOf: '2026-11-21T09:00:00.000Z' }));
    expect(await api.watchlist()).toMatchObject({ ok: true });
    const { request, init } = asked[0] as (typeof asked)[number];
    expect(request.headers.get(contractHeader)).toBe(String(contractVersion));
    expect(request.headers.get('authorization')).toBe('Bearer secret');
    expect(init).toMatchObject({ credentials: 'omit', redirect: 'error', cache: 'no-store' });
    expect(init?.signal).toBeInstanceOf(AbortSignal);
  });

  it('of a context names the record in the query, encoded, and its ETag', async () => {
    const { api, asked } = clientOf(() => reply({ resolution, document: null }, { etag: '"e2"' }));
    const answer = await api.context({ ...record, id: '1' }, '"e1"');
    expect(answer).toMatchObject({ ok: true, value: { changed: true, etag: '"e2"' } });
    const url = new URL(asked[0]?.request.url ?? '');
    expect(Object.fromEntries(url.searchParams)).toEqual(record);
    expect(asked[0]?.request.headers.get('if-none-match')).toBe('"e1"');
    await api.context({ account: 'a1' }, null);
    expect(asked[1]?.request.url).toBe(`${backend}/v1/context?account=a1`);
    expect(asked[1]?.request.headers.has('if-none-match')).toBe(false);
  });

  it('to pair and to test carries no token', async () => {
    const { fetcher, asked } = clientOf((request) =>
      request.url.endsWith('/healthz') ? reply({}) : reply({ token: 't', session: people.ada }),
    );
    expect(await pairWith(backend, 'ABCD', 'Test', fetcher)).toEqual({
      ok: true,
      value: { token: 't', session: people.ada },
    });
    expect(await probe(backend, fetcher)).toEqual({ ok: true, value: { serverVersion: 1 } });
    expect(asked.map(({ request }) => request.headers.has('authorization'))).toEqual([false, false]);
  });
});

describe('an answer', () => {
  it('304 is no change', async () => {
    const { api } = clientOf(() => new Response(null, { status: 304, headers: { [contractHeader]: '1' } }));
    expect(await api.context(record, '"e"')).toEqual({ ok: true, value: { changed: false } });
  });

  it('keeps what the contract names and drops what it does not', async () => {
    const document = { ...documentOf('a1', { name: 'Acme', version: 1 }), invented: true };
    const { api } = clientOf(() => reply({ resolution, document, invented: true }, { etag: '"e"' }));
    const answer = await api.context(record, null);
    expect(answer).toMatchObject({ ok: true, value: { response: { document: { accountId: 'a1' } } } });
    expect(JSON.stringify(answer)).not.toContain('invented');
  });

  it.each<[string, Answer, ErrorCode]>([
    ['no JSON', () => new Response('<html>', { headers: { [contractHeader]: '1', etag: '"e"' } }), 'badResponse'],
    ['no body', () => new Response('', { headers: { [contractHeader]: '1', etag: '"e"' } }), 'badResponse'],
    ['another shape', () => reply({ resolution }, { etag: '"e"' }), 'badResponse'],
    ['no ETag', () => reply({ resolution, document: null }), 'badResponse'],
    ['no version', () => Response.json({ resolution, document: null }, { headers: { etag: '"e"' } }), 'badResponse'],
    ['a version that is no number', () => reply({}, { [contractHeader]: 'one' }), 'badResponse'],
    ['a version that is no whole number', () => reply({}, { [contractHeader]: '1.5' }), 'badResponse'],
    ['version zero', () => reply({}, { [contractHeader]: '0' }), 'badResponse'],
    ['nothing at all', () => Promise.reject(new TypeError('Failed to fetch')), 'offline'],
    ['a redirect', () => Promise.reject(new TypeError('redirect')), 'offline'],
    ['a refusal of a gateway that is not ours', () => new Response('no', { status: 401 }), 'badResponse'],
    ['a fault of a gateway that is not ours', () => new Response('no', { status: 502 }), 'badResponse'],
  ])('with %s is a problem', async (_what, answer, code) => {
    const { api, gate } = clientOf(answer);
    expect(await api.context(record, null)).toMatchObject({ ok: false, problem: { code } });
    expect(gate.closed).toBe(false);
  });

  it.each<[number, ErrorCode, ErrorCode]>([
    [400, 'badRequest', 'badRequest'],
    [401, 'notPaired', 'invalidToken'],
    [401, 'invalidToken', 'invalidToken'],
    [403, 'forbidden', 'forbidden'],
    [403, 'badPairingCode', 'forbidden'],
    [404, 'unknownRecord', 'unknownRecord'],
    [409, 'badRequest', 'badRequest'],
    [413, 'tooLarge', 'tooLarge'],
    [426, 'clientTooOld', 'clientTooOld'],
    [429, 'rateLimited', 'rateLimited'],
    [418, 'badRequest', 'badResponse'],
    [500, 'serverError', 'serverError'],
    [503, 'serverError', 'serverError'],
  ])('%i is what its body says, %s, and without a code that we know it is %s', async (status, code, byStatus) => {
    expect(await clientOf(() => problemReply(status, code)).api.watchlist()).toMatchObject({
      ok: false,
      problem: { code },
    });
    for (const body of [{ code: 'fromTheFuture', message: 'x' }, 'text', null])
      expect(await clientOf(() => reply(body, {}, status)).api.watchlist()).toMatchObject({
        ok: false,
        problem: { code: byStatus },
      });
  });

  it('says when to come back', async () => {
    const { api } = clientOf(() => problemReply(429, 'rateLimited', 5_000));
    expect(await api.watchlist()).toMatchObject({ problem: { retryAfterMs: 5_000 } });
  });
});

describe('versions', () => {
  it.each([String(contractVersion), String(contractVersion + 1), '99'])('server %s is read', async (version) => {
    const { api } = clientOf(() => reply(people.ada, { [contractHeader]: version }));
    expect(await api.session()).toEqual({ ok: true, value: people.ada });
  });

  it('a server that no longer serves this client says so', async () => {
    const { api } = clientOf(() => problemReply(426, 'clientTooOld'));
    expect(await api.session()).toMatchObject({ ok: false, problem: { code: 'clientTooOld' } });
  });

  it('a server older than this client reads is named as such', async () => {
    vi.resetModules();
    vi.doMock('../contract/version.ts', async (original) => ({
      ...(await original<typeof import('../contract/version.ts')>()),
      oldestServerVersion: 3,
    }));
    const later = await import('./apiClient.ts');
    const { fetcher } = clientOf(() => reply({}, { [contractHeader]: '2' }));
    expect(await later.probe(backend, fetcher)).toMatchObject({ ok: false, problem: { code: 'serverTooOld' } });
    vi.doUnmock('../contract/version.ts');
  });
});

describe('a backend that does not answer', () => {
  it.each([
    ['at all', () => new Promise<Response>(() => undefined)],
    ['to the end', (request: Request) => stalling(request.signal)],
  ])('%s is given up after ten seconds, as offline', async (_what, answer: Answer) => {
    const timeout = new AbortController();
    const asked = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(timeout.signal);
    const { api } = clientOf((request) => Promise.race([answer(request), aborted(request.signal)]));
    let settled: unknown;
    void api.watchlist().then((result) => {
      settled = result;
    });
    await until(() => asked.mock.calls.length === 1);
    expect(asked).toHaveBeenCalledWith(10_000);
    expect(settled).toBeUndefined();
    timeout.abort(new DOMException('late', 'TimeoutError'));
    await until(() => settled);
    expect(settled).toMatchObject({ ok: false, problem: { code: 'offline' } });
  });
});

describe('a token', () => {
  it('that was rejected closes the gate, and nothing more is sent', async () => {
    const { api, asked, gate } = clientOf(() => problemReply(401, 'invalidToken'));
    expect(await api.session()).toMatchObject({ problem: { code: 'invalidToken' } });
    expect(gate.closed).toBe(true);
    expect(await api.write('reactions', {})).toMatchObject({ problem: { code: 'invalidToken' } });
    expect(await api.events(null, new AbortController().signal)).toMatchObject({ problem: { code: 'invalidToken' } });
    expect(asked).toHaveLength(1);
  });
});

/** Headers and half a body, then nothing. */
function stalling(signal: AbortSignal): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"entries":'));
      signal.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
  return new Response(body, { headers: { [contractHeader]: '1' } });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}
