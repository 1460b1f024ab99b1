import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testConfig } from '../../tests/support/app.ts';
import { runCli } from '../../tests/support/runCli.ts';
import { openStore } from '../store/openStore.ts';

/** The real program in processes of its own. */
let folder: string;
let count = 0;
const file = (name: string, content: string | Buffer | object) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
};
const company = { kind: 'company', id: 'no', fields: { name: 'name', websites: ['site'] } };
const mapping = (some: object = {}) => file('mapping.json', { set: 'erp', records: [company], ...some });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Imports into a database, a new one if none is named. */
async function run(
  content: string | Buffer,
  flags: string[] = [],
  some: { name?: string; map?: string; database?: string } = {},
) {
  const database = some.database ?? `sqlite:${join(folder, `${count++}.sqlite`)}`;
  const path = file(some.name ?? 'customers.csv', content);
  const config = file('config.json', { ...testConfig, sources: [] });
  const common = ['--config', config, '--database', database];
  const result = await runCli(['import', path, '--mapping', some.map ?? mapping(), ...common, ...flags]);
  const store = await openStore(database);
  const names = await store.db
    .selectFrom('source_record')
    .select('body')
    .where('deleted', '=', 0)
    .orderBy('id')
    .execute();
  await store.close();
  return { ...result, database, common, names: names.map((r) => JSON.parse(r.body).name as string) };
}
const good = 'no,name,site\n1,Acme,acme.com\n2,Hooli,hooli.com\n';

it('brings a file in, and the customer is there', { timeout: 60_000 }, async () => {
  const dry = await run(good, ['--dry-run']);
  expect([dry.code, dry.names]).toEqual([0, []]);
  expect(dry.stdout).toBe(
    'company: 2 added, 0 changed, 0 unchanged\n  + erp:1\n  + erp:2\n2 rows of erp, 0 rejected. Nothing was written.\n',
  );
  const first = await run(good, [], { database: dry.database });
  expect([first.code, first.names]).toEqual([0, ['Acme', 'Hooli']]);
  expect(first.stdout).toBe('company: 2 added, 0 changed, 0 unchanged\n2 rows of erp, 0 rejected. Written.\n');
  expect(first.stderr).toMatch(/check customers\.csv \(kB\): 1/);
  const shown = await runCli(['context', 'Hooli', ...first.common]);
  expect(shown.stdout).toMatch(/^Hooli\nhooli\.com/);

  const second = await run('no,name,site\n2,"Hooli, Inc.",hooli.com\n', ['--replace', '--json'], {
    database: dry.database,
  });
  expect([second.code, second.names]).toEqual([0, ['Hooli, Inc.']]);
  expect(JSON.parse(second.stdout)).toMatchObject({
    set: 'erp',
    written: true,
    published: true,
    replaced: true,
    records: { company: { added: 0, changed: 1, unchanged: 0, removed: 1 } },
  });
  expect((await runCli(['context', 'Acme', ...first.common])).code).toBe(1);
});

it('rejects rows with line, column, value and what is expected; the rest goes in unless it is strict', {
  timeout: 60_000,
}, async () => {
  const bad = `no,name,site\r\n1,"Acme\r\nInc.",acme.com\r\n2,,hooli.com\r\n3,Too,many,values\r\n,Nameless,\r\n4,Umbrella,\r\n`;
  const loose = await run(bad);
  expect([loose.code, loose.names]).toEqual([1, ['Acme\nInc.', 'Umbrella']]);
  expect(loose.stdout).toContain('line 4, name: ""; expected a value\n');
  expect(loose.stdout).toContain('line 5, (row): "3,Too,many,values"; expected 3 values, as the header names, not 4\n');
  expect(loose.stdout).toContain('line 6, no: ""; expected a value\n');
  expect(loose.stdout).toContain('5 rows of erp, 3 rejected. Written.');
  const strict = await run(bad, ['--strict']);
  expect([strict.code, strict.names]).toEqual([1, []]);
  expect(strict.stdout).toContain('Nothing was written: correct the rows, or leave out --strict.');
});

it('reads JSON Lines, other delimiters and encodings', { timeout: 60_000 }, async () => {
  const map = mapping({
    format: { encoding: 'windows-1252', delimiter: ';' },
    records: [{ kind: 'company', id: 'no', fields: { name: 'name' } }],
  });
  const latin = await run(Buffer.from('no;name\n1;M\u00fcller, S\u00f6hne\n', 'latin1'), [], { map });
  expect(latin.names).toEqual(['Müller, Söhne']);
  const utf8 = await run(Buffer.from('no,name,site\n1,M\u00fcller,\n2,Acme,\n', 'latin1'), [], { map: mapping() });
  expect([utf8.code, utf8.names]).toEqual([1, ['Acme']]);
  expect(utf8.stdout).toContain('windows-1252');
  const nested = mapping({
    records: [
      { kind: 'company', id: 'company.id', fields: { name: 'company.name', websites: ['sites'], tier: 'tier' } },
    ],
  });
  const lines = [
    '{"company":{"id":7,"name":"Acme"},"sites":["acme.com","acme.de"],"tier":null}',
    '',
    'no json',
    '[1]',
    '{"company":{"id":{"a":1}},"tier":"gold"}',
  ];
  const json = await run(lines.join('\n'), ['--json'], { name: 'customers.jsonl', map: nested });
  expect([json.code, json.names]).toEqual([1, ['Acme']]);
  expect(JSON.parse(json.stdout).problems).toEqual([
    { line: 3, column: '(row)', value: 'no json', expected: 'a JSON object in one line' },
    { line: 4, column: '(row)', value: '[1]', expected: 'a JSON object in one line' },
    { line: 5, column: 'company.name', value: '', expected: 'a value' },
    { line: 5, column: 'company.id', value: '{"a":1}', expected: 'text, a number, true or false' },
  ]);
});

it.each<[string, string, () => string, RegExp]>([
  ['an open quote', `${good}3,"Umbrella,u.com\n`, mapping, /^customers\.csv, line 4: a quote is opened/],
  [
    'a column that is not there',
    'no,title\n1,Acme\n',
    mapping,
    /^customers\.csv has no column "name"\. Columns: no, title\./,
  ],
  ['no rows', 'no,name,site\n', mapping, /^customers\.csv has no rows\./],
  ['a mapping that is none', good, () => file('mapping.json', '{'), /^mapping\.json is not valid JSON/],
  [
    'a mapping with a wrong field',
    good,
    () => mapping({ records: [{ ...company, fields: { names: 'name' } }] }),
    /^mapping\.json, records\.0\.fields\.names: a company has no such field.*docs\/import\.md/,
  ],
  ['a mapping that is not there', good, () => join(folder, 'absent.json'), /^absent\.json cannot be read \(ENOENT\)/],
])('%s ends with 1 and one sentence, and changes nothing', { timeout: 30_000 }, async (_what, content, map, words) => {
  const result = await run(content, ['--replace'], { map: map() });
  expect([result.code, result.stdout, result.names]).toEqual([1, '', []]);
  expect(result.stderr.replace(/^ {2}.*\n/gm, '')).toMatch(words);
});
