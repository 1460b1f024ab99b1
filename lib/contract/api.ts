import * as z from 'zod/mini';
import { ReactionKind } from './action.ts';
import { CrmSystem, RecordRef } from './record.ts';
import { Band } from './sections.ts';
import { Instant, Money } from './values.ts';

/** Roles, least first. The server enforces them; the client only hides. */
export const roles = ['viewer', 'agent', 'rep', 'manager', 'admin'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** A key made by the client for one write, so that a repeated delivery has no second effect. UUID. */
export const IdempotencyKey = z.uuid();
const AccountId = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^[A-Za-z0-9_-]+$/));
const ReasonText = z.string().check(z.maxLength(500));

/** `GET /v1/context?system=&instance=&object=&id=` or `GET /v1/context?account=`. */
export const ContextQuery = z.union([RecordRef, z.strictObject({ account: AccountId })]);
export type ContextQuery = z.infer<typeof ContextQuery>;

/** `POST /v1/pair` (no token): exchanges a one-time code for a device token. */
export const PairRequest = z.strictObject({
  code: z.string().check(z.minLength(4), z.maxLength(40)),
  device: z.string().check(z.minLength(1), z.maxLength(120)),
});
export const Session = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  tenant: z.object({ id: z.string(), name: z.string() }),
  role: Role,
});
export type Session = z.infer<typeof Session>;
export const PairResponse = z.object({ token: z.string(), session: Session });
export type PairResponse = z.infer<typeof PairResponse>;

/** `POST /v1/reactions`. Idempotent by `key`: the same key with the same body answers 200 again; with another body, 409 `badRequest`. */
export const ReactionRequest = z.strictObject({
  key: IdempotencyKey,
  accountId: AccountId,
  actionKey: z.string().check(z.minLength(1), z.maxLength(200)),
  ruleId: z.string().check(z.minLength(1), z.maxLength(80)),
  ruleVersion: z.int(),
  kind: ReactionKind,
  reason: z.optional(ReasonText),
  until: z.optional(Instant),
  at: Instant,
});
export type ReactionRequest = z.infer<typeof ReactionRequest>;

/** `POST /v1/pins`. Pins or unpins an account for the signed-in user; idempotent by `key`, later `at` wins. */
export const PinRequest = z.strictObject({
  key: IdempotencyKey,
  accountId: AccountId,
  pinned: z.boolean(),
  reason: z.optional(ReasonText),
  at: Instant,
});
export type PinRequest = z.infer<typeof PinRequest>;

/** `POST /v1/looks`. The signed-in user has seen the account at `version`; the watchlist tells what moved since. Idempotent by `key`. */
export const LookRequest = z.strictObject({ key: IdempotencyKey, accountId: AccountId, version: z.int(), at: Instant });
export type LookRequest = z.infer<typeof LookRequest>;

/** The answer to every write. */
export const WriteResponse = z.object({ key: z.string(), applied: z.boolean() });
export type WriteResponse = z.infer<typeof WriteResponse>;

/** One thing that moved since the user last looked. Values are plain numbers or codes; the panel finds the words. */
export const Moved = z.object({
  what: z.enum(['band', 'score', 'renewsAt', 'openTickets', 'overdueInvoices', 'disputes']),
  from: z.nullable(z.union([z.string(), z.number()])),
  to: z.nullable(z.union([z.string(), z.number()])),
});
export type Moved = z.infer<typeof Moved>;

/** `GET /v1/watchlist`: the user's pinned accounts, worst band first. */
export const WatchlistEntry = z.object({
  accountId: z.string(),
  name: z.string(),
  domain: z.nullable(z.string()),
  band: Band,
  score: z.nullable(z.number()),
  renewsAt: z.nullable(Instant),
  arr: z.array(Money),
  reason: z.nullable(z.string()),
  pinnedAt: Instant,
  lastLookedAt: z.nullable(Instant),
  moved: z.array(Moved),
  /** A page to open for this account in a CRM, Salesforce first. */
  url: z.nullable(z.string()),
});
export type WatchlistEntry = z.infer<typeof WatchlistEntry>;
export const Watchlist = z.object({ entries: z.array(WatchlistEntry), asOf: Instant });
export type Watchlist = z.infer<typeof Watchlist>;

/** `GET /v1/events` (SSE): `event: changed`, `data:` this, `id:` the sequence number. A hint, never data: ask again with the ETag. */
export const ChangedHint = z.object({ accountId: z.string(), version: z.int() });
export type ChangedHint = z.infer<typeof ChangedHint>;

/** `GET /v1/search?q=&limit=`: accounts by name or domain, best first. Any role; a query of one letter finds nothing. */
export const SearchQuery = z.strictObject({
  q: z.string().check(z.minLength(1), z.maxLength(100)),
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(50))),
});
export type SearchQuery = z.infer<typeof SearchQuery>;
export const SearchResult = z.object({
  accountId: z.string(),
  name: z.string(),
  domain: z.nullable(z.string()),
  band: Band,
  /** A page to open for this account in a CRM, Salesforce first. */
  url: z.nullable(z.string()),
});
export type SearchResult = z.infer<typeof SearchResult>;
export const SearchResponse = z.object({ results: z.array(SearchResult), more: z.boolean() });
export type SearchResponse = z.infer<typeof SearchResponse>;

/**
 * `POST /v1/drift`: what became of one hint of an adapter's pack, counted by one browser on one day. Nobody and no record is named: the
 * server adds the numbers up, so that an administrator sees that a vendor has changed its pages.
 */
export const DriftReport = z.strictObject({
  system: CrmSystem,
  pack: z.iso.date(),
  hint: z.string().check(z.minLength(1), z.maxLength(80), z.regex(/^[A-Za-z0-9.-]+$/)),
  found: z.int().check(z.minimum(0), z.maximum(10_000)),
  missed: z.int().check(z.minimum(0), z.maximum(10_000)),
});
export type DriftReport = z.infer<typeof DriftReport>;

/** `GET /v1/drift` (admin): the sums of the last 30 days, by pack and hint. */
export const DriftEntry = z.object({
  system: CrmSystem,
  pack: z.string(),
  hint: z.string(),
  found: z.int(),
  missed: z.int(),
  lastAt: Instant,
});
export const DriftList = z.object({ entries: z.array(DriftEntry) });
export type DriftList = z.infer<typeof DriftList>;
