import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/runCli.ts';

type Line = { url: string; system: string; expect: { object: string; id: string } | null };
const corpus = readFileSync(new URL('../../tests/fixtures/urls.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

describe('alongside detect', () => {
  it('prints what the corpus expects, a line for a line', async () => {
    const { code, stdout, stderr } = await runCli(['detect'], { input: corpus.map(({ url }) => `${url}\n`).join('') });
    expect([code, stderr]).toEqual([0, '']);
    const expected = corpus.map(({ system, expect: record }) => JSON.stringify(record && { system, ...record }));
    expect(stdout.trimEnd().split('\n')).toEqual(expected);
  });

  it('takes any line end, and answers null for what is no address', async () => {
    const input =
      'https://acme.zendesk.com/agent/tickets/7\r\n\r\nno address\n\u0000\n https://acme.zendesk.com/agent/users/8';
    const { code, stdout } = await runCli(['detect'], { input });
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)?.id ?? null),
    ).toEqual(['7', null, null, null, '8']);
  });

  it('ends quietly when nobody reads on', async () => {
    const pipeline = `yes https://acme.zendesk.com/agent/tickets/7 | '${process.execPath}' server/cli.ts detect | head -n 2`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', pipeline], {
      cwd: new URL('../..', import.meta.url),
    });
    expect(stdout).toBe('{"system":"zendesk","object":"ticket","id":"7"}\n'.repeat(2));
    expect(stderr).toBe('');
  });
});
