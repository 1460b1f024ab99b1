import type { Source } from '../domain/model.ts';
import type { ConnectorConfig, ConnectorDeps } from '../domain/ports.ts';
import { type FailureKind, refusalOf } from './refusals.ts';

/** Why a source could not be read, in a sentence for the source's status. Never carries a secret or a body. */
export class SourceError extends Error {
  override name = 'SourceError';
  readonly source: Source;
  readonly kind: FailureKind;
  /** The status of the answer that refused; null where there was none. */
  readonly status: number | null;
  /** The vendor's own word for a refusal. */
  readonly code: string | null;

  constructor(
    source: Source,
    kind: FailureKind,
    message: string,
    status: number | null = null,
    code: string | null = null,
  ) {
    // No `cause`: what the network stack throws can quote the authorization header, and causes end up in logs.
    super(message);
    this.source = source;
    this.kind = kind;
    this.status = status;
    this.code = code;
  }
}

const maxAttempts = 6;
const timeoutMs = 60_000;
const maxBodyBytes = 64 * 1024 * 1024;
const maxRefusalBytes = 64 * 1024;
const baseDelayMs = 500;
const maxDelayMs = 60_000;
/** A source that asks for more patience than this is left alone until the next pull. */
const maxRetryAfterMs = 120_000;

export type ApiRequest = {
  /** A path below the base URL, or an absolute link that the server itself handed back. */
  path: string;
  query?: Record<string, string | readonly string[]>;
  headers?: Record<string, string>;
  /** Sent as JSON by POST. */
  body?: unknown;
};

/** Makes an authorization header of a secret. */
export type Scheme = (secret: string) => string;

export const bearer: Scheme = (secret) => `Bearer ${secret}`;

/**
 * One JSON request to a vendor: authorised, spaced by the source's budget, bounded in time and size, repeated on 429, 5xx and broken connections with
 * exponential backoff and jitter, or later when `Retry-After` says so. Redirects are not followed and links are held to the configured base.
 * Throws SourceError, or the reason of `deps.signal` when the caller stops it.
 */
export async function requestJson(
  config: ConnectorConfig,
  scheme: Scheme,
  request: ApiRequest,
  deps: ConnectorDeps,
): Promise<unknown> {
  const url = targetUrl(config, request);
  let refused: string | undefined;
  for (let attempt = 1; ; attempt++) {
    deps.signal?.throwIfAborted();
    await deps.budget?.take(config, url.pathname, deps);
    const secret = await secretOf(config, deps, refused);
    const authorization = scheme(secret);
    if (!/^[\x20-\x7e]+$/.test(authorization)) {
      throw problem(
        config,
        'unauthorized',
        'cannot be asked: its secret contains characters that no header can carry.',
      );
    }
    const outcome = await attemptOnce(config, url, authorization, request, deps);
    if ('value' in outcome) return outcome.value;
    const { error, retryAfterMs: askedMs } = outcome;
    // A token may end before its time. It is replaced once, and then the request is sent again.
    if (error.kind === 'unauthorized' && refused === undefined) {
      refused = secret;
      if ((await secretOf(config, deps, refused)) !== secret) continue;
    }
    if (!repeatable.has(error.kind) || attempt >= maxAttempts || (askedMs ?? 0) > maxRetryAfterMs) throw error;
    const jitter = 0.5 + (deps.random ?? Math.random)() / 2;
    const backoffMs = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)) * jitter;
    // "At once" would use up all attempts in a moment: a vendor may say so, and its clock may be behind ours.
    await deps.sleep(Math.max(askedMs ?? 0, backoffMs), deps.signal);
  }
}

async function secretOf(config: ConnectorConfig, deps: ConnectorDeps, refused: string | undefined): Promise<string> {
  const secret = deps.credentials ? await deps.credentials.secretOf(config, deps, refused) : config.secret;
  if (secret === undefined) throw notConnected(config.source);
  return secret;
}

/** There is nothing to send to a source. */
export function notConnected(source: ConnectorConfig['source']): SourceError {
  return new SourceError(source, 'unauthorized', `${source} is not connected. Run "alongside connect ${source}".`);
}

const repeatable: ReadonlySet<SourceError['kind']> = new Set(['rateLimited', 'unavailable', 'badAnswer']);

type Outcome = { value: unknown } | { error: SourceError; retryAfterMs: number | null };

