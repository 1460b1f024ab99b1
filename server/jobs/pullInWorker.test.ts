import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLog } from '../log.ts';
import { pullInWorker } from './pullInWorker.ts';

type Line = { msg: string; err?: { message: string } };

/** A log whose lines are given to `onLine`. */
const logTo = (onLine: (line: Line) => void) => createLog('info', { write: (text) => onLine(JSON.parse(text)) });

describe('pullInWorker', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-pull-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  /** A thread that fails in its first step, because its configuration is missing. */
  const startFailing = (onLine: (line: Line) => void) =>
    pullInWorker({
      configPath: join(folder, 'missing.json'),
      database: `sqlite:${join(folder, 'a.sqlite')}`,
      everyMs: 60_000,
      log: logTo(onLine),
      againMs: 0,
    });

  it('tells of a thread that failed, starts another one, and stops', async () => {
    const rejected = vi.fn();
    process.on('unhandledRejection', rejected);
    const lines: Line[] = [];
    const failedTwice = Promise.withResolvers<void>();
    const pulling = startFailing((line) => lines.push(line) === 2 && failedTwice.resolve());
    await failedTwice.promise;
    await pulling.stop();
    process.off('unhandledRejection', rejected);
    for (const { msg, err } of lines.slice(0, 2))
      expect([msg, err?.message]).toEqual(['pulling failed', expect.stringContaining('There is no configuration at')]);
    expect(rejected).not.toHaveBeenCalled();
  });

  it('stops while the thread fails, and starts no other', async () => {
    const lines: Line[] = [];
    await startFailing((line) => lines.push(line)).stop();
    expect(lines.map(({ msg }) => msg)).toEqual(['pulling failed']);
  });
});
