import type { Migration } from 'kysely/migration';
import { foundation } from './0001Foundation.ts';
import { searchAndDrift } from './0002SearchAndDrift.ts';
import { healthOverrides } from './0005HealthOverrides.ts';

/** Every migration, in order. Names are never changed once released. */
export const migrations: Record<string, Migration> = {
  '0001_foundation': foundation,
  '0002_search_and_drift': searchAndDrift,
  '0005_health_overrides': healthOverrides,
};
