import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/runCli.ts';

const folder = mkdtempSync(join(tmpdir(), 'alongside-calibrate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, rows: readonly (readonly string[])[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${row.join(',')}\n`).join(''));
  return path;
}
/** Those who wait long are lost more often. */
const rows = Array.from({ length: 300 }, (_, i) => {
  const days = (i * 7) % 100;
  return [
    `customer ${i}`,
    String(days),
    i % 3 === 0 ? 'yearly' : 'monthly',
    days + ((i * 37) % 60) > 90 ? 'Yes' : 'No',
  ];
});
const head = ['id', 'silentDays', 'plan', 'Churn'];

describe('alongside calibrate', () => {
  it('reports how well the index tells on rows it has not seen', async () => {
    const { code, stdout, stderr } = await runCli(['calibrate', file('a.csv', [head, ...rows])]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/AUC {4}0\.9\d\d ±/);
    expect(stdout).toContain('Not used: id');
    expect(stdout).toMatch(/What tells most.*\n.*silentDays/);
  });

  it('says which columns only number the rows', async () => {
    const numbered = rows.map((row, i) => [String(5_000 + i), ...row.slice(1)]);
    const { stdout } = await runCli(['calibrate', file('n.csv', [['customer', ...head.slice(1)], ...numbered])]);
    expect(stdout).toMatch(/Not used: customer \(says which row it is/);
    expect(stdout).toContain('Inputs from silentDays, plan');
  });

  it('says which column may come from after the outcome', async () => {
    const known = rows.map((row, i) => [...row, row[3] === 'Yes' ? (i % 2 ? 'price' : 'moved') : '']);
    const { stdout } = await runCli(['calibrate', file('k.csv', [[...head, 'cancelReason'], ...known])]);
    expect(stdout).toContain('Look at cancelReason: alone it says who was lost.');
    expect((await runCli(['calibrate', file('a.csv', [head, ...rows])])).stdout).not.toContain('Look at');
  });

  it('prints the same as data, by a column of another name', async () => {
    const other = file('b.csv', [[...head.slice(0, 3), 'gone'], ...rows]);
    const { stdout } = await runCli(['calibrate', other, '--outcome', 'gone', '--json']);
    const found = JSON.parse(stdout) as { rows: number; reliability: { n: number }[]; auc: { mean: number } };
    expect(found.rows).toBe(300);
    expect(found.reliability.reduce((sum, b) => sum + b.n, 0)).toBe(300);
    expect(found.auc.mean).toBeGreaterThan(0.9);
  });

  it.each([
    [
      'no column of outcomes',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
      [],
      /no column named churn/,
    ],
    ['a column that is not there', [head, ...rows], ['--outcome', 'lost'], /no column "lost". It has: id, silentDays/],
    [
      'an outcome that says neither',
      [head, ...rows, ['x', '1', 'yearly', 'maybe']],
      [],
      /line 302: the outcome is "maybe"/,
    ],
    ['too few outcomes', [head, ...rows.slice(0, 12)], [], /At least 10 of each/],
  ])('says what to do about %s', async (_what, table, args, words) => {
    const { code, stdout, stderr } = await runCli(['calibrate', file('c.csv', table as string[][]), ...args]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(words);
  });
});
