import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { buildSandbox, type Sandbox } from '../../server/sandbox/startSandbox.ts';
import { buildWorld } from '../../server/sandbox/world/buildWorld.ts';
import { type CliResult, startCli } from '../support/runCli.ts';
import { changeWorld, seedArrivals } from './changedWorld.ts';
import { copyDatabase } from './copyDatabase.ts';
import { countRows, differences, dump, outboxFaults, withStore } from './dump.ts';
import { type Phases, phasesOf } from './phases.ts';
import { syncTables, unknownTables } from './tables.ts';

/** When a process is killed: as the sandbox receives its nth request, or as the database has taken its nth writing statement. */
export type KillPoint = { at: 'request' | 'write'; n: number };

/**
 * What is killed: the `first` synchronisation of an empty database; one after a first one that was left alone, which finds `changes` at the
 * vendors, or finds them with `faults`: one source heals itself by reading everything again, one cannot be read to its end; or a `rebuild`
 * of everything a day later, with decisions of a steward that nothing has applied yet.
 */
export type Scenario = 'first' | 'changes' | 'faults' | 'rebuild';

export type SyncDrill = {
  /** How many requests an undisturbed run takes, and its writing statements by phase: the ranges to choose kill points from. */
  requests: number;
  phases: Phases;
  /** Rows of the undisturbed run, over all tables. */
  rows: number;
  /** Kills one run after the other at these points, lets the last one finish, and says what differs from an undisturbed run. */
  run(database: string, kills: readonly KillPoint[]): Promise<{ killed: number; faults: string[] }>;
  close(): Promise<void>;
};

const preload = new URL('./child/preload.ts', import.meta.url).href;
const nowMs = Date.parse('2026-11-02T09:30:00Z');
const [minute, day] = [60_000, 86_400_000];
/** The clock of the killed run. Changes are found ten minutes after the first run, when most documents are still good. */
const laterMs: Record<Scenario, number> = {
  first: 0,
  changes: 10 * minute,
  faults: 10 * minute,
  rebuild: 26 * 60 * minute,
};

/**
 * `alongside` in processes of its own against a sandbox in this one. The clock of the processes stands still, so the outcome of two runs
 * must be equal to the byte, however often one of them was killed. `database` makes a fresh one; one gets the undisturbed run.
 */
export async function startSyncDrill(options: {
  database: () => string;
  accounts: number;
  scenario: Scenario;
}): Promise<SyncDrill> {
  const { database, accounts, scenario } = options;
  const folder = mkdtempSync(join(tmpdir(), 'alongside-drill-'));
  let url = '';
  const world = buildWorld({ seed: 7, accounts, nowMs: Math.floor(nowMs / day) * day });
  const parts = {} as Pick<Sandbox, 'vendors' | 'faults'>;
  const app = buildSandbox(world, () => url, parts);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const config = join(folder, 'alongside.json');
  const settings = sandboxConfig(url);
  writeFileSync(config, JSON.stringify(settings));

  let requests = 0;
  let onRequest = (_count: number) => {};
  app.server.on('request', () => onRequest(++requests));

  const alongside = async (command: string, on: string, atMs: number, kill?: KillPoint): Promise<CliResult> => {
    requests = 0;
    const env = {
      DRILL_NOW_MS: String(atMs),
      ...(kill?.at === 'write' ? { DRILL_KILL_AT_WRITE: String(kill.n) } : {}),
    };
    const started = startCli([command, '--config', config, '--database', on, '--json'], { env, preload });
    onRequest = (count) => {
      if (kill?.at === 'request' && count === kill.n) started.child.kill('SIGKILL');
    };
    return started.result;
  };
  const killed = (on: string, kill?: KillPoint) =>
    alongside(scenario === 'rebuild' ? 'rebuild' : 'sync', on, nowMs + laterMs[scenario], kill);
  const state = (on: string) =>
    withStore(on, async (store) => ({
      tables: await dump(store, syncTables),
      faults: [
        ...(await outboxFaults(store)),
        ...(await unknownTables(store)).map((table) => `${table}: not compared`),
      ],
    }));
  const close = async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    const base = scenario === 'first' ? null : database();
    if (base !== null) {
      const first = await alongside('sync', base, nowMs);
      if (first.code !== 0) throw new Error(`The first run failed. ${first.stderr}`);
      await withStore(base, (store) => seedArrivals(store, settings.tenant.id, world, nowMs + 5 * minute));
      changeWorld({ world, vendors: parts.vendors }, nowMs + 5 * minute);
      if (scenario === 'faults') {
        parts.faults.add({ vendor: 'stripe', what: 'expired', match: 'events?type=charge.*', times: null });
        parts.faults.add({ vendor: 'zendesk', what: 'missing', field: 'id', match: 'tickets/cursor', times: null });
      }
    }
    const begin = async (on: string) => (base === null ? undefined : copyDatabase(base, on));
    const expectedCode = scenario === 'faults' ? 1 : 0;
    const undisturbed = database();
    await begin(undisturbed);
    const calm = await killed(undisturbed);
    const expected = calm.code === expectedCode ? await state(undisturbed) : null;
    if (!expected || expected.faults.length > 0)
      throw new Error(`The undisturbed run failed. ${calm.stdout}${calm.stderr}${expected?.faults.join()}`);
    return {
      requests,
      phases: phasesOf(calm.stderr),
      rows: countRows(expected.tables),
      async run(on, kills) {
        let count = 0;
        await begin(on);
        for (const kill of kills) {
          const result = await killed(on, kill);
          if (result.signal === 'SIGKILL') count++;
          else if (result.code !== expectedCode)
            return { killed: count, faults: [`a restarted run failed: ${result.stderr}`] };
        }
        const last = await killed(on);
        if (last.code !== expectedCode) return { killed: count, faults: [`the last run failed: ${last.stderr}`] };
        const actual = await state(on);
        return { killed: count, faults: [...differences(expected.tables, actual.tables), ...actual.faults] };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
