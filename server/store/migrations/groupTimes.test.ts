import type { Kysely } from 'kysely';
import { expect, it } from 'vitest';
import { describeStores } from '../../../tests/support/stores.ts';
import { groupTimes } from './0016GroupTimes.ts';

type GroupBefore = { tenant_id: string; group_id: string; name: string | null; domain: string | null; at: number };

describeStores('the migration to a time for each', (stores) => {
  it('keeps every group, and gives its one time to what was said', async () => {
    const { db } = await stores.open();
    await db.schema.alterTable('activity_group').dropColumn('domain_at').execute();
    await db.schema.alterTable('activity_group').renameColumn('name_at', 'at').execute();
    const before = db as unknown as Kysely<{ activity_group: GroupBefore }>;
    const group = (group_id: string, name: string | null, domain: string | null, at: number): GroupBefore => ({
      tenant_id: 't',
      group_id,
      name,
      domain,
      at,
    });
    const rows = [group('a', 'A', 'a.example', 5), group('b', 'B', null, 6), group('c', null, 'c.example', 7)];
    await before
      .insertInto('activity_group')
      .values([...rows, group('d', null, null, 0)])
      .execute();
    await groupTimes.up(db);
    const kept = await db.selectFrom('activity_group').selectAll().orderBy('group_id').execute();
    expect(kept.map((g) => [g.group_id, g.name, Number(g.name_at), g.domain, Number(g.domain_at)])).toEqual([
      ['a', 'A', 5, 'a.example', 5],
      ['b', 'B', 6, null, 0],
      ['c', null, 0, 'c.example', 7],
      ['d', null, 0, null, 0],
    ]);
  });
});
