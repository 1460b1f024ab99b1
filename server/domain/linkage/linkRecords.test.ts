import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticPeople } from '../../../tests/support/syntheticPeople.ts';
import { evaluateLinks } from './evaluateLinks.ts';
import type { Table } from './fields.ts';
import { type Linkage, linkRecords } from './linkRecords.ts';

const truthColumn = new Set(['person']);
const people = syntheticPeople(300, 5);

/** Clusters and review as rows of the tables, in an order of their own. */
function inRows({ records, clusters, review }: Linkage, number = (row: number) => row) {
  const rowOf = (record: number) => `${record < records.split ? 0 : 1}:${number(records.row[record] as number)}`;
  return {
    clusters: clusters.map((members) => members.map(rowOf).sort().join(' ')).sort(),
    review: review
      .map(({ a, b, bits, why }) => `${[rowOf(a), rowOf(b)].sort().join(' ')} ${bits.toFixed(6)} ${why}`)
      .sort(),
  };
}

function evaluate(tables: Table[], options = {}) {
  const linkage = linkRecords(tables, { ignore: truthColumn, ...options });
  const { records } = linkage;
  const entityOf = Array.from(records.row, (row, record) => {
    const { columns, rows } = tables[record < records.split ? 0 : 1] as Table;
    return rows[row]?.[columns.indexOf('person')] ?? null;
  });
  return { linkage, ...evaluateLinks(linkage, { kind: 'entities', entityOf }) };
}

