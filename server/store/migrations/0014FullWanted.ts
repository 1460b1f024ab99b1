import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** From when on a stream has to be read in full, because something of it was missed. */
export const fullWanted: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('source_cursor').addColumn('full_wanted_at', 'bigint').execute();
  },
};
