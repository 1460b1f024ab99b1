import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate } from './calibrate.ts';
import { isRowNumber, readColumn, toInputs } from './inputs.ts';
import { areaUnderCurve, brierScore, reliability } from './judge.ts';
import { fitLogistic, predict } from './logistic.ts';

const judged = fc.array(
  fc.record({ probability: fc.integer({ min: 0, max: 20 }).map((n) => n / 20), outcome: fc.constantFrom(0, 1) }),
  {
    maxLength: 40,
  },
);

describe('judging', () => {
  it('counts the pairs that are ranked rightly, ties half', () => {
    fc.assert(
      fc.property(judged, (list) => {
        const hits = list.filter((j) => j.outcome === 1);
        const rest = list.filter((j) => j.outcome === 0);
        const area = areaUnderCurve(list);
        if (hits.length === 0 || rest.length === 0) {
          expect(area).toBeNull();
          return;
        }
        const won = hits.flatMap((h) =>
          rest.map((r) => (h.probability > r.probability ? 1 : h.probability === r.probability ? 0.5 : 0)),
        );
        expect(area).toBeCloseTo(won.reduce((a: number, b) => a + b, 0) / won.length, 9);
      }),
    );
  });

  it('has the Brier score of saying nothing, and of saying it right', () => {
    expect(brierScore([])).toBeNull();
    expect(brierScore([0, 1].map((outcome) => ({ probability: 0.5, outcome })))).toBe(0.25);
    expect(brierScore([0, 1].map((outcome) => ({ probability: outcome, outcome })))).toBe(0);
  });

  it('puts every prediction into one bin, in order', () => {
    fc.assert(
      fc.property(judged, (list) => {
        const bins = reliability(list);
        expect(bins.reduce((sum, b) => sum + b.n, 0)).toBe(list.length);
        for (const [i, bin] of bins.entries())
          expect(bin.predicted).toBeGreaterThanOrEqual(bins[i - 1]?.predicted ?? 0);
      }),
    );
  });
});

describe('fitLogistic', () => {
  it('finds the odds of two groups', () => {
    const rows = [...Array(40).fill([0]), ...Array(40).fill([1])] as number[][];
    const outcomes = rows.map(([x], i) => (x === 0 ? (i % 4 === 0 ? 1 : 0) : i % 4 === 0 ? 0 : 1));
    const model = fitLogistic(rows, outcomes, 0);
    expect(predict(model, [0])).toBeCloseTo(0.25, 6);
    expect(predict(model, [1])).toBeCloseTo(0.75, 6);
  });

  it('stays finite when an input tells everything, or never varies', () => {
    const rows = Array.from({ length: 30 }, (_, i) => [i < 15 ? 0 : 1, 1]);
    const model = fitLogistic(
      rows,
      rows.map(([x]) => x as number),
    );
    expect([model.intercept, ...model.weights].every(Number.isFinite)).toBe(true);
    expect(predict(model, [1, 1])).toBeGreaterThan(0.8);
  });
});

describe('columns', () => {
  it('are numbers, words, or of no use', () => {
    const column = (values: string[]) =>
      readColumn(
        'c',
        0,
        values.map((v) => [v]),
      );
    expect(column(['1', '2', '', '6'])).toMatchObject({ kind: 'number', mean: 3 });
    expect(column(['0', '1', '0'])).toMatchObject({ kind: 'word', values: ['0', '1'] });
    expect(column(['a', 'b', ''])).toMatchObject({ kind: 'word', values: ['a', 'b'] });
    expect(column(['a', 'a'])).toBeNull();
    expect(column(['1', '1.0', '1.00'])).toBeNull();
    expect(column(Array.from({ length: 31 }, (_, i) => `id${i}`))).toBeNull();
  });

  it('make a missing number the mean and an unknown word none', () => {
    const columns = [
      readColumn('n', 0, [['1'], ['3'], ['5']]),
      readColumn('w', 1, [
        ['', 'a'],
        ['', 'b'],
      ]),
    ].flatMap((c) => c ?? []);
    expect(toInputs(columns, ['', 'new'])).toEqual([0, 0, 0]);
    expect(toInputs(columns, ['3', 'b'])).toEqual([0, 0, 1]);
  });
});

