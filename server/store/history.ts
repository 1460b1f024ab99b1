import type { Transaction } from 'kysely';
import type { Band, Health } from '../../lib/contract/sections.ts';
import { batches } from './batches.ts';
import { insertRows } from './insertRows.ts';
import type { Store } from './openStore.ts';
import type { Schema } from './schema.ts';

/** The health of one account on one UTC day, with the version of the rules that made it. */
export type HealthPoint = {
  accountId: string;
  day: string;
  score: number | null;
  band: Band;
  rulesVersion: number;
  profile: string | null;
  /** Null for points that were stored before it was, and for reconstructed ones. */
  confidence: Health['confidence'] | null;
};

/** The points of accounts from a day on, oldest first, by account. */
export async function readHistory(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
  sinceDay: string,
): Promise<Map<string, HealthPoint[]>> {
  const rows = await store.db
    .selectFrom('health_history')
    .select(['account_id', 'day', 'score', 'band', 'rules_version', 'profile', 'confidence'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', accountIds)
    .where('day', '>=', sinceDay)
    .orderBy('account_id')
    .orderBy('day')
    .execute();
  const points = rows.map((r) => ({
    accountId: r.account_id,
    day: r.day,
    score: r.score,
    band: r.band,
    rulesVersion: r.rules_version,
    profile: r.profile,
    confidence: r.confidence,
  }));
  return Map.groupBy(points, (p) => p.accountId);
}

/** Writes points, inside the caller's transaction; a second one of the same day replaces the first. */
export async function saveHistory(
  trx: Transaction<Schema>,
  tenantId: string,
  points: readonly HealthPoint[],
): Promise<void> {
  for (const part of batches(points)) {
    const rows = part.map((p) => ({
      tenant_id: tenantId,
      account_id: p.accountId,
      day: p.day,
      score: p.score,
      band: p.band,
      rules_version: p.rulesVersion,
      profile: p.profile,
      confidence: p.confidence,
    }));
    await insertRows(trx, rows, (values) =>
      trx
        .insertInto('health_history')
        .values(values)
        .onConflict((oc) =>
          oc.columns(['tenant_id', 'account_id', 'day']).doUpdateSet((eb) => ({
            score: eb.ref('excluded.score'),
            band: eb.ref('excluded.band'),
            rules_version: eb.ref('excluded.rules_version'),
            profile: eb.ref('excluded.profile'),
            confidence: eb.ref('excluded.confidence'),
          })),
        ),
    );
  }
}
