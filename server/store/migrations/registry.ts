import type { Migration } from 'kysely/migration';
import { foundation } from './0001Foundation.ts';

/** Every migration, in order. Names are never changed once released. */
export const migrations: Record<string, Migration> = {
  '0001_foundation': foundation,
};
