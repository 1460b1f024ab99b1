import { StatementSync } from 'node:sqlite';
import pg from 'pg';

/**
 * Runs before the program in a drilled process. `DRILL_NOW_MS` stops its clock, so that two runs are equal to the byte.
 * `DRILL_KILL_AT_WRITE=n` kills it with SIGKILL the moment the database has taken its nth writing statement, be it in the middle
 * of a transaction or a commit; without it, such statements are told on standard error at the end, as the tables that they were about and
 * how often one after the other.
 */
const nowMs = Number(process.env.DRILL_NOW_MS);
if (Number.isFinite(nowMs) && nowMs > 0) Date.now = () => nowMs;

const killAt = Number(process.env.DRILL_KILL_AT_WRITE ?? 0);
const writing = /^\s*(insert|update|delete|create|alter|commit)\b/i;
const table = /^\s*(?:insert(?: or ignore)? into|update|delete from)\s+"?(\w+)/i;
let count = 0;
const runs: { name: string; times: number }[] = [];

function taken(sql: string): void {
  if (!writing.test(sql)) return;
  const name = table.exec(sql)?.[1] ?? '-';
  const last = runs.at(-1);
  if (last?.name === name) last.times++;
  else runs.push({ name, times: 1 });
  if (++count === killAt) process.kill(process.pid, 'SIGKILL');
}

for (const name of ['run', 'all'] as const) {
  const original = StatementSync.prototype[name];
  StatementSync.prototype[name] = function (this: StatementSync, ...values: never[]) {
    const result = Reflect.apply(original, this, values);
    taken(this.sourceSQL);
    return result;
  } as never;
}

const query = pg.Client.prototype.query;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const result = Reflect.apply(query, this, args) as unknown;
  const sql = typeof args[0] === 'string' ? args[0] : (args[0] as { text?: string } | undefined)?.text;
  // This listener is the first, so nothing of the program has seen the answer yet.
  if (sql !== undefined && result instanceof Promise) {
    result.then(
      () => taken(sql),
      () => undefined,
    );
  }
  return result;
} as never;

process.once('exit', () => {
  const told = runs.map(({ name, times }) => `${name}*${times}`).join();
  process.stderr.write(`drill: ${count} writes ${told}\n`);
});