describe('calibrate', () => {
  const rows = Array.from({ length: 400 }, (_, i) => [String(i), String((i * 7) % 100), i % 3 === 0 ? 'x' : 'y']);
  const outcomes = rows.map(([, value], i) => (Number(value) + ((i * 37) % 60) > 90 ? 1 : 0));

  it('ranks what it has not seen, and says what it used', () => {
    const found = calibrate(['key', 'value', 'word'], rows, outcomes, -1);
    expect(found.auc.mean).toBeGreaterThan(0.85);
    expect(found.brier).toBeLessThan(found.brierOfShare);
    expect(found.inputs[0]?.name).toBe('value');
    expect(found.reliability).toHaveLength(10);
    expect(calibrate(['key', 'value', 'word'], rows, outcomes, -1)).toEqual(found);
  });

  it('does not learn from what numbers the rows, and says so', () => {
    // Those who joined first were lost: a number that counts up would tell everything.
    const lost = rows.map((_, i) => (i < 100 ? 1 : 0));
    const found = calibrate(['key', 'value', 'word'], rows, lost, -1);
    expect(found.auc.mean).toBeLessThan(0.7);
    expect(found).toMatchObject({ rowNumbers: ['key'], unused: ['key'], used: ['value', 'word'] });
    const twice = rows.map(([key, ...rest]) => [String(Number(key) >> 1), ...rest]);
    expect(calibrate(['Customer_ID', 'value', 'word'], twice, lost, -1).rowNumbers).toEqual(['Customer_ID']);
    expect(calibrate(['key', 'value', 'word'], twice, lost, -1).rowNumbers).toEqual([]);
  });

  it('knows them by name and by value', () => {
    const named = (name: string) => isRowNumber(name, 0, [['1'], ['1']]);
    expect(['id', 'ID', 'customer id', 'accountId', 'account_number'].map(named)).not.toContain(false);
    expect(['paid', 'valid', 'yes_no', 'numberOfSeats', 'piano', 'days'].map(named)).not.toContain(true);
    const valued = (...values: string[]) =>
      isRowNumber(
        'x',
        0,
        values.map((v) => [v]),
      );
    expect([valued('3', '', '1', '2'), valued('3', '1.5', '2'), valued('3', '3', '2'), valued('1', '0')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('finds nothing where there is nothing to find', () => {
    const coin = rows.map((_, i) => ((i * 2_654_435_761) >>> 7) % 2);
    expect(Math.abs(calibrate(['key', 'value', 'word'], rows, coin, -1).auc.mean - 0.5)).toBeLessThan(0.12);
  });

  it('asks for more when there are too few', () => {
    expect(() =>
      calibrate(
        ['key'],
        rows,
        rows.map((_, i) => (i < 9 ? 1 : 0)),
        -1,
      ),
    ).toThrow('At least 10 of each');
  });
});

describe('a table with odd values', () => {
  const rows = Array.from({ length: 60 }, (_, i) => [
    `${(i * 7) % 50}`,
    ['1', '1.0', '1.00'][i % 3] ?? '',
    i % 3 ? 'a' : 'b',
  ]);
  const outcomes = rows.map((_, i) => Number(i % 3 === 0));

  it('is judged by finite numbers, also where one number is a word', () => {
    rows[7] = ['n/a', ...(rows[7]?.slice(1) ?? [])];
    const found = calibrate(['days', 'one', 'plan'], rows, outcomes, -1);
    expect(found.used).toEqual(['plan']);
    expect([found.auc.mean, found.brier, ...found.reliability.map((b) => b.predicted)].every(Number.isFinite)).toBe(
      true,
    );
  });

  it.each([
    ['a word that only those with the outcome have', (i: number) => (i % 3 ? '' : i % 2 ? 'price' : 'moved'), true],
    ['a word that some of the others have', (i: number) => (i % 3 && i !== 1 ? '' : i % 2 ? 'price' : 'moved'), false],
    ['numbers all above those of the others', (i: number) => `${(i % 3 ? 0 : 100) + (i % 17)}`, true],
    ['numbers that overlap', (i: number) => `${(i % 3 ? 0 : 10) + (i % 17)}`, false],
    ['numbers of those with the outcome alone', (i: number) => (i % 3 ? '' : `${i % 17}`), true],
  ])('is told of %s', (_, value, tells) => {
    const found = calibrate(
      ['days', 'told'],
      rows.map(([days], i) => [days ?? '', value(i)]),
      outcomes,
      -1,
    );
    expect(found.tellAll).toEqual(tells ? ['told'] : []);
  });
});
