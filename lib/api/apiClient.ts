import * as z from 'zod/mini';
import {
  type ContextQuery,
  type DriftReport,
  PairResponse,
  SearchResponse,
  Session,
  Watchlist,
  WriteResponse,
} from '../contract/api.ts';
import { ContextResponse } from '../contract/context.ts';
import { type ErrorCode, Problem, type Result } from '../contract/errors.ts';
import { contractHeader, contractVersion, oldestServerVersion } from '../contract/version.ts';

const timeoutMs = 10_000;

export type ContextAnswer = { changed: false } | { changed: true; etag: string; response: ContextResponse };

export type ApiClient = {
  context(query: ContextQuery, etag: string | null): Promise<Result<ContextAnswer>>;
  write(kind: 'reactions' | 'pins' | 'looks', body: unknown): Promise<Result<WriteResponse>>;
  watchlist(): Promise<Result<Watchlist>>;
  /** Customers whose name or domain fits, best first. */
  search(query: string): Promise<Result<SearchResponse>>;
  drift(report: DriftReport): Promise<Result<null>>;
  session(): Promise<Result<Session>>;
  signOut(): Promise<Result<null>>;
  /** The open stream of hints; the caller reads and cancels it. */
  events(lastEventId: string | null, signal: AbortSignal): Promise<Result<Response>>;
};

/** Whether the token may still be sent: `close` is called when the backend rejects it, and settles before the answer is handed on. */
export type TokenGate = { isClosed(): boolean; close(): Promise<void> };

/** The HTTP client of one pairing. Never throws: every failure is a problem of the contract's closed list. */
export function createApiClient(backend: string, token: string, fetcher: typeof fetch, gate: TokenGate): ApiClient {
  const call = async (path: string, init: RequestInit = {}): Promise<Result<Response>> => {
    if (gate.isClosed()) return problem('invalidToken', 'The backend has rejected this token. Pair again.');
    const response = await request(fetcher, backend, path, token, init);
    if (!response.ok && response.problem.code === 'invalidToken') await gate.close();
    return response;
  };
  const read = async <S extends z.ZodMiniType>(
    schema: S,
    path: string,
    init?: RequestInit,
  ): Promise<Result<z.infer<S>>> => {
    const response = await call(path, init);
    return response.ok ? parse(schema, response.value) : response;
  };
  const done = async (path: string, init: RequestInit): Promise<Result<null>> => {
    const response = await call(path, init);
    return response.ok ? { ok: true, value: null } : response;
  };
  return {
    async context(query, etag) {
      const search = new URLSearchParams(query as Record<string, string>);
      const response = await call(`/v1/context?${search}`, { headers: etag ? { 'if-none-match': etag } : {} });
      if (!response.ok) return response;
      if (response.value.status === 304) return { ok: true, value: { changed: false } };
      const body = await parse(ContextResponse, response.value);
      if (!body.ok) return body;
      const newEtag = response.value.headers.get('etag');
      if (!newEtag) return problem('badResponse', 'The answer has no ETag.');
      return { ok: true, value: { changed: true, etag: newEtag, response: body.value } };
    },
    write: (kind, body) => read(WriteResponse, `/v1/${kind}`, json(body)),
    watchlist: () => read(Watchlist, '/v1/watchlist'),
    search: (query) => read(SearchResponse, `/v1/search?${new URLSearchParams({ q: query })}`),
    drift: (report) => done('/v1/drift', json(report)),
    session: () => read(Session, '/v1/session'),
    signOut: () => done('/v1/session', { method: 'DELETE' }),
    events: (lastEventId, signal) =>
      call('/v1/events', { headers: lastEventId ? { 'last-event-id': lastEventId } : {}, signal }),
  };
}

/** Exchanges a pairing code for a token at a backend that is not known yet. */
export async function pairWith(
  backend: string,
  code: string,
  device: string,
  fetcher: typeof fetch = fetch,
): Promise<Result<PairResponse>> {
  const response = await request(fetcher, backend, '/v1/pair', null, json({ code, device }));
  return response.ok ? parse(PairResponse, response.value) : response;
}

/** Asks a backend whether it is there and speaks a version we read. */
export async function probe(
  backend: string,
  fetcher: typeof fetch = fetch,
): Promise<Result<{ serverVersion: number }>> {
  const response = await request(fetcher, backend, '/healthz', null, {});
  return response.ok
    ? { ok: true, value: { serverVersion: Number(response.value.headers.get(contractHeader)) } }
    : response;
}

function json(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function request(
  fetcher: typeof fetch,
  backend: string,
  path: string,
  token: string | null,
  init: RequestInit,
): Promise<Result<Response>> {
  let response: Response;
  try {
    response = await fetcher(backend + path, {
      ...init,
      headers: {
        ...init.headers,
        [contractHeader]: String(contractVersion),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      signal: init.signal ?? AbortSignal.timeout(timeoutMs),
      credentials: 'omit',
      redirect: 'error',
      // We keep our own cache, per person; the browser's would outlive a sign-out.
      cache: 'no-store',
    });
  } catch {
    return problem('offline', 'The backend did not answer.');
  }
  const version = Number(response.headers.get(contractHeader));
  if (!Number.isInteger(version) || version < 1)
    return problem('badResponse', 'This address does not answer as an Alongside backend.');
  if (version < oldestServerVersion)
    return problem('serverTooOld', 'The backend is older than this extension can read.');
  if (response.ok || response.status === 304) return { ok: true, value: response };
  const body = Problem.safeParse(await response.json().catch(() => null));
  if (body.success) return { ok: false, problem: body.data };
  return problem(codeOf(response.status), `The backend answered with status ${response.status}.`);
}

/** What a status alone says, for a body without a code that we know: a newer backend may have codes of its own. */
function codeOf(status: number): ErrorCode {
  return codes[status] ?? (status >= 500 ? 'serverError' : 'badResponse');
}

const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'badRequest',
  401: 'invalidToken',
  403: 'forbidden',
  404: 'unknownRecord',
  409: 'badRequest',
  413: 'tooLarge',
  422: 'badRequest',
  426: 'clientTooOld',
  429: 'rateLimited',
};

async function parse<S extends z.ZodMiniType>(schema: S, response: Response): Promise<Result<z.infer<S>>> {
  let text: string;
  try {
    text = await response.text();
  } catch {
    return problem('offline', 'The connection to the backend broke off.');
  }
  const parsed = z.safeParse(schema, fromJson(text));
  return parsed.success
    ? { ok: true, value: parsed.data }
    : problem('badResponse', 'The backend sent something outside the contract.');
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problem(code: ErrorCode, message: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message } };
}
