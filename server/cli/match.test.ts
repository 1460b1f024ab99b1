import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/runCli.ts';
import { syntheticPeople } from '../../tests/support/syntheticPeople.ts';

const folder = mkdtempSync(join(tmpdir(), 'alongside-match-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const people = syntheticPeople(160, 3);
const csv = (rows: readonly (readonly string[])[], end = '\n') => rows.map((row) => `${row.join(',')}${end}`).join('');
const all = file('people.csv', csv([people.columns, ...people.rows]));

type Ref = { file: string; line: number; id: string | null };
type Pair = {
  a: Ref;
  b: Ref;
  bits: number;
  probability: number;
  waterfall: { field: string | null; level: string; bits: number }[];
};
type Json = {
  files: { name: string; records: number; encoding: string }[];
  fields: { name: string; kind: string }[];
  skipped: { column: string; why: string }[];
  model: { converged: boolean; fields: { levels: { m: number; u: number }[] }[] };
  links: Pair[];
  review: (Pair & { why: string })[];
  clusters: Ref[][];
  evaluation: { precision: number; recall: number; f1: number; truePairs: number; blockingRecall: number } | null;
  leftOut: { pairs: number; ofPairs: number; first: { line: number; unknownId: string | null } | null } | null;
};

async function matchJson(...args: string[]): Promise<Json> {
  const { code, stdout, stderr } = await runCli(['match', ...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Json;
}

describe('alongside match', () => {
  it('finds duplicates, measures itself, and shows the weights of each link', async () => {
    const found = await matchJson(all, '--truth', 'person');
    expect(found.files).toEqual([{ name: 'people.csv', records: 160, encoding: 'utf-8' }]);
    expect(found.skipped).toEqual([
      { column: 'id', why: 'key' },
      { column: 'person', why: 'ignored' },
    ]);
    expect(found.fields).toContainEqual(expect.objectContaining({ name: 'date_of_birth', kind: 'date' }));
    expect(found.evaluation?.precision).toBeGreaterThan(0.98);
    expect(found.evaluation?.recall).toBeGreaterThan(0.95);
    expect(found.evaluation?.blockingRecall).toBe(1);
    expect(found.model.converged).toBe(true);
    for (const { a, bits, waterfall } of found.links) {
      expect(Number(a.id)).toBe(a.line - 2);
      expect(waterfall.reduce((sum, step) => sum + step.bits, 0)).toBeCloseTo(bits, 1);
    }
  });

  it('tells the same to people', async () => {
    const { code, stdout, stderr } = await runCli(['match', all, '--truth', 'person']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('people.csv: 160 records');
    expect(stdout).toContain('Left out: id (numbers the rows), person (not to be looked at)');
    expect(stdout).toMatch(/\d+ clusters with \d+ records, \d+ links, \d+ pairs? to review\./);
    expect(stdout).toMatch(/Against the truth: precision \d\.\d{4}, recall \d\.\d{4}, F1 \d\.\d{4}/);
  });

  const person = people.columns.indexOf('person');
  const named = people.rows.map((row, i) => [`${row[person]}-copy-${i}`, ...row.slice(1, person)]);
  const path = file('named.csv', csv([['rec', ...people.columns.slice(1, person)], ...named]));

  it('takes the truth as a part of a column', async () => {
    const byPattern = await matchJson(path, '--truth', 'rec=^(\\d+)-');
    expect(byPattern.evaluation?.f1).toBeGreaterThan(0.95);
  });

  it('takes the truth as labelled pairs', async () => {
    const pairs = named.slice(1).map((row, i) => [named[i]?.[0] ?? '', row[0] ?? '']);
    const isSame = ([a = '', b = '']: string[]) => a.split('-')[0] === b.split('-')[0];
    const labelled = file(
      'labelled.csv',
      csv([['id_l', 'id_r', 'is_match'], ...pairs.map((p) => [...p, isSame(p) ? '1.0' : '0.0'])]),
    );
    const positives = file('positives.csv', csv([['one', 'two'], ...pairs.filter(isSame)]));
    const [byLabels, byPositives] = await Promise.all(
      [labelled, positives].map((truth) => matchJson(path, '--truth', truth)),
    );
    expect(byLabels?.evaluation?.precision).toBeGreaterThan(0.98);
    expect(byLabels?.evaluation?.truePairs).toBe(pairs.filter(isSame).length);
    expect(byPositives?.evaluation?.recall).toBe(byLabels?.evaluation?.recall);
    // Pairs that are not listed count as wrong there: some people are three times in the table.
    expect(byPositives?.evaluation?.precision).toBeLessThan(byLabels?.evaluation?.precision ?? 0);
  });

  it('counts a pair of the truth once, and tells of those that name no two records', async () => {
    const ids = named.map(([id]) => id ?? '');
    const pairs = Array.from({ length: 30 }, (_, i) => [ids[i] ?? '', ids[i + 1] ?? '', '0']);
    const odd = [
      ['nobody', ids[0] ?? '', '1'],
      [ids[1] ?? '', ids[1] ?? '', '1'],
      [ids[1] ?? '', ids[0] ?? '', '0'],
    ];
    const truth = file(
      'odd.csv',
      csv([['l', 'r', 'match'], ...pairs, ['', '', '1'], ...odd, [ids[0] ?? '', ids[9] ?? '', '1']]),
    );
    const found = await matchJson(path, '--truth', truth);
    expect(found.evaluation?.truePairs).toBe(1);
    expect(found.leftOut).toEqual({ pairs: 3, ofPairs: 35, first: { line: 32, unknownId: '' } });
    const { stdout } = await runCli(['match', path, '--truth', truth]);
    expect(stdout).toMatch(
      /3 pairs of 35 not counted\. The first is in line 32 of the truth: no record has the id ""\. Correct/,
    );
  });

  it('does not guess which record a pair of the truth means, nor which of two pairs is right', async () => {
    const twice = file(
      'twice.csv',
      csv([
        ['rec', 'name'],
        ['a', 'Ann Lee'],
        ['b', 'Ann Lee'],
        ['a', 'Bo Orr'],
        ['c', 'Cy Poe'],
      ]),
    );
    const told = async (...pairs: string[][]) =>
      await runCli(['match', twice, '--id', 'rec', '--truth', file('told.csv', csv([['l', 'r', 'match'], ...pairs]))]);
    expect(await told(['b', 'c', '0'])).toMatchObject({ code: 0 });
    expect((await told(['b', 'c', '0'], ['b', 'a', '1'])).stderr).toBe(
      'twice.csv: lines 2 and 4 both have the id "a", so a pair cannot name either. Give each record an id of its own, or name another column with --id.\n',
    );
    expect((await told(['b', 'c', '0'], ['c', 'b', '1'])).stderr).toBe(
      'told.csv, line 3: "c" and "b" are a match here, and line 2 says the opposite. Remove one of the two lines.\n',
    );
  });

  it('links two files, of other delimiters and encodings', async () => {
    const left = file('left.csv', csv([people.columns, ...people.rows.filter((_, i) => i % 2 === 0)], '\r\n'));
    const rows = [people.columns, ...people.rows.filter((_, i) => i % 2)].map((row) => `${row.join(';')};Köln\n`);
    rows[0] = `${people.columns.join(';')};Ort\n`;
    const right = file('right.csv', Buffer.from(rows.join(''), 'latin1'));
    const found = await matchJson(left, right, '--truth', 'person');
    expect(found.files.map(({ encoding }) => encoding)).toEqual(['utf-8', 'windows-1252']);
    expect(found.evaluation?.f1).toBeGreaterThan(0.95);
    for (const { a, b } of found.links) expect([a.file, b.file]).toEqual(['left.csv', 'right.csv']);
  });

  it('leaves alone what cannot be told apart', async () => {
    const found = await matchJson(file('one.csv', 'name,city\nAnn Lee,Rome\n'));
    expect([found.links, found.clusters, found.evaluation]).toEqual([[], [], null]);
  });
});

describe('a file that is no table', () => {
  it.each([
    ['is missing', null, 'bad.csv does not exist. Give the path of a CSV file.'],
    ['is empty', '', 'bad.csv is empty. It takes a line with the names of the columns, then a line for each record.'],
    ['has no rows', 'a,b\n', 'bad.csv has a header and no rows.'],
    [
      'has a long row',
      'a,b\n1,2\n1,2,3\n',
      'bad.csv, line 3: 3 values, but the header names 2 columns. Quote values that hold the delimiter ",".',
    ],
    [
      'has a short row after a value of two lines',
      'a,b\r\n"x\r\ny",2\r\n1\r\n',
      'bad.csv, line 4: 1 values, but the header names 2 columns. Quote values that hold the delimiter ",".',
    ],
    [
      'never closes a quote',
      'a,b\n1,2\n"3,4\n5,6\n',
      'bad.csv, line 3: a quote is opened in this row and never closed.',
    ],
    [
      'has a stray quote',
      'a,b\n1,2\n3,4"5\n',
      'bad.csv, line 3: a quote within a value that is not quoted. Quote the whole value, and write the quote in it twice.',
    ],
    [
      'goes on after a quote',
      'a,b\n"1"x,2\n',
      'bad.csv, line 2: a closing quote must be followed by the delimiter or the end of the line. Write a quote within a value twice.',
    ],
    ['names a column twice', 'a,a\n1,2\n', 'bad.csv: two columns are named "a". Rename one.'],
    ['is UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 'bad.csv is in UTF-16. Save it as "CSV UTF-8".'],
    ['is a picture', Buffer.from([137, 80, 78, 71, 0, 0, 0]), 'bad.csv is not text. Save the table as "CSV UTF-8".'],
  ])('because it %s is told with the line', async (_, content, message) => {
    const path = content === null ? join(folder, 'missing', 'bad.csv') : file('bad.csv', content);
    expect(await runCli(['match', path])).toMatchObject({ code: 1, stdout: '', stderr: `${message}\n` });
  });

  it.each([
    [['--truth', 'nobody'], /^--truth "nobody" is neither a file nor a column\. Columns: id, given_name, /],
    [['--truth', 'person=\\d+'], /put what names the record in brackets/],
    [['--truth', 'person=('], /^--truth "person=\(": Invalid regular expression/],
    [['--truth', 'person=^(x)'], /^people\.csv, line \d+: "\d+" in person does not fit \^\(x\)\.\n$/],
    [['--truth', all], /^people\.csv: two columns with ids of the records were expected|^$/],
    [['--ignore', 'nobody'], /^There is no column "nobody"\. Columns: id, /],
    [['--id', 'nobody'], /^There is no column "nobody"\./],
  ])('nor is %j an answer', async (args, message) => {
    const { code, stderr } = await runCli(['match', all, ...args]);
    expect(stderr).toMatch(message);
    expect(code).toBe(stderr === '' ? 0 : 1);
  });
});

it('help says how the truth is given, with examples', async () => {
  const { code, stdout } = await runCli(['match', '--help']);
  expect(code).toBe(0);
  for (const words of ['COLUMN=PATTERN', 'labelled pairs', '--truth cluster', "'rec_id=^(rec-\\d+)-'"])
    expect(stdout).toContain(words);
});
