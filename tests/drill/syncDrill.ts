import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { buildSandbox } from '../../server/sandbox/startSandbox.ts';
import { buildWorld } from '../../server/sandbox/world/buildWorld.ts';
import { type CliResult, startCli } from '../support/runCli.ts';
import { type Dump, differences, dump, outboxFaults, syncTables, withStore } from './dump.ts';

/** When a process is killed: as the sandbox receives its nth request, or as the database has taken its nth writing statement. */
export type KillPoint = { at: 'request' | 'write'; n: number };

export type SyncDrill = {
  /** How many requests and writing statements an undisturbed run takes: the range to choose kill points from. */
  requests: number;
  writes: number;
  /** Rows of the undisturbed run, over all tables. */
  rows: number;
  /** Kills one run after the other at these points, lets the last one finish, and says what differs from an undisturbed run. */
  run(database: string, kills: readonly KillPoint[]): Promise<{ killed: number; faults: string[] }>;
  close(): Promise<void>;
};

const preload = new URL('./child/preload.ts', import.meta.url).href;
const nowMs = Date.parse('2026-11-02T09:30:00Z');
const dayMs = 86_400_000;

/**
 * `alongside sync` in processes of its own against a sandbox in this one. The clock of the processes stands still, so the outcome of
 * two runs must be equal to the byte, however often one of them was killed. `database` gets the undisturbed run.
 */
export async function startSyncDrill(options: { database: string; accounts: number }): Promise<SyncDrill> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-drill-'));
  let url = '';
  const world = buildWorld({ seed: 7, accounts: options.accounts, nowMs: Math.floor(nowMs / dayMs) * dayMs });
  const app = buildSandbox(world, () => url);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const config = join(folder, 'alongside.json');
  writeFileSync(config, JSON.stringify(sandboxConfig(url)));

  let requests = 0;
  let onRequest = (_count: number) => {};
  app.server.on('request', () => onRequest(++requests));

  const sync = async (database: string, kill?: KillPoint): Promise<CliResult> => {
    requests = 0;
    const env = {
      DRILL_NOW_MS: String(nowMs),
      ...(kill?.at === 'write' ? { DRILL_KILL_AT_WRITE: String(kill.n) } : {}),
    };
    const started = startCli(['sync', '--config', config, '--database', database, '--json'], { env, preload });
    onRequest = (count) => {
      if (kill?.at === 'request' && count === kill.n) started.child.kill('SIGKILL');
    };
    return started.result;
  };
  const state = (database: string) =>
    withStore(database, async (store) => ({
      tables: await dump(store, syncTables),
      faults: await outboxFaults(store),
    }));

  const close = async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const first = await sync(options.database);
  const expected = first.code === 0 ? await state(options.database) : null;
  if (!expected || expected.faults.length > 0) {
    await close();
    throw new Error(`The undisturbed run failed. ${first.stderr}${expected?.faults.join()}`);
  }
  return {
    requests,
    writes: Number(/drill: (\d+) writes/.exec(first.stderr)?.[1] ?? 0),
    rows: countRows(expected.tables),
    async run(database, kills) {
      let killed = 0;
      for (const kill of kills) {
        const result = await sync(database, kill);
        if (result.signal === 'SIGKILL') killed++;
        else if (result.code !== 0) return { killed, faults: [`a restarted run failed: ${result.stderr}`] };
      }
      const last = await sync(database);
      if (last.code !== 0) return { killed, faults: [`the last run failed: ${last.stderr}`] };
      const actual = await state(database);
      return { killed, faults: [...differences(expected.tables, actual.tables), ...actual.faults] };
    },
    close,
  };
}

function countRows(tables: Dump): number {
  return Object.values(tables).reduce((sum, rows) => sum + rows.length, 0);
}
