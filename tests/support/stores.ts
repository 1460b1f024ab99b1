import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStore, type Store } from '../../server/store/openStore.ts';
import { type Postgres, startPostgres } from './postgres.ts';

/** Gives fresh stores; each call is an empty database. Closed and removed after the suite. */
export type StoreFactory = { open(): Promise<Store>; url(): string };

/** Runs one suite on both engines: a SQLite file, and a PostgreSQL server of its own. */
export function describeStores(name: string, suite: (stores: StoreFactory) => void): void {
  for (const engine of ['sqlite', 'postgres'] as const) {
    describe(`${name} on ${engine}`, () => {
      const opened: Store[] = [];
      let folder = '';
      let postgres: Postgres | null = null;
      let count = 0;
      beforeAll(async () => {
        folder = mkdtempSync(join(tmpdir(), 'alongside-store-'));
        if (engine === 'postgres') postgres = await startPostgres();
      }, 60_000);
      afterAll(async () => {
        await Promise.all(opened.map((store) => store.close()));
        postgres?.stop();
        rmSync(folder, { recursive: true, force: true });
      }, 60_000);
      const url = () => postgres?.createDatabase() ?? `sqlite:${join(folder, `${count++}.sqlite`)}`;
      suite({
        url,
        async open() {
          const store = await openStore(url());
          opened.push(store);
          return store;
        },
      });
    });
  }
}
