import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMapping } from '../intake/mapping.ts';
import { importRows } from '../jobs/importRows.ts';
import { openStore } from '../store/openStore.ts';
import { readRows } from './readRows.ts';
import { readTable } from './readTable.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-rows-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** What an import makes of lines of JSON: its bodies by id, and its problems. */
async function read(lines: readonly string[]) {
  const mapping = readMapping({
    set: 'erp',
    records: [{ kind: 'company', id: 'id', fields: { name: 'company.name', websites: ['sites'], tier: 'tier' } }],
  });
  const store = await openStore(`sqlite:${join(folder, `${crypto.randomUUID()}.sqlite`)}`);
  try {
    const rows = readRows(file('rows.jsonl', lines.join('\n')), { ...mapping, onBytes: () => undefined });
    const how = { store, tenantId: 't', mapping, rows, mode: 'write', replace: false, nowMs: 1 } as const;
    const { problems } = await importRows(how);
    const stored = await store.db.selectFrom('source_record').select(['id', 'body']).orderBy('id').execute();
    return { problems, stored: stored.map(({ id, body }) => [id, JSON.parse(body)]) };
  } finally {
    await store.close();
  }
}

describe('JSON Lines', () => {
  it('keep numbers that JavaScript would round', async () => {
    const { problems, stored } = await read([
      '{"id":9007199254740992,"company":{"name":"Even"},"tier":1}',
      '{"id":9007199254740993,"company":{"name":"Odd"},"tier":0.1234567890123456789}',
      '{"id":-90071992547409931234,"company":{"name":12345678901234567890},"tier":1e400}',
      '{"id":7,"company":{"name":"Plain"},"tier":1.50}',
    ]);
    expect(problems).toEqual([]);
    expect(stored).toEqual([
      ['erp:-90071992547409931234', { name: '12345678901234567890', tier: '1e400' }],
      ['erp:7', { name: 'Plain', tier: '1.5' }],
      ['erp:9007199254740992', { name: 'Even', tier: '1' }],
      ['erp:9007199254740993', { name: 'Odd', tier: '0.1234567890123456789' }],
    ]);
  });

  it('reject an object or a list where text is expected, once for each column, beside what else is wrong', async () => {
    const { problems, stored } = await read([
      '{"id":1,"company":{"name":{"a":1}}}',
      '{"id":["2"],"company":{"name":"Acme"}}',
      '{"id":3,"company":{"name":"Acme"},"sites":["acme.com",{"a":1},["b"]]}',
      '{"id":4,"company":{"name":null},"tier":{"level":1}}',
      '{"id":5,"company":{"name":"Good"},"sites":["good.com",null],"other":{"a":1}}',
    ]);
    const expected = 'text, a number, true or false';
    expect(problems).toEqual([
      { line: 1, column: 'company.name', value: '{"a":1}', expected },
      { line: 2, column: 'id', value: '["2"]', expected },
      { line: 3, column: 'sites', value: '{"a":1}', expected },
      { line: 4, column: 'company.name', value: '', expected: 'a value' },
      { line: 4, column: 'tier', value: '{"level":1}', expected },
    ]);
    expect(stored).toEqual([['erp:5', { name: 'Good', websites: ['good.com'] }]]);
  });
});

describe('an open quote', () => {
  it.each([
    ['the header', '"a,b\n1,2\n', 1],
    ['the first row', 'a,b\n"1,2\n3,4\n', 2],
    ['the first row below a header of two lines', '"a\nx",b\n"1,2\n3,4\n', 3],
    ['a later row', 'a,b\n1,2\n"3\n4",5\n"6,7\n', 5],
  ])('is told with its line: %s', async (_where, content, line) => {
    const path = file('open.csv', content);
    const words = `open.csv, line ${line}: a quote is opened in this row and never closed.`;
    const how = { delimiter: null, encoding: 'utf-8', columns: [], onBytes: () => undefined } as const;
    const readAll = async () => {
      for await (const _row of readRows(path, how));
    };
    await expect(readAll()).rejects.toThrow(words);
    await expect(readTable(path)).rejects.toThrow(words);
  });
});