async function attemptOnce(
  config: ConnectorConfig,
  url: URL,
  authorization: string,
  request: ApiRequest,
  deps: ConnectorDeps,
): Promise<Outcome> {
  try {
    const response = await send(url, authorization, request, deps);
    deps.budget?.note(config.source, response.headers);
    if (response.ok) return { value: await readJson(config, response) };
    return await refused(config, response, deps);
  } catch (error) {
    // The caller's own wish to stop is not a fault of the source.
    deps.signal?.throwIfAborted();
    if (error instanceof SourceError) return { error, retryAfterMs: null };
    return { error: problem(config, 'unavailable', `did not answer (${causeOf(error)}).`), retryAfterMs: null };
  }
}

function problem({ source }: Pick<ConnectorConfig, 'source'>, kind: SourceError['kind'], rest: string): SourceError {
  return new SourceError(source, kind, `${source} ${rest}`);
}

/**
 * Resolves a path or a server-supplied link against the base URL. Anything that would leave its origin or its path is refused,
 * and so is plain http beyond this machine: the request carries a secret.
 */
export function targetUrl(config: ConnectorConfig, request: Pick<ApiRequest, 'path' | 'query'>): URL {
  const base = new URL(`${config.baseUrl}/`);
  if (base.protocol !== 'https:' && !(base.protocol === 'http:' && isLoopback(base))) {
    throw problem(config, 'badLink', 'is configured without https. Correct its baseUrl.');
  }
  // A path with a leading slash means "below the base", which has a path of its own in a sandbox or behind a gateway.
  const url = URL.parse(request.path.replace(/^\/+/, ''), base);
  if (
    url?.origin !== base.origin ||
    !url.pathname.startsWith(base.pathname) ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw problem(
      config,
      'badLink',
      'handed back a link that leads away from the configured address. It was not followed.',
    );
  }
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of ([] as string[]).concat(value)) url.searchParams.append(name, one);
  }
  return url;
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address is on this machine. */
export function isLoopback(url: URL): boolean {
  return loopback.has(url.hostname);
}

function send(url: URL, authorization: string, request: ApiRequest, deps: ConnectorDeps): Promise<Response> {
  const timeout = (deps.timeout ?? AbortSignal.timeout)(timeoutMs);
  return deps.fetch(url, {
    method: request.body === undefined ? 'GET' : 'POST',
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      authorization,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    signal: deps.signal ? AbortSignal.any([deps.signal, timeout]) : timeout,
  });
}

async function readJson(config: ConnectorConfig, response: Response): Promise<unknown> {
  const body = await readBody(response, maxBodyBytes);
  if (body === null) throw problem(config, 'refused', `sent more than ${maxBodyBytes >> 20} MB in one page.`);
  try {
    return JSON.parse(body);
  } catch {
    throw problem(config, 'badAnswer', 'sent an answer that is not JSON.');
  }
}

/** The body as text; null when it is longer than `maxBytes`, of which no more is then read. */
export async function readBody(response: Response, maxBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function refused(config: ConnectorConfig, response: Response, deps: ConnectorDeps): Promise<Outcome> {
  const { source } = config;
  const { status, headers } = response;
  const body = await readRefusal(response);
  deps.signal?.throwIfAborted();
  const { kind, told, code, lasts } = refusalOf(source, status, body, config.secret === undefined);
  const error = new SourceError(source, kind, `${source} ${told}`, kind === 'refused' ? status : null, code);
  const askedMs = retryAfterMs(headers.get('retry-after'), deps.now());
  return { error, retryAfterMs: lasts ? Number.POSITIVE_INFINITY : askedMs };
}

/** The body of a refusal, parsed; null where it is cut off or no JSON: the status says enough. */
async function readRefusal(response: Response): Promise<unknown> {
  try {
    return JSON.parse((await readBody(response, maxRefusalBytes)) ?? 'null');
  } catch {
    return null;
  }
}

/** `Retry-After` as seconds or as a date, in milliseconds from now; null when absent or unreadable. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** A short reason in the vocabulary of the network stack; its messages stay out, because they may quote headers. */
export function causeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown }; name?: unknown };
  if (name === 'TimeoutError') return `no complete answer within ${timeoutMs / 1000} seconds`;
  return typeof cause?.code === 'string' ? cause.code : String(name);
}
