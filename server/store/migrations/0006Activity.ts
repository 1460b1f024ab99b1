import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people at customers did, as sums of days, and what is known of them and their groups. */
export const activity: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('activity_day')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('day', 'text', (c) => c.notNull())
      .addColumn('channel', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('count', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('activity_day_pk', ['tenant_id', 'subject', 'user_id', 'day', 'channel', 'name'])
      .execute();
    await db.schema.createIndex('activity_day_age').on('activity_day').columns(['tenant_id', 'day']).execute();
    await db.schema
      .createTable('activity_subject')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('account_id', 'text')
      .addColumn('previous_account_id', 'text')
      .addColumn('evidence', 'text')
      .addColumn('changed_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('activity_subject_pk', ['tenant_id', 'subject'])
      .execute();
    await db.schema
      .createIndex('activity_subject_account')
      .on('activity_subject')
      .columns(['tenant_id', 'account_id'])
      .execute();
    await db.schema
      .createIndex('activity_subject_changed')
      .on('activity_subject')
      .columns(['tenant_id', 'changed_at'])
      .execute();
    await db.schema
      .createTable('activity_user')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('email', 'text')
      .addColumn('domain', 'text')
      .addColumn('email_at', 'bigint', (c) => c.notNull())
      .addColumn('same_as', 'text')
      .addColumn('same_at', 'bigint', (c) => c.notNull())
      .addColumn('internal', 'integer', (c) => c.notNull())
      .addColumn('last_day', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('activity_user_pk', ['tenant_id', 'user_id'])
      .execute();
    await db.schema.createIndex('activity_user_age').on('activity_user').columns(['tenant_id', 'last_day']).execute();
    await db.schema
      .createTable('activity_group')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('group_id', 'text', (c) => c.notNull())
      .addColumn('name', 'text')
      .addColumn('domain', 'text')
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('activity_group_pk', ['tenant_id', 'group_id'])
      .execute();
    await db.schema
      .createTable('activity_member')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull())
      .addColumn('group_id', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('activity_member_pk', ['tenant_id', 'user_id', 'group_id'])
      .execute();
    await db.schema
      .createIndex('activity_member_group')
      .on('activity_member')
      .columns(['tenant_id', 'group_id'])
      .execute();
    await db.schema
      .createTable('event_message')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('sender', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('event_message_pk', ['tenant_id', 'sender', 'hash'])
      .execute();
    await db.schema.createIndex('event_message_age').on('event_message').columns(['tenant_id', 'at']).execute();
    await db.schema
      .createTable('event_tally')
      .addColumn('tenant_id', 'text', (c) => c.notNull())
      .addColumn('day', 'text', (c) => c.notNull())
      .addColumn('sender', 'text', (c) => c.notNull())
      .addColumn('outcome', 'text', (c) => c.notNull())
      .addColumn('count', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('event_tally_pk', ['tenant_id', 'day', 'sender', 'outcome'])
      .execute();
  },
};
