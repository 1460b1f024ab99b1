import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progressBars } from '../../server/cli/progressBars.ts';
import { createRandom, type Random } from '../../server/sandbox/world/random.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { runEventsDrill } from './eventsDrill.ts';
import { type ImportDrill, startImportDrill } from './importDrill.ts';
import type { Phases } from './phases.ts';
import { runServeDrill, type ServeKill } from './serveDrill.ts';
import { type KillPoint, type Scenario, type SyncDrill, startSyncDrill } from './syncDrill.ts';

export const engines = ['sqlite', 'postgres'] as const;
export type Engine = (typeof engines)[number];
/** What a round does; they take turns. */
const kinds = [
  'first, by request',
  'first, by write',
  'first, twice',
  'changes, pull',
  'changes, resolve',
  'changes, publish',
  'faults, twice',
  'rebuild, by write',
  'serve, by answer',
  'serve, by write',
  'import, by write',
  'events, by write',
] as const;
type Kind = (typeof kinds)[number];
const scenarios: readonly Scenario[] = ['first', 'changes', 'faults', 'rebuild'];
type Tally = { rounds: number; kills: number; faults: number; ms: number };

const writesPerServe = 120;
const rowsPerImport = 400;
const batchesPerServe = 30;
/** Statements of a batch of events, about; the last points may lie behind the end. */
const writesPerBatch = 8;

/** Points spread evenly over the whole range, each at a random place of its part. */
function spread(random: Random, round: number, rounds: number, range: number): number {
  return 1 + Math.min(range - 1, Math.floor(((round + random.next()) / rounds) * range));
}

/** Where a synchronisation is killed: the kind says in which part of it, or before which request. */
function syncKills(kind: Kind, drill: SyncDrill, random: Random, place: [number, number]): KillPoint[] {
  const [, how = ''] = kind.split(', ');
  const request: KillPoint = { at: 'request', n: spread(random, ...place, drill.requests) };
  if (how === 'by request') return [request];
  const { from, to } = drill.phases[how in drill.phases ? (how as keyof Phases) : 'all'];
  const write: KillPoint = { at: 'write', n: from - 1 + spread(random, ...place, to - from + 1) };
  return how === 'twice' ? [write, { at: 'request', n: random.int(1, drill.requests) }] : [write];
}

/** Kills synchronisations and servers on one engine with -9, opens again, and compares with an undisturbed run. */
export async function drillEngine(engine: Engine, options: { rounds: number; seed: number; accounts: number }) {
  const { rounds, seed, accounts } = options;
  const folder = mkdtempSync(join(tmpdir(), 'alongside-drill-'));
  const postgres: Postgres | null = engine === 'postgres' ? await startPostgres() : null;
  let count = 0;
  const database = () => postgres?.createDatabase() ?? `sqlite:${join(folder, `${count++}.sqlite`)}`;
  const tallies = new Map<Kind, Tally>();
  const found: string[] = [];
  const bars = progressBars();
  const drills = new Map<string, SyncDrill>();
  let imports: ImportDrill | null = null;
  try {
    for (const scenario of scenarios) drills.set(scenario, await startSyncDrill({ database, accounts, scenario }));
    imports = await startImportDrill({ database: database(), rows: rowsPerImport });
    bars.onProgress({ phase: engine, done: 0, total: rounds });
    for (let round = 0; round < rounds; round++) {
      const kind = kinds[round % kinds.length] as Kind;
      const random = createRandom(seed * 1_000_003 + round);
      const startedAt = Date.now();
      let outcome: { killed: number; faults: string[] };
      let points: (KillPoint | ServeKill | number)[];
      const drill = drills.get(kind.split(', ')[0] ?? '');
      if (drill) {
        points = syncKills(kind, drill, random, [round, rounds]);
        outcome = await drill.run(database(), points as KillPoint[]);
      } else if (kind === 'import, by write') {
        points = [spread(random, round, rounds, imports.writes)];
        outcome = await imports.run(database(), points as number[]);
      } else if (kind === 'events, by write') {
        const killAt = spread(random, round, rounds, batchesPerServe * writesPerBatch);
        points = [killAt];
        const databases = { calm: database(), database: database() };
        const result = await runEventsDrill({ ...databases, seed: seed + round, batches: batchesPerServe, killAt });
        outcome = { killed: Number(result.killed), faults: result.faults };
      } else {
        const kill: ServeKill =
          kind === 'serve, by answer'
            ? { at: 'answer', n: spread(random, round, rounds, writesPerServe) }
            : { at: 'write', n: spread(random, round, rounds, writesPerServe * 3) };
        points = [kill];
        const result = await runServeDrill({ database: database(), seed: seed + round, writes: writesPerServe, kill });
        outcome = { killed: Number(result.killed), faults: result.faults };
      }
      const tally = tallies.get(kind) ?? { rounds: 0, kills: 0, faults: 0, ms: 0 };
      tallies.set(kind, tally);
      tally.rounds++;
      tally.kills += outcome.killed;
      tally.faults += outcome.faults.length;
      tally.ms += Date.now() - startedAt;
      found.push(...outcome.faults.map((fault) => `${engine}, round ${round}, ${JSON.stringify(points)}: ${fault}`));
      bars.onProgress({ phase: engine, done: round + 1, total: rounds });
    }
  } finally {
    bars.stop();
    for (const drill of drills.values()) await drill.close();
    imports?.close();
    postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { tallies, found };
}
