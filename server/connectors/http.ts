import type { Source } from '../domain/model.ts';
import type { ConnectorConfig, ConnectorDeps } from '../domain/ports.ts';

/** Why a source could not be read, in a sentence for the source's status. Never carries a secret or a body. */
export class SourceError extends Error {
  override name = 'SourceError';
  readonly source: Source;
  readonly kind: 'unauthorized' | 'forbidden' | 'rateLimited' | 'unavailable' | 'badAnswer' | 'badLink' | 'refused';

  constructor(source: Source, kind: SourceError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.source = source;
    this.kind = kind;
  }
}

const maxAttempts = 6;
const timeoutMs = 60_000;
const maxBodyBytes = 64 * 1024 * 1024;
const baseDelayMs = 500;
const maxDelayMs = 60_000;

export type ApiRequest = {
  /** A path below the base URL, or an absolute link that the server itself handed back. */
  path: string;
  query?: Record<string, string | readonly string[]>;
  headers?: Record<string, string>;
  /** Sent as JSON by POST. */
  body?: unknown;
};

/**
 * One JSON request to a vendor: authorised, bounded in time and size, repeated on 429, 5xx and broken connections with
 * `Retry-After` or exponential backoff with jitter. Redirects are not followed and links are held to the configured base.
 * Throws SourceError.
 */
export async function requestJson(
  config: ConnectorConfig,
  authorization: string,
  request: ApiRequest,
  deps: ConnectorDeps,
): Promise<unknown> {
  const url = targetUrl(config, request);
  for (let attempt = 1; ; attempt++) {
    deps.signal?.throwIfAborted();
    const outcome = await attemptOnce(config, url, authorization, request, deps);
    if ('value' in outcome) return outcome.value;
    const { problem, waitMs } = outcome;
    if (!repeatable.has(problem.kind)) throw problem;
    if (attempt >= maxAttempts) throw problem;
    const backoffMs = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
    await deps.sleep(Math.min(waitMs ?? backoffMs, maxDelayMs), deps.signal);
  }
}

const repeatable: ReadonlySet<SourceError['kind']> = new Set(['rateLimited', 'unavailable', 'badAnswer']);

async function attemptOnce(
  config: ConnectorConfig,
  url: URL,
  authorization: string,
  request: ApiRequest,
  deps: ConnectorDeps,
): Promise<{ value: unknown } | { problem: SourceError; waitMs: number | null }> {
  try {
    const response = await send(url, authorization, request, deps);
    if (response.ok) return { value: await readJson(config, response) };
    await response.body?.cancel();
    return {
      problem: statusProblem(config, response.status),
      waitMs: retryAfterMs(response.headers.get('retry-after'), deps.now()),
    };
  } catch (error) {
    // The caller's own wish to stop is not a fault of the source.
    deps.signal?.throwIfAborted();
    if (error instanceof SourceError) return { problem: error, waitMs: null };
    const message = `${config.source} did not answer (${causeOf(error)}).`;
    return { problem: new SourceError(config.source, 'unavailable', message, { cause: error }), waitMs: null };
  }
}

/** Resolves a path or a server-supplied link against the base URL; anything that would leave it is refused. */
export function targetUrl(config: ConnectorConfig, request: Pick<ApiRequest, 'path' | 'query'>): URL {
  const base = new URL(`${config.baseUrl}/`);
  const url = /^[a-z]+:\/\//i.test(request.path)
    ? new URL(request.path)
    : new URL(request.path.replace(/^\/+/, ''), base);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of ([] as string[]).concat(value)) url.searchParams.append(name, one);
  }
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname) || url.username || url.password) {
    throw new SourceError(
      config.source,
      'badLink',
      `${config.source} handed back a link to ${url.host}, which is not the configured host. It was not followed.`,
    );
  }
  return url;
}

function send(url: URL, authorization: string, request: ApiRequest, deps: ConnectorDeps): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
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
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes)
      throw new SourceError(
        config.source,
        'refused',
        `${config.source} sent more than ${maxBodyBytes >> 20} MB in one page.`,
      );
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new SourceError(config.source, 'badAnswer', `${config.source} sent an answer that is not JSON.`, {
      cause: error,
    });
  }
}

function statusProblem({ source }: ConnectorConfig, status: number): SourceError {
  if (status === 401)
    return new SourceError(
      source,
      'unauthorized',
      `${source} refused the credentials. Renew the secret in the configuration.`,
    );
  if (status === 403)
    return new SourceError(
      source,
      'forbidden',
      `${source} does not let this credential read the data. Grant read access.`,
    );
  if (status === 429) return new SourceError(source, 'rateLimited', `${source} says the request limit is used up.`);
  if (status >= 300 && status < 400)
    return new SourceError(source, 'badLink', `${source} redirects elsewhere. Correct its baseUrl.`);
  if (status >= 500) return new SourceError(source, 'unavailable', `${source} answered with status ${status}.`);
  return new SourceError(source, 'refused', `${source} refused a request with status ${status}.`);
}

/** `Retry-After` as seconds or as a date; null when absent or unreadable. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

function causeOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message?: string };
  return cause?.code ?? message ?? 'unknown reason';
}
