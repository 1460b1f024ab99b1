import type { Attribution } from '../domain/activity/attribute.ts';
import { companyKinds } from '../domain/identity/companyKey.ts';
import type { Source } from '../domain/model.ts';
import type { RawRecord } from '../domain/ports.ts';
import { batches } from './batches.ts';
import type { Store } from './openStore.ts';

const pageRows = 500;

/** A subject of activity with the account it had. `id` is the group's or the person's. */
export type Subject = { subject: string; id: string; accountId: string | null; evidence: string | null };

/** All subjects of a kind, a page at a time. */
export async function* eachSubjectPage(
  store: Store,
  tenantId: string,
  kind: 'group' | 'user',
): AsyncIterable<Subject[]> {
  let after = '';
  for (;;) {
    const rows = await store.db
      .selectFrom('activity_subject')
      .select(['subject', 'account_id', 'evidence'])
      .where('tenant_id', '=', tenantId)
      .where('kind', '=', kind)
      .where('subject', '>', after)
      .orderBy('subject')
      .limit(pageRows)
      .execute();
    if (rows.length > 0)
      yield rows.map((r) => ({
        subject: r.subject,
        id: r.subject.slice(kind.length + 1),
        accountId: r.account_id,
        evidence: r.evidence,
      }));
    if (rows.length < pageRows) return;
    after = rows.at(-1)?.subject ?? '';
  }
}

/** Writes where subjects belong. What moved counts as changed now, for the account it left too. */
export async function saveAttributions(
  store: Store,
  tenantId: string,
  decided: readonly (Subject & { now: Attribution })[],
  at: number,
): Promise<void> {
  for (const part of batches(decided)) {
    await store.transaction(async (trx) => {
      for (const { subject, accountId, now } of part) {
        const moved = now.accountId !== accountId;
        await trx
          .updateTable('activity_subject')
          .set({
            account_id: now.accountId,
            evidence: JSON.stringify(now),
            ...(moved ? { previous_account_id: accountId, changed_at: at } : {}),
          })
          .where('tenant_id', '=', tenantId)
          .where('subject', '=', subject)
          .execute();
      }
    });
  }
}

/** The domains that the groups themselves name, by group. */
export async function readGroupDomains(
  store: Store,
  tenantId: string,
  groupIds: readonly string[],
): Promise<Map<string, string | null>> {
  const rows = await store.db
    .selectFrom('activity_group')
    .select(['group_id', 'domain'])
    .where('tenant_id', '=', tenantId)
    .where('group_id', 'in', [...groupIds])
    .execute();
  return new Map(rows.map((r) => [r.group_id, r.domain]));
}

/** How many people of each e-mail domain are in each group, own people left out. */
export async function readMemberDomains(
  store: Store,
  tenantId: string,
  groupIds: readonly string[],
): Promise<Map<string, { domain: string; users: number }[]>> {
  const rows = await store.db
    .selectFrom('activity_member as m')
    .innerJoin('activity_user as u', (join) =>
      join.onRef('u.tenant_id', '=', 'm.tenant_id').onRef('u.user_id', '=', 'm.user_id'),
    )
    .select((eb) => ['m.group_id', 'u.domain', eb.fn.countAll<number | string>().as('users')])
    .where('m.tenant_id', '=', tenantId)
    .where('m.group_id', 'in', [...groupIds])
    .where('u.domain', 'is not', null)
    .where('u.internal', '=', 0)
    .groupBy(['m.group_id', 'u.domain'])
    .execute();
  const found = new Map<string, { domain: string; users: number }[]>();
  for (const { group_id, domain, users } of rows)
    found.set(group_id, [...(found.get(group_id) ?? []), { domain: domain ?? '', users: Number(users) }]);
  return found;
}

