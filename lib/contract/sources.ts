import * as z from 'zod/mini';
import { Instant } from './values.ts';

const Count = z.int().check(z.minimum(0));

/** How one source stands. A source that is not configured is not connected, and everything else about it is empty. */
export const SourceStatus = z.object({
  source: z.enum(['salesforce', 'hubspot', 'zendesk', 'stripe', 'file']),
  connected: z.boolean(),
  /**
   * How it is asked: with a secret of the configuration, one that was stored, or by signing in, and since when; null: a secret of the
   * configuration, or not yet. Null for a source that is not connected.
   */
  auth: z.nullable(z.object({ kind: z.enum(['configuration', 'stored', 'oauth']), connectedAt: z.nullable(Instant) })),
  /**
   * What its webhooks are checked with: secrets of the configuration, which always count, or stored ones; since when one is stored, and
   * until when the one before it is accepted (null: until it is removed). Null: no webhook is taken.
   */
  webhooks: z.nullable(
    z.object({
      kind: z.enum(['configuration', 'stored']),
      storedAt: z.nullable(Instant),
      before: z.nullable(z.object({ storedAt: Instant, until: z.nullable(Instant) })),
    }),
  ),
  /** By the age of the last success: `warn` from 24 hours, `error` from 72 hours, of files after 31 times as long; `never` read; `off` when not connected. */
  state: z.enum(['fresh', 'warn', 'error', 'never', 'off']),
  lastSuccessAt: z.nullable(Instant),
  /** Why the last pull failed, in words; null after a success. */
  lastError: z.nullable(z.string()),
  lastErrorAt: z.nullable(Instant),
  /** Live records, by kind. */
  rows: z.array(z.object({ kind: z.string(), count: Count })),
  /**
   * Fields that the numbers rest on and that are no longer as they were; `*` is a whole stream: it came empty, with rows that cannot be read,
   * may not be read any more (`hidden`), or is not there (`absent`, which may be as it should). What was read until `lastGoodAt` stays.
   * `toDo`: what a person grants so that it can be read; null where there is nothing to grant.
   */
  drift: z.array(
    z.object({
      stream: z.string(),
      field: z.string(),
      what: z.enum(['missing', 'retyped', 'empty', 'unreadable', 'hidden', 'absent']),
      since: Instant,
      lastGoodAt: z.nullable(Instant),
      toDo: z.nullable(z.string()),
    }),
  ),
  /** Records that a webhook has named and that are not fetched yet. */
  waiting: Count,
  /** Of those, at most 20 that the source refuses, the oldest first: since when, and why and what to do, in words. Each is asked for again. */
  refused: z.array(z.object({ stream: z.string(), id: z.string(), since: Instant, why: z.string() })),
  /** Requests that the vendor had counted within such a time when it was pulled last; null when it does not tell. */
  budget: z.nullable(z.object({ used: Count, limit: Count, windowMs: Count, asOf: Instant })),
});
export type SourceStatus = z.infer<typeof SourceStatus>;

/** `GET /v1/sources` (manager): the sources, whether they are being pulled now, and when next; null: by no running server. */
export const SourceList = z.object({
  sources: z.array(SourceStatus),
  pulling: z.boolean(),
  nextPullAt: z.nullable(Instant),
  warnAfterMs: Count,
  errorAfterMs: Count,
  asOf: Instant,
});
export type SourceList = z.infer<typeof SourceList>;
