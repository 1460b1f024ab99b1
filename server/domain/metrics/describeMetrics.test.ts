import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../actions/registry.ts';
import { factors } from '../health/factors.ts';
import { describeMetrics } from './describeMetrics.ts';
import { metrics } from './registry.ts';

const domain = join(import.meta.dirname, '..');
const document = join(domain, '..', '..', 'docs', 'metrics.md');

/** Files of a folder that declare something with the given function, by the name they export. */
function declared(folder: string, by: string): string[] {
  return readdirSync(join(domain, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter((name) => readFileSync(join(domain, folder, name), 'utf8').includes(` = ${by}({`))
    .map((name) => name.replace(/\.ts$/, ''));
}

describe('docs/metrics.md', () => {
  it('says what the definitions say', async () => {
    await expect(describeMetrics()).toMatchFileSnapshot(document);
  });

  it('names every metric, factor and rule', () => {
    const text = readFileSync(document, 'utf8');
    for (const { id } of [...Object.values(metrics), ...factors, ...rules]) expect(text).toContain(`\`${id}\``);
  });
});

describe('the folders of metrics and rules', () => {
  it.each([
    ['metrics', 'defineMetric', Object.values(metrics).map((m) => m.id)],
    ['actions', 'defineRule', rules.map((r) => r.id)],
  ])('holds in %s only files that are registered under their own name and tested', (folder, by, ids) => {
    const files = declared(folder, by);
    expect(files.length).toBeGreaterThanOrEqual(5);
    expect(files.sort()).toEqual([...ids].sort());
    for (const file of files) {
      const test = readFileSync(join(domain, folder, `${file}.test.ts`), 'utf8');
      expect(test, `${file}.test.ts`).toContain(`'./${file}.ts'`);
    }
  });

  it('registers each metric under its id', () => {
    for (const [key, { id }] of Object.entries(metrics)) expect(id).toBe(key);
  });

  it('declares every factor once', () => {
    expect(new Set(factors.map((f) => f.id)).size).toBe(factors.length);
    const source = ['factors.ts', 'usageFactors.ts'].map((f) => readFileSync(join(domain, 'health', f), 'utf8')).join();
    expect(source.match(/= defineFactor\(/g)).toHaveLength(factors.length);
  });
});
