import type { Generated } from 'kysely';
import type { CrmSystem } from '../../lib/contract/record.ts';
import type { Band, Health } from '../../lib/contract/sections.ts';
import type { ActivityDay } from '../domain/activity/activityDay.ts';
import type { Source } from '../domain/model.ts';
import type { IdentitySchema } from './identitySchema.ts';

/**
 * The tables, as both engines see them. Every key starts with `tenant_id`. Instants are epoch milliseconds, flags are 0 or 1,
 * JSON is text: the portable subset of SQLite and PostgreSQL 15.
 */
export type Schema = IdentitySchema & {
  app_user: { tenant_id: string; id: string; name: string; email: string; role: string };
  device_token: {
    tenant_id: string;
    /** SHA-256 of the token, base64url; the token itself is never stored. */
    hash: string;
    user_id: string;
    device: string;
    created_at: number;
    revoked_at: number | null;
  };
  pairing_code: { tenant_id: string; hash: string; user_id: string; expires_at: number; used_at: number | null };
  source_record: {
    tenant_id: string;
    source: Source;
    kind: string;
    id: string;
    modified_at: number;
    deleted: number;
    body: string;
    seen_at: number;
  };
  source_cursor: {
    tenant_id: string;
    source: Source;
    stream: string;
    cursor: string | null;
    done: number;
    at: number;
    /** When the full pass under way began; null when there is none. 0: it removes nothing at its end. */
    full_started_at: number | null;
    full_ended_at: number | null;
    /** From when on a full pass is due, because something was missed; null when nothing was. */
    full_wanted_at: number | null;
  };
  source_state: {
    tenant_id: string;
    source: Source;
    last_success_at: number | null;
    last_error: string | null;
    last_error_at: number | null;
    /** What the vendor's headers said last: so many requests of so many in such a time. Null when it does not tell. */
    budget_used: number | null;
    budget_limit: number | null;
    budget_window_ms: number | null;
  };
  /**
   * What a source is asked with, encrypted by a key that is not here: `secret`, what was pasted, or `oauth`, JSON of the tokens. And what
   * it signs webhooks with: `webhook`, and `webhookBefore`, which `webhook` has replaced.
   */
  source_secret: {
    tenant_id: string;
    source: Source;
    field: 'secret' | 'oauth' | 'webhook' | 'webhookBefore';
    /** Which key opens it. */
    key_id: string;
    /** 96 random bits and the ciphertext with its tag, both base64. */
    nonce: string;
    ciphertext: string;
    connected_at: number;
    updated_at: number;
    /** Of `webhookBefore`: when it is no longer accepted. Null: when it is removed. */
    valid_until: number | null;
  };
  /** The fields of a stream that the product relies on, once they were seen. */
  source_drift: {
    tenant_id: string;
    source: Source;
    stream: string;
    /** A path in the body, or `*` for the stream as a whole. */
    field: string;
    what: 'good' | 'missing' | 'retyped' | 'empty' | 'unreadable' | 'hidden' | 'absent';
    since: number;
    last_good_at: number | null;
  };
  /** Records that a webhook has named; the next pull fetches them first. One that the source refused says why. */
  refetch_queue: {
    tenant_id: string;
    source: Source;
    stream: string;
    id: string;
    at: number;
    refused_since: Generated<number | null>;
    refused_at: Generated<number | null>;
    refusal: Generated<string | null>;
  };
  /** Webhook events that were accepted, so that none is accepted twice. */
  webhook_event: { tenant_id: string; source: Source; key: string; at: number };
  /** Who may do what only one process may do at a time, and when it is done next. */
  lease: { tenant_id: string; name: string; holder: string; until_at: number; next_at: number | null };
  /** `domain`: the first of its own; null when it has none. */
  account: { tenant_id: string; id: string; name: string; domain: string | null; created_at: number };
  /** The domains that accounts have as their own. */
  account_domain: { tenant_id: string; domain: string; account_id: string };
  /** Domains of which the document of an account says whose they are. */
  requester_domain: { tenant_id: string; account_id: string; domain: string };
  record_link: {
    tenant_id: string;
    source: Source;
    kind: string;
    id: string;
    account_id: string | null;
    /** JSON of the contract's Resolution. */
    resolution: string;
    etag: string;
    /** Since when the record belongs to this account. */
    since: number;
  };
  /** Records to be linked again. `marks` counts the reasons, so that one that comes meanwhile is not lost. */
  link_queue: { tenant_id: string; source: Source; kind: string; id: string; marks: number };
  /** What the link of a record rests on beside the records of its account; see `DependentLink`. */
  link_dependency: { tenant_id: string; source: Source; kind: string; id: string; on_key: string };
  /** Account ids that are no longer used. `to_id` is always in use: there are no chains. */
  account_redirect: { tenant_id: string; from_id: string; to_id: string; at: number };
  /** `parent`: a system says so. `cycle`: it does, but in a circle. `domain`: a hint, many accounts share the parent's domain. */
  account_parent: {
    tenant_id: string;
    account_id: string;
    parent_id: string;
    kind: 'parent' | 'cycle' | 'domain';
    evidence: string;
    at: number;
  };
  context_document: {
    tenant_id: string;
    account_id: string;
    mask: Mask;
    version: number;
    /** Empty: the document was taken away, and only its version stays, so that a later one is greater. */
    etag: string;
    /** JSON of the contract's ContextDocument, served as it is. */
    body: string;
    /** JSON of AccountSummary, for the watchlist. */
    summary: string;
    computed_at: number;
  };
  /** Accounts whose document is to be built again. `marks` counts the reasons, so that one that comes meanwhile is not lost. */
  dirty_account: { tenant_id: string; account_id: string; marks: number };
  /** What the last publication of everything rested on (JSON of the ranking, for the accounts that follow one by one). */
  publish_state: { tenant_id: string; basis: string; ranking: string; published_at: number };
  /** What an account is found by; written together with its document. */
  search_term: {
    tenant_id: string;
    account_id: string;
    kind: 'name' | 'word' | 'domain';
    term: string;
    length: number;
  };
  /** What became of the hints of the extension's packs, summed up per UTC day. Nobody and no record is named. */
  drift: {
    tenant_id: string;
    day: string;
    system: CrmSystem;
    pack: string;
    hint: string;
    found: number;
    missed: number;
    last_at: number;
  };
  /** One row per tenant; `seq` numbers the outbox without gaps, in commit order. */
  tenant_counter: { tenant_id: string; seq: number };
  outbox: {
    tenant_id: string;
    seq: number;
    kind: 'document' | 'links';
    account_id: string;
    version: number;
    at: number;
  };
  reaction: {
    tenant_id: string;
    user_id: string;
    key: string;
    account_id: string;
    action_key: string;
    rule_id: string;
    rule_version: number;
    kind: string;
    reason: string | null;
    until_at: number | null;
    at: number;
    received_at: number;
  };
  pin: {
    tenant_id: string;
    user_id: string;
    account_id: string;
    pinned: number;
    reason: string | null;
    /** When the person pinned or unpinned, by their clock: the later one wins. */
    at: number;
  };
  look: { tenant_id: string; user_id: string; account_id: string; at: number; version: number; summary: string };
  idempotency: { tenant_id: string; user_id: string; key: string; request_hash: string; response: string; at: number };
  health_history: {
    tenant_id: string;
    account_id: string;
    day: string;
    score: number | null;
    band: Band;
    rules_version: number;
    /** Null for points from before there were profiles. */
    profile: string | null;
    /** Null for points from before it was stored, and for reconstructed ones. */
    confidence: Health['confidence'] | null;
  };
  /** What a person says the band is; the newest that has not expired and was not removed holds. */
  health_override: {
    tenant_id: string;
    account_id: string;
    key: string;
    user_id: string;
    band: Band;
    reason: string;
    at: number;
    expires_at: number;
    removed_at: number | null;
  };
  /** How often one person did one thing on one UTC day: `subject` is whom it counts for, `group/<id>` or `user/<id>`. */
  activity_day: {
    tenant_id: string;
    subject: string;
    user_id: string;
    day: string;
    channel: ActivityDay['channel'];
    name: string;
    count: number;
  };
  /** Which account a subject belongs to, and why; written by the job. `changed_at`: the last event, or when the account changed. */
  activity_subject: {
    tenant_id: string;
    subject: string;
    kind: 'group' | 'user';
    account_id: string | null;
    previous_account_id: string | null;
    /** JSON of Attribution. */
    evidence: string | null;
    changed_at: number;
  };
  /** What the senders said of a person. `domain`: registrable, null when strangers share it. `same_as`: the id this one became. */
  activity_user: {
    tenant_id: string;
    user_id: string;
    email: string | null;
    domain: string | null;
    email_at: number;
    same_as: string | null;
    same_at: number;
    internal: number;
    last_day: string;
  };
  /** What the senders said of a group, each with its time; 0: nothing. */
  activity_group: {
    tenant_id: string;
    group_id: string;
    name: string | null;
    name_at: number;
    domain: string | null;
    domain_at: number;
  };
  activity_member: { tenant_id: string; user_id: string; group_id: string };
  /** Events that were counted, by sender and SHA-256 of their id, so that a repetition is not. */
  event_message: { tenant_id: string; sender: string; hash: string; at: number };
  /** What became of events, summed up per UTC day of their arrival. */
  event_tally: { tenant_id: string; day: string; sender: string; outcome: EventOutcome; count: number };
};

export type EventOutcome = 'accepted' | 'repeated' | 'tooOld' | 'bot' | 'rejected';

/** The field mask a document is built for. Viewers get `restricted`, every other role `full`. */
export type Mask = 'full' | 'restricted';
