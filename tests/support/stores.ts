import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { openStore, type Store } from '../../server/store/openStore.ts';
import { databasesOn } from './postgres.ts';
import { migratedTemplate } from './sharedPostgres.ts';

/** Gives fresh stores: `open` one without rows, `url` a database without tables. Closed after the suite. */
export type StoreFactory = { open(): Promise<Store>; url(): string };

/** Runs one suite on both engines: a SQLite file, and databases on the run's PostgreSQL server. */
export function describeStores(name: string, suite: (stores: StoreFactory) => void): void {
  for (const engine of ['sqlite', 'postgres'] as const) {
    describe(`${name} on ${engine}`, () => {
      const opened: Store[] = [];
      const databases: string[] = [];
      let folder = '';
      let count = 0;
      beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), 'alongside-store-'));
      });
      afterAll(async () => {
        await Promise.all(opened.map((store) => store.close()));
        rmSync(folder, { recursive: true, force: true });
        if (engine === 'postgres') databasesOn(inject('postgresPort')).dropDatabases(databases);
      }, 60_000);
      const url = (template?: string) => {
        if (engine === 'sqlite') return `sqlite:${join(folder, `${count++}.sqlite`)}`;
        const made = databasesOn(inject('postgresPort')).createDatabase(undefined, template);
        databases.push(made);
        return made;
      };
      suite({
        url: () => url(),
        async open() {
          const store = await openStore(url(migratedTemplate));
          opened.push(store);
          return store;
        },
      });
    });
  }
}
