import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A record that a webhook named and the source refuses: since when, when last, and why. */
export const refusedMarks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const column of ['refused_since', 'refused_at'])
      await db.schema.alterTable('refetch_queue').addColumn(column, 'bigint').execute();
    await db.schema.alterTable('refetch_queue').addColumn('refusal', 'text').execute();
  },
};
