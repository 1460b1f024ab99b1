import { expect, it } from 'vitest';
import { dump } from '../../tests/drill/dump.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { vendorConfig } from '../../tests/support/vendorServer.ts';
import { readMapping } from '../intake/mapping.ts';
import { activitySources, readActivity } from '../store/activity.ts';
import { readDocument } from '../store/documents.ts';
import type { Store } from '../store/openStore.ts';
import { markSource, savePage } from '../store/records.ts';
import { type FileRow, importRows } from './importRows.ts';
import { rebuild } from './pipeline.ts';

const tenantId = 't';
const nowMs = Date.parse('2026-11-21T09:00:00Z');
const sfId = '001A0000006Vm9rIAC';

const companies = readMapping({
  set: 'erp',
  records: [{ kind: 'company', id: 'id', fields: { name: 'name', websites: ['site'], salesforceId: 'sf' } }],
});
const invoices = readMapping({
  set: 'erp',
  records: [
    {
      kind: 'invoice',
      id: 'id',
      fields: {
        company: 'company',
        status: 'status',
        total: { column: 'total', currency: 'EUR' },
        amountDue: { column: 'due', currency: 'EUR' },
        createdAt: 'created',
        dueAt: 'dueDate',
      },
    },
  ],
});
const usage = readMapping({
  set: 'erp',
  records: [
    { kind: 'activity', id: 'id', fields: { company: 'company', day: 'day', person: 'who', name: 'what', count: 'n' } },
  ],
});

async function* rowsOf(rows: readonly Record<string, string>[]): AsyncIterable<FileRow> {
  for (const [i, values] of rows.entries()) {
    const text = (column: string) => values[column] ?? '';
    yield { line: i + 2, row: { text, texts: (column) => [text(column)] } };
  }
}
const take = (
  store: Store,
  mapping: typeof companies,
  rows: readonly Record<string, string>[],
  some: Partial<Parameters<typeof importRows>[0]> = {},
) => importRows({ store, tenantId, mapping, rows: rowsOf(rows), mode: 'write', replace: false, nowMs, ...some });

const state = async (store: Store) => (await dump(store, ['source_record'])).source_record;
const many = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ id: String(i), name: `Customer ${i}`, site: '', sf: '' }));

