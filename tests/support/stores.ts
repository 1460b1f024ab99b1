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
      let folder = '';
      let count = 0;
      beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), 'alongside-store-'));
      });
      afterAll(async () => {
        await Promise.all(opened.map((store) => store.close()));
        rmSync(folder, { recursive: true, force: true });
      }, 60_000);
      const url = (template?: string) =>
        engine === 'postgres'
          ? databasesOn(inject('postgresPort')).createDatabase(undefined, template)
          : `sqlite:${join(folder, `${count++}.sqlite`)}`;
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
