import { StatementSync } from 'node:sqlite';
import pg from 'pg';

/**
 * Runs before the program in a drilled process. `DRILL_NOW_MS` stops its clock, so that two runs are equal to the byte.
 * `DRILL_KILL_AT_WRITE=n` kills it with SIGKILL the moment the database has taken its nth writing statement, be it in the middle
 * of a transaction or a commit; without it, such statements are told on standard error at the end, as the tables that they were about.
 */
const nowMs = Number(process.env.DRILL_NOW_MS);
if (Number.isFinite(nowMs) && nowMs > 0) Date.now = () => nowMs;

const killAt = Number(process.env.DRILL_KILL_AT_WRITE ?? 0);
const writing = /^\s*(insert|update|delete|create|alter|commit)\b/i;
const table = /^\s*(?:insert(?: or ignore)? into|update|delete from)\s+"?(\w+)/i;
const writes: string[] = [];

function taken(sql: string): void {
  if (!writing.test(sql)) return;
  writes.push(table.exec(sql)?.[1] ?? '-');
  if (writes.length === killAt) process.kill(process.pid, 'SIGKILL');
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

process.once('exit', () => process.stderr.write(`drill: ${writes.length} writes ${writes.join()}\n`));
