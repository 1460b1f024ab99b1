import type { ReactionKind } from '../../lib/contract/action.ts';
import type { Store } from './openStore.ts';
import { readFormerIds } from './redirects.ts';

/** A stored reaction, for the suppression rules of the next best actions. Instants are epoch milliseconds. */
export type StoredReaction = {
  userId: string;
  actionKey: string;
  ruleId: string;
  kind: ReactionKind;
  untilAt: number | null;
  at: number;
};

/** Every reaction to the actions of accounts, oldest first, by account; those to accounts that were merged into them included. */
export async function readReactions(
  store: Store,
  tenantId: string,
  accountIds: readonly string[],
): Promise<Map<string, StoredReaction[]>> {
  const former = await readFormerIds(store, tenantId, accountIds);
  const rows = await store.db
    .selectFrom('reaction')
    .select(['account_id', 'user_id', 'action_key', 'rule_id', 'kind', 'until_at', 'at'])
    .where('tenant_id', '=', tenantId)
    .where('account_id', 'in', [...accountIds, ...former.keys()])
    .orderBy('at')
    .orderBy('key')
    .execute();
  const reactions = rows.map((r) => {
    const accountId = former.get(r.account_id) ?? r.account_id;
    return {
      accountId,
      userId: r.user_id,
      // A key begins with the account that it was made for.
      actionKey: accountId + r.action_key.slice(r.account_id.length),
      ruleId: r.rule_id,
      kind: r.kind as ReactionKind,
      untilAt: r.until_at,
      at: r.at,
    };
  });
  return Map.groupBy(reactions, (r) => r.accountId);
}

/** Per rule, how many reactions said it was useful (accepted, done) and how many not (rejected, not applicable). */
export async function readUsefulness(
  store: Store,
  tenantId: string,
): Promise<Map<string, { useful: number; useless: number }>> {
  const rows = await store.db
    .selectFrom('reaction')
    .select((eb) => ['rule_id', 'kind', eb.fn.countAll().as('n')])
    .where('tenant_id', '=', tenantId)
    .groupBy(['rule_id', 'kind'])
    .execute();
  const stats = new Map<string, { useful: number; useless: number }>();
  for (const { rule_id, kind, n } of rows) {
    const entry = stats.get(rule_id) ?? { useful: 0, useless: 0 };
    if (kind === 'accepted' || kind === 'done') entry.useful += Number(n);
    if (kind === 'rejected' || kind === 'notApplicable') entry.useless += Number(n);
    stats.set(rule_id, entry);
  }
  return stats;
}
