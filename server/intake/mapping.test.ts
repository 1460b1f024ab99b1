import { describe, expect, it } from 'vitest';
import { normaliseFile } from '../connectors/file/normaliseFile.ts';
import type { Row } from '../domain/import/convert.ts';
import { importFields, importKinds } from '../domain/import/kinds.ts';
import { MappingError, readMapping } from './mapping.ts';

const row = (values: Record<string, string | string[]>): Row => ({
  text: (column) => [values[column] ?? ''].flat().join(' '),
  texts: (column) => [values[column] ?? ''].flat(),
});
const invoice = {
  kind: 'invoice',
  id: 'no',
  fields: {
    company: 'customer',
    status: { column: 'state', values: { bezahlt: 'paid', offen: 'open' } },
    total: { column: 'sum', currency: { column: 'cur' }, decimal: ',' },
    amountDue: { column: 'due', currency: 'EUR', decimal: ',', default: '0' },
    createdAt: { column: 'date', format: 'DD.MM.YYYY' },
  },
};
const mapping = (...records: object[]) => readMapping({ set: 'erp', records });
const problemOf = (json: unknown) => {
  try {
    readMapping(json);
  } catch (error) {
    expect(error).toBeInstanceOf(MappingError);
    return (error as Error).message;
  }
  return expect.unreachable('the mapping should be refused');
};

