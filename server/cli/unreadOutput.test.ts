import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'alongside-unread-'));
const table = join(folder, 'people.csv');
const status = join(folder, 'status');
beforeAll(() => writeFileSync(table, 'id,name,email\n1,Ada Moss,ada@acme.com\n2,Ada Moss,ada@acme.com\n'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(['match --help', 'context --help', `match '${table}'`, `match '${table}' --json`])(
  'alongside %s ends well when nobody reads what it prints',
  async (args) => {
    // `true` has gone before the program can print.
    const script = `{ '${process.execPath}' server/cli.ts ${args}; echo $? > '${status}'; } | true`;
    const { stderr } = await promisify(execFile)('sh', ['-c', script], { cwd: new URL('../..', import.meta.url) });
    expect(stderr).not.toMatch(/EPIPE|node:/);
    expect(readFileSync(status, 'utf8')).toBe('0\n');
  },
);
