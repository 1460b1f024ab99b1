import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What stewards have decided, why records are linked and since when, where old account ids lead, and who belongs to whom. */
export const identity: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('record_link')
      .addColumn('since', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createTable('steward_decision')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('verdict', 'text', (c) => c.notNull())
      .addColumn('a_source', 'text', (c) => c.notNull())
      .addColumn('a_kind', 'text', (c) => c.notNull())
      .addColumn('a_id', 'text', (c) => c.notNull())
      .addColumn('b_source', 'text', (c) => c.notNull())
      .addColumn('b_kind', 'text', (c) => c.notNull())
      .addColumn('b_id', 'text', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('actor', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('undone_at', 'bigint')
      .addColumn('undone_by', 'text')
      .addPrimaryKeyConstraint('steward_decision_pk', ['tenant_id', 'id'])
      .execute();
    await db.schema
      .createIndex('steward_decision_at')
      .on('steward_decision')
      .columns(['tenant_id', 'at', 'id'])
      .execute();
    await db.schema
      .createTable('match_edge')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('a', 'text', (c) => c.notNull())
      .addColumn('b', 'text', (c) => c.notNull())
      .addColumn('rule', 'text', (c) => c.notNull())
      .addColumn('evidence', 'text', (c) => c.notNull())
      .addColumn('score', 'double precision')
      .addColumn('model_version', 'integer', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('actor', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('match_edge_pk', ['tenant_id', 'a', 'b', 'rule'])
      .execute();
    await db.schema
      .createTable('account_redirect')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('from_id', 'text', (c) => c.notNull())
      .addColumn('to_id', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('account_redirect_pk', ['tenant_id', 'from_id'])
      .execute();
    await db.schema
      .createIndex('account_redirect_to')
      .on('account_redirect')
      .columns(['tenant_id', 'to_id', 'from_id'])
      .execute();
    await db.schema
      .createTable('account_parent')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('parent_id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('evidence', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('account_parent_pk', ['tenant_id', 'account_id', 'kind'])
      .execute();
    await db.schema
      .createIndex('account_parent_children')
      .on('account_parent')
      .columns(['tenant_id', 'parent_id', 'account_id'])
      .execute();
  },
};