describe('a mapping', () => {
  it('makes records of a row, ids with the name of the set', () => {
    const good = row({
      no: 'R-1',
      customer: '17',
      state: 'Offen',
      sum: '1.190,00',
      cur: 'eur',
      due: '',
      date: '3.11.2026',
    });
    expect(mapping(invoice).read(good)).toEqual({
      problems: [],
      records: [
        {
          kind: 'invoice',
          id: 'erp:R-1',
          modifiedAt: null,
          body: {
            company: 'erp:17',
            status: 'open',
            total: { amountMinor: 119_000, currency: 'EUR' },
            amountDue: { amountMinor: 0, currency: 'EUR' },
            createdAt: Date.parse('2026-11-03'),
          },
        },
      ],
    });
  });

  it('says everything that is wrong with a row, and makes nothing of it', () => {
    const bad = row({ no: '', customer: '17', state: 'neu', sum: '1,190.00', cur: 'EUR', due: '', date: '31.02.2026' });
    const { records, problems } = mapping(invoice).read(bad);
    expect(records).toEqual([]);
    expect(problems).toEqual([
      { column: 'no', value: '', expected: 'a value' },
      { column: 'state', value: 'neu', expected: 'one of bezahlt, offen' },
      { column: 'sum', value: '1,190.00', expected: 'an amount in EUR' },
      { column: 'date', value: '31.02.2026', expected: 'an instant as DD.MM.YYYY' },
    ]);
  });

  it('makes several records of a row, and only of rows that are meant', () => {
    const both = mapping(
      { kind: 'company', id: 'cid', fields: { name: 'cname', websites: [{ column: 'sites', split: ';' }, 'site'] } },
      {
        kind: 'refund',
        when: { column: 'type', is: ['refund'] },
        id: 'no',
        fields: {
          company: { column: 'cid', set: 'crm' },
          amount: { column: 'sum', currency: 'JPY' },
          succeeded: { value: true },
          createdAt: { column: 'at', format: 'unix' },
          order: 'order',
        },
      },
    );
    const common = {
      cid: '1',
      cname: 'Acme',
      sites: 'acme.com; acme.de;',
      site: 'acme.fr',
      no: '9',
      sum: '500',
      at: '1',
      order: 'o1',
    };
    expect(both.read(row({ ...common, type: 'sale' })).records).toMatchObject([
      { kind: 'company', id: 'erp:1', body: { name: 'Acme', websites: ['acme.com', 'acme.de', 'acme.fr'] } },
    ]);
    expect(both.read(row({ ...common, type: 'refund' })).records[1]).toMatchObject({
      kind: 'refund',
      body: {
        company: 'crm:1',
        amount: { amountMinor: 500, currency: 'JPY' },
        succeeded: true,
        createdAt: 1000,
        order: 'erp:o1',
      },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', 7, /the mapping/],
    ['no records', { set: 'erp', records: [] }, /^records/],
    ['a set with spaces', { set: 'My file', records: [invoice] }, /^set: lower-case/],
    ['an unknown kind', { set: 'erp', records: [{ ...invoice, kind: 'bill' }] }, /records\.0\.kind/],
    ['no id', { set: 'erp', records: [{ kind: 'company', fields: { name: 'n' } }] }, /records\.0\.id/],
    [
      'a field that is none',
      { set: 'erp', records: [{ kind: 'company', id: 'i', fields: { nam: 'n' } }] },
      /nam: a company has no such field\. Fields: name, /,
    ],
    [
      'a needed field left out',
      { set: 'erp', records: [{ kind: 'company', id: 'i', fields: {} }] },
      /a company needs "name"/,
    ],
    [
      'an amount without currency',
      { set: 'erp', records: [{ kind: 'order', id: 'i', fields: { createdAt: 'd', subtotal: 's' } }] },
      /needs "currency"/,
    ],
    [
      'an option that fits not',
      { set: 'erp', records: [{ kind: 'company', id: 'i', fields: { name: { column: 'n', format: 'iso' } } }] },
      /"format" is for days/,
    ],
    [
      'a format that is none',
      { set: 'erp', records: [{ kind: 'order', id: 'i', fields: { createdAt: { column: 'd', format: 'dd/mm' } } }] },
      /"format" is iso/,
    ],
    [
      'column and constant',
      { set: 'erp', records: [{ kind: 'company', id: { column: 'a', value: 'b' }, fields: { name: 'n' } }] },
      /one of the two/,
    ],
    [
      'several values for one',
      { set: 'erp', records: [{ kind: 'company', id: 'i', fields: { name: ['a', 'b'] } }] },
      /it takes one value/,
    ],
    ['a word nobody knows', { set: 'erp', colour: 'red', records: [invoice] }, /there is no "colour" here/],
    [
      'a field of Object',
      { set: 'erp', records: [{ kind: 'company', id: 'i', fields: { name: 'n', toString: 'x' } }] },
      /no such field/,
    ],
  ])('with %s is refused', (_what, json, words) => expect(problemOf(json)).toMatch(words));
});

describe('every kind', () => {
  const values: Record<string, string> = {
    text: 'x',
    day: '2026-11-21',
    instant: '2026-11-21',
    boolean: 'yes',
    number: '5',
    reference: '7',
    salesforceId: '001A0000006Vm9r',
    money: '5',
  };
  it.each(importKinds)('%s: what a mapping fills comes out as a fact, and needed fields are enough', (kind) => {
    for (const all of [true, false]) {
      const specs = Object.entries(importFields[kind]).filter(([, spec]) => all || spec.required);
      const fields = Object.fromEntries(
        specs.map(([name, spec]) => [
          name,
          { value: spec.words?.[0] ?? values[spec.type] ?? '', ...(spec.type === 'money' ? { currency: 'EUR' } : {}) },
        ]),
      );
      const { records, problems } = mapping({ kind, id: { value: '1' }, fields }).read(row({}));
      expect(problems).toEqual([]);
      const record = records[0] ?? expect.unreachable();
      const raw = { source: 'file' as const, modifiedAt: 5, deleted: false, kind: record.kind, id: record.id };
      const fact = normaliseFile({ ...raw, body: record.body });
      expect(fact).toMatchObject({ type: kind, key: { source: 'file', kind, id: 'erp:1' }, modifiedAt: 5, url: null });
      expect(JSON.stringify(fact)).not.toContain('undefined');
      if (all && kind !== 'company') expect(fact?.companyId).toBe('erp:7');
      if (kind === 'company') expect(fact?.companyId).toBe('erp:1');
      // Each field that is filled shows in the fact: none is lost on the way.
      if (!all) continue;
      for (const [name] of specs) {
        const { [name]: _, ...rest } = record.body;
        const other = normaliseFile({ ...raw, body: rest });
        const silent = ['doNotContact', 'escalated', 'priority', 'count'];
        if (!silent.includes(name) && importFields[kind][name]?.words?.[0] !== 'product')
          expect(JSON.stringify(other), name).not.toBe(JSON.stringify(fact));
      }
    }
  });

  it('is nothing when it cannot be read, and never an error', () => {
    for (const kind of [...importKinds, 'unknown', '__proto__'])
      for (const body of [null, [], 'x', {}, { name: 7, createdAt: 'x', status: {}, total: [] }])
        expect(normaliseFile({ source: 'file', kind, id: 'erp:1', modifiedAt: 1, deleted: false, body })).satisfy(
          (fact: unknown) => fact === null || kind === 'contract',
        );
  });
});