describeStores('an import', (stores) => {
  it('adds, changes and keeps; a second time it changes nothing at all', async () => {
    const store = await stores.open();
    expect(await take(store, companies, many(1200), { mode: 'compare' })).toMatchObject({
      rows: 1200,
      rejected: 0,
      records: { company: { added: 1200, changed: 0, unchanged: 0, removed: 0 } },
      examples: [{ change: 'added', id: 'erp:0' }, { id: 'erp:1' }, { id: 'erp:2' }],
    });
    expect(await state(store)).toEqual([]);
    await take(store, companies, many(1200));
    const first = await state(store);
    expect(first).toHaveLength(1200);
    const again = await take(store, companies, many(1200), { nowMs: nowMs + 1000 });
    expect(again.records).toEqual({ company: { added: 0, changed: 0, unchanged: 1200, removed: 0 } });
    expect(await state(store)).toEqual(first);
    const renamed = many(1200).map((row) => (row.id === '7' ? { ...row, name: 'Seventh' } : row));
    expect(await take(store, companies, renamed, { nowMs: nowMs + 2000 })).toMatchObject({
      records: { company: { changed: 1, unchanged: 1199 } },
      examples: [{ change: 'changed', id: 'erp:7', fields: { name: ['Customer 7', 'Seventh'] } }],
    });
    expect((await state(store))?.filter((row) => !first?.includes(row))).toHaveLength(1);
  });

  it('replaces what the set had, and nothing of another set or kind', async () => {
    const store = await stores.open();
    const other = readMapping({ set: 'erp2', records: [{ kind: 'company', id: 'id', fields: { name: 'name' } }] });
    await take(store, companies, many(1100));
    await take(store, other, many(3));
    await take(store, usage, [{ id: 'a', company: '1', day: '2026-11-20', who: 'u', what: 'Opened', n: '2' }]);
    const replaced = { replace: true, nowMs: nowMs + 1 };
    expect((await take(store, companies, many(2), { ...replaced, mode: 'compare' })).records.company?.removed).toBe(
      1098,
    );
    expect(await store.db.selectFrom('source_record').select('id').where('deleted', '=', 1).execute()).toEqual([]);
    // A row that cannot be read may be one that seems to be missing.
    const bad = await take(store, companies, [...many(2), { id: '3', name: '' }], replaced);
    expect(bad).toMatchObject({ rejected: 1, records: { company: { removed: 0 } } });
    const result = await take(store, companies, many(2), replaced);
    expect(result.records.company).toEqual({ added: 0, changed: 0, unchanged: 2, removed: 1098 });
    const left = await store.db.selectFrom('source_record').select(['kind', 'id']).where('deleted', '=', 0).execute();
    expect(left.map((r) => `${r.kind} ${r.id}`).sort()).toEqual([
      'activity erp:a',
      'company erp2:0',
      'company erp2:1',
      'company erp2:2',
      'company erp:0',
      'company erp:1',
    ]);
    const back = await take(store, companies, many(3), { nowMs: nowMs + 2 });
    expect(back.records.company).toMatchObject({ added: 1, unchanged: 2 });
  });

  it('refuses an id that stands for two things, takes one that is repeated, and says the line of both', async () => {
    const store = await stores.open();
    const acme = { id: '1', name: 'Acme', site: 'acme.com', sf: '' };
    const result = await take(store, companies, [
      acme,
      acme,
      { ...acme, name: 'Other' },
      { ...acme, id: '2', sf: 'x' },
    ]);
    expect(result).toMatchObject({
      rows: 4,
      rejected: 2,
      records: { company: { added: 1 } },
      problems: [
        {
          line: 4,
          column: 'id',
          value: '1',
          expected: expect.stringContaining('line 2 has this company with other values'),
        },
        { line: 5, column: 'sf', value: 'x', expected: expect.stringContaining('Salesforce id') },
      ],
    });
    expect(await state(store)).toHaveLength(1);
  });

  it('takes nothing of a rejected row for seen, so that the same record of a later row goes in', async () => {
    const store = await stores.open();
    const mapping = readMapping({
      set: 'erp',
      records: [
        { kind: 'company', id: 'no', fields: { name: 'name' } },
        { kind: 'order', id: 'id', fields: { company: 'no', createdAt: 'day' } },
        { kind: 'company', id: 'payer', fields: { name: 'payerName' }, when: { column: 'paid', is: ['other'] } },
      ],
    });
    const row = { no: '1001', name: 'Alpha', id: 'R-77', day: '2026-11-20' };
    const result = await take(store, mapping, [
      row,
      { ...row, no: '1002', name: 'Beta' },
      { ...row, no: '1002', name: 'Beta', id: 'R-79' },
      // One row may name a record twice: the same, or two.
      { ...row, no: '1003', name: 'Gamma', id: 'R-80', paid: 'other', payer: '1003', payerName: 'Gamma' },
      { ...row, no: '1004', name: 'Delta', id: 'R-81', paid: 'other', payer: '1004', payerName: 'Epsilon' },
      { ...row, no: '1004', name: 'Delta', id: 'R-81' },
    ]);
    expect(result).toMatchObject({
      rejected: 2,
      problems: [
        { line: 3, value: 'R-77', expected: expect.stringContaining('line 2 has this order with other values') },
        { line: 6, value: '1004', expected: expect.stringContaining('line 6 has this company with other values') },
      ],
      records: { company: { added: 4 }, order: { added: 4 } },
    });
    const stored = await store.db.selectFrom('source_record').select('id').where('kind', '=', 'company').execute();
    expect(stored.map((r) => r.id).sort()).toEqual(['erp:1001', 'erp:1002', 'erp:1003', 'erp:1004']);
  });

  it('is one customer with the CRM’s record, shows what is due with its source, and counts activity', async () => {
    const store = await stores.open();
    const sources = [vendorConfig('salesforce', 'http://127.0.0.1:1')];
    const body = { Name: 'Northwind', Website: 'northwind.com' };
    const account = { source: 'salesforce' as const, kind: 'Account', id: sfId, modifiedAt: 1, deleted: false, body };
    await savePage(store, tenantId, 'salesforce', { stream: 'Account', cursor: null, records: [account] }, 1);
    await markSource(store, tenantId, 'salesforce', { successAt: nowMs });
    await take(store, companies, [
      { id: '1', name: 'NW Holding', site: '', sf: sfId.slice(0, 15) },
      { id: '2', name: 'Alone', site: 'alone.com', sf: '' },
    ]);
    await take(store, invoices, [
      {
        id: 'R1',
        company: '1',
        status: 'open',
        total: '119.00',
        due: '119.00',
        created: '2026-10-01',
        dueDate: '2026-11-01',
      },
      { id: 'R2', company: '77', status: 'open', total: '5', due: '5', created: '2026-10-01', dueDate: '' },
    ]);
    await take(store, usage, [
      { id: 'a', company: '1', day: '2026-11-20', who: 'u@northwind.com', what: 'Opened', n: '2' },
    ]);
    await markSource(store, tenantId, 'file', { successAt: nowMs });
    expect(await rebuild({ store, tenantId, sources, nowMs, onProgress: () => {} })).toMatchObject({ accounts: 2 });

    const links = await store.db.selectFrom('record_link').select(['kind', 'id', 'account_id']).orderBy('id').execute();
    const accountOf = (id: string) => links.find((l) => l.id === id)?.account_id ?? null;
    expect(accountOf('erp:1')).toBe(accountOf(sfId));
    expect(accountOf('erp:R1')).toBe(accountOf(sfId));
    expect(accountOf('erp:R2')).toBeNull();
    expect(accountOf('erp:2')).not.toBe(accountOf(sfId));
    const accountId = accountOf(sfId) ?? '';
    const full = JSON.parse((await readDocument(store, tenantId, accountId, 'full'))?.body ?? '');
    expect(full.header.name).toBe('Northwind');
    expect(full.sections.billing).toMatchObject({
      status: 'ok',
      sources: [{ system: 'file', asOf: '2026-11-21T09:00:00.000Z' }],
      data: { overdue: [{ amountMinor: 11_900, currency: 'EUR' }] },
    });
    // Activity is known for everybody as soon as something tells of it, and names nobody in a document.
    expect([
      await readActivity(store, tenantId, [accountOf('erp:2') ?? '']),
      await activitySources(store, tenantId),
    ]).toEqual([new Map(), ['file']]);
    for (const mask of ['full', 'restricted'] as const)
      expect((await readDocument(store, tenantId, accountId, mask))?.body).not.toContain('u@northwind.com');
    const restricted = (await readDocument(store, tenantId, accountId, 'restricted'))?.body ?? '';
    expect(restricted).not.toContain('11900');
  });

  it('leaves out activity of more than 400 days ago, and says how much', async () => {
    const store = await stores.open();
    const on = (id: string, day: string) => ({ id, company: '1', day, who: 'ada', what: 'opened', n: '1' });
    const rows = [on('a', '2026-11-20'), on('b', '2025-10-17'), on('c', '2025-10-16'), on('d', '2020-01-01')];
    expect(await take(store, usage, rows)).toMatchObject({
      rows: 4,
      rejected: 0,
      tooOld: 2,
      records: { activity: { added: 2 } },
    });
  });
});
