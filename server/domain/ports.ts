import type { Fact, Source } from './model.ts';

/** A raw record as the source sent it, kept whole (unknown fields included), plus what the store needs to find and order it. */
export type RawRecord = {
  source: Source;
  kind: string;
  id: string;
  modifiedAt: number;
  deleted: boolean;
  body: unknown;
};

/** One page of a source stream and the cursor that continues after it; `cursor` null means the stream is exhausted. */
export type PulledPage = { stream: string; records: RawRecord[]; cursor: string | null };

export type ConnectorConfig = {
  source: Source;
  /** https base URL of the vendor (or of the sandbox on loopback). No trailing slash. */
  baseUrl: string;
  /** The instance its pages live in: Salesforce Lightning host, HubSpot portal id, Zendesk host; Stripe: `stripe`. */
  instance: string;
  /** Bearer token, private-app token, API token or restricted key, never logged. */
  secret: string;
};

export type ConnectorDeps = {
  fetch: typeof fetch;
  now: () => number;
  /** Resolves after `ms`, or rejects when the signal aborts. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  signal?: AbortSignal;
  /** 0 <= x < 1, for the jitter between attempts; `Math.random` unless a test brings its own. */
  random?: () => number;
  /** A signal that aborts after `ms`, for the time limit of one request; `AbortSignal.timeout` unless a test brings its own. */
  timeout?: (ms: number) => AbortSignal;
};

/** One source. `pull` is the same code in production and against the sandbox. */
export type Connector = {
  source: Source;
  /** Stream names in the order they are pulled. */
  streams: readonly string[];
  /** Reads one stream page by page from `cursor` (null: from the beginning). */
  pull(config: ConnectorConfig, stream: string, cursor: string | null, deps: ConnectorDeps): AsyncIterable<PulledPage>;
  /** Total rows the stream will deliver, when the vendor can say so cheaply; for the progress bar. */
  count?(config: ConnectorConfig, stream: string, deps: ConnectorDeps): Promise<number | null>;
  /** Raw to facts; null when the record is of no use (a draft, a test, an unknown kind). Never throws on odd input: what cannot be read is null. */
  normalise(record: RawRecord, config: Pick<ConnectorConfig, 'instance'>): Fact | null;
};
