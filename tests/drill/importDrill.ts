import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testConfig } from '../support/app.ts';
import { runCli } from '../support/runCli.ts';
import { countRows, differences, dump, outboxFaults, withStore } from './dump.ts';
import { syncTables } from './tables.ts';

export type ImportDrill = {
  /** Writing statements of an undisturbed import: the range to choose kill points from. */
  writes: number;
  rows: number;
  /** Kills one import after the other as the database has taken its nth writing statement, lets the last finish, and says what differs. */
  run(database: string, kills: readonly number[]): Promise<{ killed: number; faults: string[] }>;
  close(): void;
};

const preload = new URL('./child/preload.ts', import.meta.url).href;
const nowMs = Date.parse('2026-11-02T09:30:00Z');

/** Customers with an invoice each. The second file has some no longer, some with other values and some more. */
function csv(from: number, to: number, due: number): string {
  const rows = Array.from({ length: to - from }, (_, i) => from + i).map((n) =>
    [n, `Customer ${n}`, `customer${n}.com`, `R${n}`, n % 3 === 0 ? due : 100, '2026-10-01'].join(','),
  );
  return ['no,name,site,invoice,due,created', ...rows, ''].join('\n');
}

/**
 * `alongside import --replace` in processes of its own, over what an earlier import brought. The clock of the processes stands still, so
 * the outcome of two runs must be equal to the byte. `database` gets the undisturbed run.
 */
export async function startImportDrill(options: { database: string; rows: number }): Promise<ImportDrill> {
  const { rows } = options;
  const folder = mkdtempSync(join(tmpdir(), 'alongside-drill-'));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const config = file('config.json', JSON.stringify({ ...testConfig, sources: [] }));
  const euro = (column: string) => ({ column, currency: 'EUR' });
  const mapping = file(
    'mapping.json',
    JSON.stringify({
      set: 'erp',
      records: [
        { kind: 'company', id: 'no', fields: { name: 'name', websites: ['site'] } },
        {
          kind: 'invoice',
          id: 'invoice',
          fields: {
            company: 'no',
            status: { value: 'open' },
            total: euro('due'),
            amountDue: euro('due'),
            createdAt: 'created',
          },
        },
      ],
    }),
  );
  const first = file('first.csv', csv(0, rows, 50));
  const second = file('second.csv', csv(rows / 4, (rows * 5) / 4, 70));
  const take = (path: string, database: string, killAt = 0) =>
    runCli(['import', path, '--mapping', mapping, '--config', config, '--database', database, '--replace', '--json'], {
      preload,
      env: { DRILL_NOW_MS: String(nowMs), ...(killAt > 0 ? { DRILL_KILL_AT_WRITE: String(killAt) } : {}) },
    });
  const state = (database: string) =>
    withStore(database, async (store) => ({
      tables: await dump(store, syncTables),
      faults: await outboxFaults(store),
    }));

  const close = () => rmSync(folder, { recursive: true, force: true });
  await take(first, options.database);
  const undisturbed = await take(second, options.database);
  if (undisturbed.code !== 0) {
    close();
    throw new Error(`The undisturbed import failed. ${undisturbed.stderr}`);
  }
  const expected = await state(options.database);
  return {
    writes: Number(/drill: (\d+) writes/.exec(undisturbed.stderr)?.[1] ?? 0),
    rows: countRows(expected.tables),
    async run(database, kills) {
      let killed = 0;
      await take(first, database);
      for (const kill of kills) {
        const result = await take(second, database, kill);
        if (result.signal === 'SIGKILL') killed++;
        else if (result.code !== 0) return { killed, faults: [`a restarted import failed: ${result.stderr}`] };
      }
      const last = await take(second, database);
      if (last.code !== 0) return { killed, faults: [`the last import failed: ${last.stderr}`] };
      const actual = await state(database);
      return { killed, faults: [...differences(expected.tables, actual.tables), ...actual.faults] };
    },
    close,
  };
}
