import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { LookRequest, PinRequest, ReactionRequest, WriteResponse } from '../../lib/contract/api.ts';
import { markDirty } from './dirty.ts';
import type { Store } from './openStore.ts';
import { readSurvivor } from './redirects.ts';
import type { Mask, Schema } from './schema.ts';

/** What a person sent; `key` makes it safe to send again. Flat: no value is an object. */
type Write = { key: string; accountId?: string } & Readonly<Record<string, unknown>>;

/** The outcome of a write: applied now or before, refused because the key was used for something else, or about an unknown account. */
export type WriteOutcome =
  | { ok: true; response: WriteResponse }
  | { ok: false; reason: 'keyReused' | 'unknownAccount' };

/** Stores one reaction, once per key. */
export function saveReaction(
  store: Store,
  tenantId: string,
  userId: string,
  request: ReactionRequest,
  now: number,
): Promise<WriteOutcome> {
  return once(store, tenantId, userId, request, now, async (trx) => {
    await trx
      .insertInto('reaction')
      .values({
        tenant_id: tenantId,
        user_id: userId,
        key: request.key,
        account_id: request.accountId,
        action_key: request.actionKey,
        rule_id: request.ruleId,
        rule_version: request.ruleVersion,
        kind: request.kind,
        reason: request.reason ?? null,
        until_at: request.until ? Date.parse(request.until) : null,
        at: Date.parse(request.at),
        received_at: now,
      })
      .execute();
    // What is offered next depends on the answers. A panel may still show the id that the account had before a merge.
    const [accountId] = await readSurvivor(trx, tenantId, request.accountId);
    await markDirty(trx, tenantId, [accountId]);
    return true;
  });
}

/** Pins or unpins; an older decision that arrives late changes nothing (`applied: false`). */
export function savePin(
  store: Store,
  tenantId: string,
  userId: string,
  request: PinRequest,
  now: number,
): Promise<WriteOutcome> {
  return once(store, tenantId, userId, request, now, async (trx) => {
    const row = { pinned: request.pinned ? 1 : 0, reason: request.reason ?? null, at: Date.parse(request.at) };
    const written = await trx
      .insertInto('pin')
      .values({ tenant_id: tenantId, user_id: userId, account_id: request.accountId, ...row })
      .onConflict((oc) =>
        oc.columns(['tenant_id', 'user_id', 'account_id']).doUpdateSet(row).whereRef('excluded.at', '>=', 'pin.at'),
      )
      .returning('account_id')
      .execute();
    return written.length > 0;
  });
}

/**
 * Remembers what the person saw of an account, as their `mask` shows it; an older look that arrives late changes nothing. What another
 * version than the current one said is no longer known: the look before it stays, or there is none, so that a change is rather told twice
 * than never (`applied: false`).
 */
export function saveLook(
  store: Store,
  tenantId: string,
  userId: string,
  request: LookRequest,
  now: number,
  mask: Mask,
): Promise<WriteOutcome> {
  return once(store, tenantId, userId, request, now, async (trx) => {
    const seen = await trx
      .selectFrom('context_document')
      .select(['version', 'summary'])
      .where('tenant_id', '=', tenantId)
      .where('account_id', '=', request.accountId)
      .where('mask', '=', mask)
      .where('version', '=', request.version)
      .where('etag', '!=', '')
      .executeTakeFirst();
    if (!seen) return false;
    const row = { at: Date.parse(request.at), ...seen };
    const written = await trx
      .insertInto('look')
      .values({ tenant_id: tenantId, user_id: userId, account_id: request.accountId, ...row })
      .onConflict((oc) =>
        oc.columns(['tenant_id', 'user_id', 'account_id']).doUpdateSet(row).whereRef('excluded.at', '>=', 'look.at'),
      )
      .returning('account_id')
      .execute();
    return written.length > 0;
  });
}

/**
 * Runs `effect` once per (user, key) and stores the answer in the same transaction. The same key with the same body gets the
 * same answer again; with another body it is refused. What `effect` throws is thrown, and nothing is kept.
 */
export async function once(
  store: Store,
  tenantId: string,
  userId: string,
  request: Write,
  now: number,
  effect: (trx: Transaction<Schema>) => Promise<boolean>,
): Promise<WriteOutcome> {
  const requestHash = createHash('sha256').update(canonical(request)).digest('base64url');
  return store.transaction(async (trx) => {
    // The row is claimed first: a concurrent delivery of the same key waits here and then finds the answer.
    const claimed = await trx
      .insertInto('idempotency')
      .values({
        tenant_id: tenantId,
        user_id: userId,
        key: request.key,
        request_hash: requestHash,
        response: '',
        at: now,
      })
      .onConflict((oc) => oc.columns(['tenant_id', 'user_id', 'key']).doNothing())
      .returning('key')
      .executeTakeFirst();
    const row = trx
      .selectFrom('idempotency')
      .select(['request_hash', 'response'])
      .where('tenant_id', '=', tenantId)
      .where('user_id', '=', userId)
      .where('key', '=', request.key);
    if (!claimed) {
      const known = await row.executeTakeFirstOrThrow();
      if (known.request_hash !== requestHash) return { ok: false, reason: 'keyReused' };
      return { ok: true, response: JSON.parse(known.response) as WriteResponse };
    }
    if (request.accountId !== undefined && !(await isAccount(trx, tenantId, request.accountId))) {
      await trx
        .deleteFrom('idempotency')
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .where('key', '=', request.key)
        .execute();
      return { ok: false, reason: 'unknownAccount' };
    }
    const response: WriteResponse = { key: request.key, applied: await effect(trx) };
    await trx
      .updateTable('idempotency')
      .set({ response: JSON.stringify(response) })
      .where('tenant_id', '=', tenantId)
      .where('user_id', '=', userId)
      .where('key', '=', request.key)
      .execute();
    return { ok: true, response };
  });
}

async function isAccount(trx: Transaction<Schema>, tenantId: string, accountId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('account')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row !== undefined;
}

/** JSON with sorted keys, so that the order in which a client writes its fields does not matter. */
function canonical(value: Write): string {
  return JSON.stringify(value, Object.keys(value).sort());
}