describe('records of one table', () => {
  it('that are the same person come together, others do not, blocks or not', () => {
    for (const allPairs of [1_000_000, 1000]) {
      const found = evaluate([people], { allPairs });
      expect(found.linkage.model.converged).toBe(true);
      expect(found.precision).toBeGreaterThan(0.99);
      expect(found.recall).toBeGreaterThan(0.97);
      expect(found.blockingRecall).toBeGreaterThan(0.97);
    }
  });

  it('give the same result in whatever order they come', () => {
    const expected = inRows(linkRecords([people], { ignore: truthColumn, allPairs: 1000 }));
    for (const step of [7, 131]) {
      const order = people.rows.map((_, i) => (i * step) % people.rows.length);
      const shuffled = { ...people, rows: order.map((i) => people.rows[i] as string[]) };
      const found = linkRecords([shuffled], { ignore: truthColumn, allPairs: 1000 });
      expect(inRows(found, (row) => order[row] as number)).toEqual(expected);
    }
  });

  it('always come together when they are identical', () => {
    const columns = ['name', 'born', 'city', 'mail'];
    const row = (i: number) => [
      `Person${'abcdefghij'[i % 10]} Name${i}`,
      `19${10 + i}-03-04`,
      `City${i % 7}`,
      `p${i}@mail.org`,
    ];
    fc.assert(
      fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 30 }), (numbers) => {
        const rows = [...numbers, ...numbers].map(row);
        const { records, clusters } = linkRecords([{ name: 'x', columns, rows }]);
        const clusterOf = new Map(
          clusters.flatMap((members, c) => members.map((record) => [records.row[record], c] as const)),
        );
        for (const [i, number] of numbers.entries()) {
          const other = clusterOf.get(i + numbers.length);
          expect(other).toBeDefined();
          expect(clusterOf.get(i)).toBe(other);
          for (const [j, another] of numbers.entries()) if (another === number) expect(clusterOf.get(j)).toBe(other);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('without a value are neither nearer nor farther', () => {
    const { linkage } = evaluate([people]);
    const { fields } = linkage.records;
    const empty = fields.findIndex(({ ids }) => ids[0] === -1);
    for (const [a, b] of [
      [0, 1],
      [2, 9],
    ] as const) {
      const { weights, priorBits, bits } = linkage.explain(a, b);
      for (const [f, { name, ids }] of fields.entries()) {
        const isMissing = (ids[a] as number) < 0 || (ids[b] as number) < 0;
        // A swap of the two names is told once, with the given name.
        if (isMissing && name !== 'given_name')
          expect(
            weights.some((w) => w.field === name),
            `${f}`,
          ).toBe(false);
      }
      expect(priorBits + weights.reduce((sum, w) => sum + w.bits, 0)).toBeCloseTo(bits, 9);
    }
    expect(empty).toBeLessThan(fields.length);
  });

  it('explain themselves: each link has weights that add up to its evidence', () => {
    const { links, explain } = linkRecords([people], { ignore: truthColumn });
    expect(links.length).toBeGreaterThan(50);
    for (const { a, b, bits, probability } of links.slice(0, 50)) {
      const told = explain(a, b);
      expect(told.priorBits + told.weights.reduce((sum, w) => sum + w.bits, 0)).toBeCloseTo(bits, 9);
      expect(told.probability).toBeCloseTo(probability, 9);
      expect(probability).toBeGreaterThanOrEqual(0.95);
    }
  });
});

describe('two tables', () => {
  const half = (name: string, rest: number): Table => ({
    ...people,
    name,
    rows: people.rows.filter((_, i) => i % 2 === rest),
  });

  it('are linked with each other, columns by name or kind', () => {
    const [left, right] = [half('left', 0), half('right', 1)];
    const renamed = {
      ...right,
      columns: right.columns.map((name) => ({ surname: 'last name', phone: 'Telefon' })[name] ?? name),
    };
    const found = evaluate([left, renamed]);
    expect(found.linkage.records.fields.map(({ name }) => name)).toEqual(people.columns.slice(1, -1));
    expect(found.precision).toBeGreaterThan(0.99);
    expect(found.recall).toBeGreaterThan(0.95);
    expect(
      found.linkage.clusters.every((c) => c.some((r) => r < left.rows.length) && c.some((r) => r >= left.rows.length)),
    ).toBe(true);
  });

  it('do not give one record two partners that differ from each other', () => {
    const columns = ['company', 'city', 'phone'];
    const filler = Array.from({ length: 40 }, (_, i) => [`Firm${i} Works`, `City${i}`, `030 55${1000 + i * 13}`]);
    const one = { name: 'a', columns, rows: [...filler, ['Acme Rockets', 'Berlin', '030 1234567']] };
    const two = {
      name: 'b',
      columns,
      rows: [...filler, ['Acme Rockets', 'Berlin', '030 1234567'], ['Initech Foods', 'Madrid', '030 1234567']],
    };
    const { clusters, records } = linkRecords([one, two]);
    expect(clusters.every(({ length }) => length === 2)).toBe(true);
    expect(clusters).toHaveLength(41);
    expect(records.split).toBe(41);
  });
});

describe('hostile tables', () => {
  it('of anything at all are read, linked and explained without an error', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '',
        'null',
        '__proto__',
        'constructor',
        '1e999',
        '0000-00-00',
        'a'.repeat(300),
        '\u0000',
        '株式会社',
        'GmbH',
        '@',
        '\ud800',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.array(value, { minLength: 5, maxLength: 5 }), { maxLength: 25 }),
        fc.nat(25),
        (columns, rows, at) => {
          const table = (part: string[][]): Table => ({
            name: 'x',
            columns,
            rows: part.map((row) => row.slice(0, columns.length)),
          });
          for (const tables of [[table(rows)], [table(rows.slice(0, at)), table(rows.slice(at))]]) {
            const linkage = linkRecords(tables, { allPairs: at * 5 });
            for (const { a, b } of [...linkage.links, ...linkage.review])
              expect(Number.isFinite(linkage.explain(a, b).bits)).toBe(true);
            for (const members of linkage.clusters) expect(members.length).toBeGreaterThan(1);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('tell of too many records', () => {
    const rows = Array<string[]>(2_100_000).fill(['x']);
    expect(() => linkRecords([{ name: 'x', columns: ['a'], rows }])).toThrow(RangeError);
  });
});
