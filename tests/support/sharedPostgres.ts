import type { TestProject } from 'vitest/node';
import { openStore } from '../../server/store/openStore.ts';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The port of the run's PostgreSQL server on loopback. */
    postgresPort: number;
  }
}

/** The database that has every table and no row; copying it is faster than migrating an empty one. */
export const migratedTemplate = 'migrated';

let stop = (): void => undefined;

/** One PostgreSQL server for all tests of a run; each test has a database of its own. */
export async function setup(project: TestProject): Promise<void> {
  const postgres = await startPostgres();
  stop = postgres.stop;
  const store = await openStore(postgres.createDatabase(migratedTemplate));
  await store.close();
  project.provide('postgresPort', postgres.port);
}

export function teardown(): void {
  stop();
}
