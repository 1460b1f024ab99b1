import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../support/postgres.ts';
import type { Figure } from './statistics.ts';

/** Measures on a SQLite file and on a PostgreSQL server of its own, one after the other. `folder` is for what else is needed. */
export async function onEngines(
  measure: (on: { engine: string; database: string; folder: string }) => Promise<Figure[]>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const engine of ['SQLite', 'PostgreSQL']) {
    const folder = mkdtempSync(join(tmpdir(), 'alongside-bench-'));
    const postgres = engine === 'PostgreSQL' ? await startPostgres() : null;
    try {
      const database = postgres?.createDatabase() ?? `sqlite:${join(folder, 'bench.sqlite')}`;
      figures.push(...(await measure({ engine, database, folder })));
    } finally {
      postgres?.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return figures;
}
