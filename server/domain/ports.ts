import type { Fact, PulledSource, Source } from './model.ts';

/** A raw record as the source sent it, kept whole (unknown fields included), plus what the store needs to find and order it. */
export type RawRecord = {
  source: Source;
  kind: string;
  id: string;
  modifiedAt: number;
  deleted: boolean;
  body: unknown;
};

/** One page of a source stream, and where to go on. */
export type PulledPage = {
  stream: string;
  records: RawRecord[];
  /** Continues after this page; null means that the pass has ended. */
  cursor: string | null;
  /** With the last page: the cursor from which the next pull reads only what has changed. Without it, that one reads everything. */
  next?: string;
  /** Rows that had no readable id or time. A full pass that met one removes nothing. */
  unreadable?: number;
};

/** Requests that a vendor counts: so many of so many within such a time. */
export type BudgetUse = { used: number; limit: number; windowMs: number };

/** Spaces the requests to each vendor, and remembers what its headers say. One for a process. */
export type RateBudget = {
  /** Waits until one more request to this path is within the limits. */
  take(config: Pick<ConnectorConfig, 'source' | 'baseUrl'>, path: string, deps: ConnectorDeps): Promise<void>;
  /** Reads the limit headers of an answer. */
  note(source: PulledSource, headers: Headers): void;
  /** What the vendor said last; null when it did not. */
  used(source: PulledSource): BudgetUse | null;
};

export type ConnectorConfig = {
  source: PulledSource;
  /** https base URL of the vendor (or of the sandbox on loopback). No trailing slash. */
  baseUrl: string;
  /** The instance its pages live in: Salesforce Lightning host, HubSpot portal id, Zendesk host; Stripe: `stripe`. */
  instance: string;
  /** From the configuration: private-app token, API token or restricted key, never logged. Without it, what `alongside connect` stored. */
  secret?: string;
  /** The app under which people sign in. Then there is no `secret`, and its tokens are stored. */
  oauth?: OAuthApp;
  /** What webhooks are signed with; two while one replaces the other. Without any, what `alongside connect` has stored. */
  webhookSecrets?: string[];
  /** ISO 4217: the currency of amounts that name none, where the vendor does not say it. */
  currency?: string;
};

/** An app as it is registered at the vendor. `scopes` replace the ones that we ask for otherwise, also the optional ones. */
export type OAuthApp = { clientId: string; clientSecret?: string; scopes?: string[] };

/** Where secrets come from that are not in the configuration. */
export type Credentials = {
  /**
   * What to send to this source now. `refused` is a secret that it has just answered with 401; the same one again means that there is
   * no other. Throws SourceError, or SecretError where a stored one cannot be opened.
   */
  secretOf(config: ConnectorConfig, deps: ConnectorDeps, refused?: string): Promise<string>;
};

/** A webhook as it arrived. */
export type Delivery = {
  header: (name: string) => string | null;
  body: Uint8Array;
  /** The address that the vendor has called, as it knows it. */
  publicUri: string;
  secrets: readonly string[];
  nowMs: number;
};

/** A record that a webhook names. `key` identifies the event: the same one is never accepted twice. */
export type WebhookEvent = { key: string; stream: string; id: string };

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
  /** Without one, requests are not spaced. */
  budget?: RateBudget;
  /** Without them, only secrets of the configuration are known. */
  credentials?: Credentials;
};

/** What a feed of changes promises; see `Connector`. */
export type Feed = { retentionMs: number | null; tellsDeletes: boolean };

/** One source. `pull` is the same code in production and against the sandbox. */
/** What was fetched of some records, and how many rows of the answers could not be read. */
export type Refetched = { records: RawRecord[]; unreadable: number };

export type Connector = {
  source: Source;
  /** Stream names in the order they are pulled. */
  streams: readonly string[];
  /** Streams that a source may not have, or not show us: the rest is of use without them. */
  dispensable?: ReadonlySet<string>;
  /** The kind of record that a stream brings. */
  kindOf(stream: string): string;
  /**
   * What the source's feed of changes promises: how long it goes back (null: for ever), and whether it tells of deleted records. One
   * that does not is read in full now and then.
   */
  feed: Feed;
  /** Streams of which it promises something else. */
  feedOf?: Readonly<Partial<Record<string, Feed>>>;
  /** Reads one stream page by page: everything (null), on from a page, or what has changed since an earlier pass (its `next`). */
  pull(config: ConnectorConfig, stream: string, cursor: string | null, deps: ConnectorDeps): AsyncIterable<PulledPage>;
  /** Total rows the stream will deliver, when the vendor can say so cheaply; for the progress bar. */
  count?(config: ConnectorConfig, stream: string, deps: ConnectorDeps): Promise<number | null>;
  /** Where the source pushes over HTTP. */
  webhooks?: {
    /** The records that a delivery names; none for one that is of no interest. Throws WebhookRefused, or SyntaxError for what is no JSON. */
    receive(delivery: Delivery, config: ConnectorConfig): WebhookEvent[];
    /**
     * Records as they are now, at most 100. One that is missing in the answer is gone, unless the answer has rows that cannot be read.
     * Throws SourceError.
     */
    refetch(config: ConnectorConfig, stream: string, ids: readonly string[], deps: ConnectorDeps): Promise<Refetched>;
  };
  /** Raw to facts; null when the record is of no use (a draft, a test, an unknown kind). Never throws on odd input: what cannot be read is null. */
  normalise(record: RawRecord, config: Pick<ConnectorConfig, 'instance'>): Fact | null;
};
