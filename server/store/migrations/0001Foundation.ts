import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The first tables. Portable types only: text, bigint, integer, double precision. */
export const foundation: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const text = 'text' as const;
    const bigint = 'bigint' as const;

    await db.schema
      .createTable('app_user')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('email', text, (c) => c.notNull())
      .addColumn('role', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('app_user_pk', ['tenant_id', 'id'])
      .execute();
    await db.schema
      .createTable('device_token')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('hash', text, (c) => c.notNull())
      .addColumn('user_id', text, (c) => c.notNull())
      .addColumn('device', text, (c) => c.notNull())
      .addColumn('created_at', bigint, (c) => c.notNull())
      .addColumn('revoked_at', bigint)
      .addPrimaryKeyConstraint('device_token_pk', ['tenant_id', 'hash'])
      .execute();
    await db.schema
      .createTable('pairing_code')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('hash', text, (c) => c.notNull())
      .addColumn('user_id', text, (c) => c.notNull())
      .addColumn('expires_at', bigint, (c) => c.notNull())
      .addColumn('used_at', bigint)
      .addPrimaryKeyConstraint('pairing_code_pk', ['tenant_id', 'hash'])
      .execute();
    await db.schema
      .createTable('source_record')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('source', text, (c) => c.notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('modified_at', bigint, (c) => c.notNull())
      .addColumn('deleted', 'integer', (c) => c.notNull())
      .addColumn('body', text, (c) => c.notNull())
      .addColumn('seen_at', bigint, (c) => c.notNull())
      .addPrimaryKeyConstraint('source_record_pk', ['tenant_id', 'source', 'kind', 'id'])
      .execute();
    await db.schema
      .createTable('source_cursor')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('source', text, (c) => c.notNull())
      .addColumn('stream', text, (c) => c.notNull())
      .addColumn('cursor', text)
      .addColumn('done', 'integer', (c) => c.notNull())
      .addColumn('at', bigint, (c) => c.notNull())
      .addPrimaryKeyConstraint('source_cursor_pk', ['tenant_id', 'source', 'stream'])
      .execute();
    await db.schema
      .createTable('source_state')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('source', text, (c) => c.notNull())
      .addColumn('last_success_at', bigint)
      .addColumn('last_error', text)
      .addColumn('last_error_at', bigint)
      .addPrimaryKeyConstraint('source_state_pk', ['tenant_id', 'source'])
      .execute();
    await db.schema
      .createTable('account')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('name', text, (c) => c.notNull())
      .addColumn('created_at', bigint, (c) => c.notNull())
      .addPrimaryKeyConstraint('account_pk', ['tenant_id', 'id'])
      .execute();
    await db.schema
      .createTable('record_link')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('source', text, (c) => c.notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('id', text, (c) => c.notNull())
      .addColumn('account_id', text)
      .addColumn('resolution', text, (c) => c.notNull())
      .addColumn('etag', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('record_link_pk', ['tenant_id', 'source', 'kind', 'id'])
      .execute();
    await db.schema
      .createIndex('record_link_account')
      .on('record_link')
      .columns(['tenant_id', 'account_id', 'source', 'kind', 'id'])
      .execute();
    await db.schema
      .createTable('context_document')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('account_id', text, (c) => c.notNull())
      .addColumn('mask', text, (c) => c.notNull())
      .addColumn('version', bigint, (c) => c.notNull())
      .addColumn('etag', text, (c) => c.notNull())
      .addColumn('body', text, (c) => c.notNull())
      .addColumn('summary', text, (c) => c.notNull())
      .addColumn('computed_at', bigint, (c) => c.notNull())
      .addPrimaryKeyConstraint('context_document_pk', ['tenant_id', 'account_id', 'mask'])
      .execute();
    await db.schema
      .createTable('tenant_counter')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('seq', bigint, (c) => c.notNull())
      .addPrimaryKeyConstraint('tenant_counter_pk', ['tenant_id'])
      .execute();
    await db.schema
      .createTable('outbox')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('seq', bigint, (c) => c.notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('account_id', text, (c) => c.notNull())
      .addColumn('version', bigint, (c) => c.notNull())
      .addColumn('at', bigint, (c) => c.notNull())
      .addPrimaryKeyConstraint('outbox_pk', ['tenant_id', 'seq'])
      .execute();
    await db.schema
      .createTable('reaction')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('user_id', text, (c) => c.notNull())
      .addColumn('key', text, (c) => c.notNull())
      .addColumn('account_id', text, (c) => c.notNull())
      .addColumn('action_key', text, (c) => c.notNull())
      .addColumn('rule_id', text, (c) => c.notNull())
      .addColumn('rule_version', 'integer', (c) => c.notNull())
      .addColumn('kind', text, (c) => c.notNull())
      .addColumn('reason', text)
      .addColumn('until_at', bigint)
      .addColumn('at', bigint, (c) => c.notNull())
      .addColumn('received_at', bigint, (c) => c.notNull())
      .addPrimaryKeyConstraint('reaction_pk', ['tenant_id', 'user_id', 'key'])
      .execute();
    await db.schema.createIndex('reaction_account').on('reaction').columns(['tenant_id', 'account_id', 'at']).execute();
    await db.schema
      .createTable('pin')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('user_id', text, (c) => c.notNull())
      .addColumn('account_id', text, (c) => c.notNull())
      .addColumn('pinned', 'integer', (c) => c.notNull())
      .addColumn('reason', text)
      .addColumn('at', bigint, (c) => c.notNull())
      .addPrimaryKeyConstraint('pin_pk', ['tenant_id', 'user_id', 'account_id'])
      .execute();
    await db.schema
      .createTable('look')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('user_id', text, (c) => c.notNull())
      .addColumn('account_id', text, (c) => c.notNull())
      .addColumn('at', bigint, (c) => c.notNull())
      .addColumn('version', bigint, (c) => c.notNull())
      .addColumn('summary', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('look_pk', ['tenant_id', 'user_id', 'account_id'])
      .execute();
    await db.schema
      .createTable('idempotency')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('user_id', text, (c) => c.notNull())
      .addColumn('key', text, (c) => c.notNull())
      .addColumn('request_hash', text, (c) => c.notNull())
      .addColumn('response', text, (c) => c.notNull())
      .addColumn('at', bigint, (c) => c.notNull())
      .addPrimaryKeyConstraint('idempotency_pk', ['tenant_id', 'user_id', 'key'])
      .execute();
    await db.schema
      .createTable('health_history')
      .addColumn('tenant_id', text, (c) => c.notNull())
      .addColumn('account_id', text, (c) => c.notNull())
      .addColumn('day', text, (c) => c.notNull())
      .addColumn('score', 'double precision')
      .addColumn('band', text, (c) => c.notNull())
      .addColumn('rules_version', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('health_history_pk', ['tenant_id', 'account_id', 'day'])
      .execute();
  },
};