/** What is known of people, each under the id that was asked for; a former id gets what is known of the present one. */
export async function readUsers(
  store: Store,
  tenantId: string,
  userIds: readonly string[],
): Promise<Map<string, { domain: string | null; internal: boolean; groupIds: string[] }>> {
  const rows = await store.db
    .selectFrom('activity_user as u')
    .leftJoin('activity_user as c', (join) =>
      join.onRef('c.tenant_id', '=', 'u.tenant_id').onRef('c.user_id', '=', 'u.same_as'),
    )
    .leftJoin('activity_member as m', (join) =>
      join
        .onRef('m.tenant_id', '=', 'u.tenant_id')
        .on((eb) => eb('m.user_id', '=', eb.fn.coalesce('u.same_as', 'u.user_id'))),
    )
    .select((eb) => [
      'u.user_id',
      eb.fn.coalesce('c.domain', 'u.domain').as('domain'),
      eb.fn.coalesce('c.internal', 'u.internal').as('internal'),
      'm.group_id',
    ])
    .where('u.tenant_id', '=', tenantId)
    .where('u.user_id', 'in', [...userIds])
    .orderBy('u.user_id')
    .orderBy('m.group_id')
    .execute();
  const users = new Map<string, { domain: string | null; internal: boolean; groupIds: string[] }>();
  for (const row of rows) {
    const known = users.get(row.user_id) ?? { domain: row.domain, internal: row.internal === 1, groupIds: [] };
    if (row.group_id !== null) known.groupIds.push(row.group_id);
    users.set(row.user_id, known);
  }
  return users;
}

/** Marks who is one of our own people, by e-mail domain, and takes the mark from who no longer is. Bounded transactions. */
export async function markInternalUsers(store: Store, tenantId: string, domains: readonly string[]): Promise<void> {
  for (const internal of [1, 0]) {
    if (internal === 1 && domains.length === 0) continue;
    for (;;) {
      let query = store.db
        .selectFrom('activity_user')
        .select('user_id')
        .where('tenant_id', '=', tenantId)
        .where('internal', '=', 1 - internal)
        .limit(pageRows);
      if (internal === 1) query = query.where('domain', 'in', [...domains]);
      else if (domains.length > 0)
        query = query.where((eb) => eb.or([eb('domain', 'is', null), eb('domain', 'not in', [...domains])]));
      const ids = (await query.execute()).map((r) => r.user_id);
      if (ids.length > 0)
        await store.transaction((trx) =>
          trx
            .updateTable('activity_user')
            .set({ internal })
            .where('tenant_id', '=', tenantId)
            .where('user_id', 'in', ids)
            .execute(),
        );
      if (ids.length < pageRows) break;
    }
  }
}

/** Company records that belong to an account, with the account, a page at a time. */
export async function* eachLinkedCompany(
  store: Store,
  tenantId: string,
): AsyncIterable<{ record: RawRecord; accountId: string }> {
  let after: { source: Source; kind: string; id: string } | undefined;
  for (;;) {
    let query = store.db
      .selectFrom('record_link as l')
      .innerJoin('source_record as r', (join) =>
        join
          .onRef('r.tenant_id', '=', 'l.tenant_id')
          .onRef('r.source', '=', 'l.source')
          .onRef('r.kind', '=', 'l.kind')
          .onRef('r.id', '=', 'l.id'),
      )
      .select(['r.source', 'r.kind', 'r.id', 'r.modified_at', 'r.body', 'l.account_id'])
      .where('l.tenant_id', '=', tenantId)
      .where('l.account_id', 'is not', null)
      .where('l.kind', 'in', Object.values(companyKinds))
      .where('r.deleted', '=', 0)
      .orderBy('l.source')
      .orderBy('l.kind')
      .orderBy('l.id')
      .limit(pageRows);
    if (after) {
      const { source, kind, id } = after;
      query = query.where((eb) => eb(eb.refTuple('l.source', 'l.kind', 'l.id'), '>', eb.tuple(source, kind, id)));
    }
    const rows = await query.execute();
    for (const { source, kind, id, modified_at, body, account_id } of rows)
      if (account_id !== null)
        yield {
          record: { source, kind, id, modifiedAt: modified_at, deleted: false, body: JSON.parse(body) },
          accountId: account_id,
        };
    if (rows.length < pageRows) return;
    after = rows.at(-1);
  }
}
