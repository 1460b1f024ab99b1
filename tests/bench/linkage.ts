import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTable } from '../../server/cli/readTable.ts';
import { type Evaluation, evaluateLinks } from '../../server/domain/linkage/evaluateLinks.ts';
import type { Table } from '../../server/domain/linkage/fields.ts';
import { type LinkOptions, linkRecords } from '../../server/domain/linkage/linkRecords.ts';
import { organisationNameScore, sameNameScore } from '../../server/domain/linkage/organisationName.ts';
import { seededRandom, syntheticPeople } from '../support/syntheticPeople.ts';
import type { Figure } from './statistics.ts';

/** FEBRL, the people of Splink twice, names, two sizes of invented people. */
export const rounds = 6;
/** Third-party data beside the project; it is not ours to copy. */
const data = join(new URL('../..', import.meta.url).pathname, '..', 'shared', 'data', 'er');
const halves = 200;

type Measured = Evaluation & { seconds: number; compared: number };

/** How well records and names are linked with defaults, and how fast. Public data sets are left out, with a word, where they are not beside the project. */
export async function measureLinkage(onRound: () => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  const add = (found: readonly Figure[]) => {
    figures.push(...found);
    onRound();
  };
  for (const [file, column, pattern, limit, options] of [
    ['febrl_dataset3.csv', 'rec_id', /^(rec-\d+)-/, 0.994, {}],
    ['fake_1000.csv', 'cluster', /^(.+)$/, 0.87, {}],
    // The same with blocks, which so small a table does not need.
    ['fake_1000.csv', 'cluster', /^(.+)$/, 0.87, { allPairs: 0 }],
  ] as const) {
    const table = await readShared(file);
    if (table)
      add(
        qualityOf(`${file}${'allPairs' in options ? ', blocked' : ''}`, link(table, column, pattern, options), limit),
      );
    else onRound();
  }
  const names = await readShared('org_name_pairs.dev.csv');
  if (names) add(namesQuality(names));
  else onRound();
  for (const rows of [5000, 100_000]) {
    const measured = link(syntheticPeople(rows, 1), 'person', /^(.+)$/, {});
    const group = `${rows.toLocaleString('en')} invented people`;
    add([
      { group, name: 'processor time', value: measured.seconds, unit: 's', ...(rows === 5000 && { limit: 10 }) },
      { group, name: 'compared pairs a record', value: measured.compared / rows, unit: '' },
      {
        group,
        name: 'compared of true pairs',
        value: measured.blockingRecall ?? 0,
        unit: '',
        limit: 0.98,
        atLeast: true,
      },
      { group, name: 'F1', value: measured.f1 ?? 0, unit: '', limit: 0.98, atLeast: true },
      { group, name: 'most memory, process', value: process.resourceUsage().maxRSS / 1024, unit: 'MB' },
    ]);
  }
  return figures;
}

async function readShared(file: string): Promise<Table | null> {
  const path = join(data, file);
  if (existsSync(path)) return readTable(path);
  console.log(`  ${file} is not beside the project (shared/data/er), so it is left out.`);
  return null;
}

function link(table: Table, column: string, pattern: RegExp, options: LinkOptions): Measured {
  const startedAt = process.cpuUsage();
  const linkage = linkRecords([table], { ...options, ignore: new Set([column]) });
  // Of the processor: what other programs take meanwhile is not its cost.
  const { user, system } = process.cpuUsage(startedAt);
  const seconds = (user + system) / 1e6;
  const at = table.columns.indexOf(column);
  const entityOf = Array.from(linkage.records.row, (row) => pattern.exec(table.rows[row]?.[at] ?? '')?.[1] ?? null);
  return { ...evaluateLinks(linkage, { kind: 'entities', entityOf }), seconds, compared: linkage.compared };
}

function qualityOf(file: string, measured: Measured, limit: number): Figure[] {
  const group = `links in ${file}`;
  return [
    { group, name: 'F1', value: measured.f1 ?? 0, unit: '', limit, atLeast: true },
    { group, name: 'precision', value: measured.precision ?? 0, unit: '' },
    { group, name: 'recall', value: measured.recall ?? 0, unit: '' },
    { group, name: 'compared of true pairs', value: measured.blockingRecall ?? 0, unit: '' },
    { group, name: 'processor time', value: measured.seconds, unit: 's' },
  ];
}

type Scored = { score: number; isMatch: boolean };

/** Organisation-type rows of labelled name pairs, at the threshold that is fixed; and what a threshold chosen on a random half does on the other. */
function namesQuality(table: Table): Figure[] {
  const column = (name: string) => table.columns.indexOf(name);
  const scored = table.rows
    .filter((row) => row[column('schema')] !== 'Person')
    .map((row) => ({
      score: organisationNameScore(row[column('name1')] as string, row[column('name2')] as string),
      isMatch: row[column('is_match')] === 'true',
    }));
  const random = seededRandom(1);
  const heldOut = Array.from({ length: halves }, () => {
    const shuffled = scored.map((pair) => ({ pair, at: random() })).sort((a, b) => a.at - b.at);
    const middle = shuffled.length >> 1;
    const threshold = bestThreshold(shuffled.slice(0, middle).map(({ pair }) => pair));
    return quality(
      shuffled.slice(middle).map(({ pair }) => pair),
      threshold,
    );
  });
  const fixed = quality(scored, sameNameScore);
  const group = `names of organisations (${scored.length} pairs, development half)`;
  const chosen = 'threshold from other half';
  return [
    { group, name: 'F1', value: fixed.f1, unit: '', limit: 0.865, atLeast: true },
    { group, name: 'precision', value: fixed.precision, unit: '', limit: 0.87, atLeast: true },
    { group, name: 'recall', value: fixed.recall, unit: '' },
    { group, name: `F1, ${chosen}`, value: mean(heldOut.map(({ f1 }) => f1)), unit: '' },
    { group, name: '  standard deviation', value: deviation(heldOut.map(({ f1 }) => f1)), unit: '' },
    { group, name: `precision, ${chosen}`, value: mean(heldOut.map(({ precision }) => precision)), unit: '' },
    { group, name: '  standard deviation', value: deviation(heldOut.map(({ precision }) => precision)), unit: '' },
  ];
}

function quality(pairs: readonly Scored[], threshold: number): { precision: number; recall: number; f1: number } {
  const found = pairs.filter(({ score }) => score >= threshold).length;
  const right = pairs.filter(({ score, isMatch }) => isMatch && score >= threshold).length;
  const matches = pairs.filter(({ isMatch }) => isMatch).length;
  return { precision: right / found, recall: right / matches, f1: (2 * right) / (found + matches) };
}

function bestThreshold(pairs: readonly Scored[]): number {
  const steps = Array.from({ length: 60 }, (_, i) => 0.4 + i / 100);
  return steps.reduce((best, step) => (quality(pairs, step).f1 > quality(pairs, best).f1 ? step : best));
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1));
