import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What incremental pulls, the status of the sources and their webhooks need. */
export const sources: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('source_cursor').addColumn('full_started_at', 'bigint').execute();
    await db.schema.alterTable('source_cursor').addColumn('full_ended_at', 'bigint').execute();
    for (const column of ['budget_used', 'budget_limit', 'budget_window_ms'])
      await db.schema.alterTable('source_state').addColumn(column, 'bigint').execute();
    // Which live rows a full pass has not seen, and how many there are: answered without reading a body.
    await db.schema
      .createIndex('source_record_seen')
      .on('source_record')
      .columns(['tenant_id', 'source', 'kind', 'deleted', 'seen_at'])
      .execute();
    await db.schema
      .createTable('source_drift')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('stream', 'text', (c) => c.notNull())
      .addColumn('field', 'text', (c) => c.notNull())
      .addColumn('what', 'text', (c) => c.notNull())
      .addColumn('since', 'bigint', (c) => c.notNull())
      .addColumn('last_good_at', 'bigint')
      .addPrimaryKeyConstraint('source_drift_pk', ['tenant_id', 'source', 'stream', 'field'])
      .execute();
    await db.schema
      .createTable('refetch_queue')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('stream', 'text', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('refetch_queue_pk', ['tenant_id', 'source', 'stream', 'id'])
      .execute();
    await db.schema
      .createTable('webhook_event')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('source', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('webhook_event_pk', ['tenant_id', 'source', 'key'])
      .execute();
    await db.schema.createIndex('webhook_event_at').on('webhook_event').columns(['tenant_id', 'at']).execute();
    await db.schema
      .createTable('lease')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('holder', 'text', (c) => c.notNull())
      .addColumn('until_at', 'bigint', (c) => c.notNull())
      .addColumn('next_at', 'bigint')
      .addPrimaryKeyConstraint('lease_pk', ['tenant_id', 'name'])
      .execute();
  },
};
