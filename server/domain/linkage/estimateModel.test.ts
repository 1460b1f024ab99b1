import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../tests/support/syntheticPeople.ts';
import { oneBlock, visitPairs } from './blocks.ts';
import { Comparison } from './comparison.ts';
import { estimateModel, type Model } from './estimateModel.ts';
import type { FieldKind } from './fieldKind.ts';
import type { Field, Records } from './fields.ts';

const kind: FieldKind = {
  id: 'category',
  levels: ['same', 'different'],
  read: (text) => text,
  compare: () => 1,
  keys: (value) => [value],
  alone: 'none',
};

/** Values by number, each repeated wrongly with probability `1 - agrees`, and missing with probability `gaps`. */
function inventedRecords(entities: number, sizes: readonly number[], agrees: readonly number[], gaps: number): Records {
  const random = seededRandom(7);
  const count = 2 * entities;
  const fields = sizes.map((size, f): Field => {
    const ids = new Int32Array(count);
    for (let e = 0; e < entities; e++) {
      const value = Math.floor(random() * size);
      for (const record of [2 * e, 2 * e + 1]) {
        // A pair agrees when both copies are right, so each is right with the root of it.
        const isRight = random() < Math.sqrt(agrees[f] as number);
        ids[record] = random() < gaps ? -1 : isRight ? value : Math.floor(random() * size);
      }
    }
    const counts = new Int32Array(size);
    for (const id of ids) if (id >= 0) counts[id] = (counts[id] as number) + 1;
    return {
      name: `f${f}`,
      kind,
      ids,
      values: Array.from({ length: size }, (_, i) => String(i)),
      counts,
      present: ids.filter((id) => id >= 0).length,
    };
  });
  return { count, fields, row: Int32Array.from({ length: count }, (_, i) => i), split: count, skipped: [] };
}

function estimate(records: Records): Model {
  const comparison = new Comparison(records);
  const patterns = new Map<number, number>();
  visitPairs(records.count, oneBlock(records.count), records.count, (a, b) => {
    const packed = comparison.compare(a, b);
    patterns.set(packed, (patterns.get(packed) ?? 0) + 1);
  });
  return estimateModel(records, comparison, patterns, (records.count * (records.count - 1)) / 2);
}

describe('the model', () => {
  it('recovers m, u and the number of matches of invented data, gaps or not', () => {
    const sizes = [30, 80, 200, 500];
    const agrees = [0.95, 0.9, 0.8, 0.7];
    for (const gaps of [0, 0.15]) {
      const model = estimate(inventedRecords(400, sizes, agrees, gaps));
      expect(model.converged).toBe(true);
      expect(model.expectedMatches).toBeGreaterThan(400 * 0.9);
      expect(model.expectedMatches).toBeLessThan(400 * 1.1);
      for (const [f, { m, u }] of model.fields.entries()) {
        expect(m[0], `m of field ${f}`).toBeCloseTo(agrees[f] as number, 1);
        // The prior that stands in for little data is worth 200 pairs of 320,000.
        expect(u[0], `u of field ${f}`).toBeCloseTo(1 / (sizes[f] as number), 2);
        expect(m.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
        expect(u.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      }
    }
  });

  it('finds next to nothing where there is nothing, and stays finite', () => {
    const model = estimate(inventedRecords(200, [20, 50, 100], [0, 0, 0], 0));
    expect(model.expectedMatches).toBeLessThan(30);
    for (const { m, u } of model.fields) for (const p of [...m, ...u]) expect(p).toBeGreaterThan(0);
  });

  it('comes to rest on no pairs and on one', () => {
    for (const entities of [0, 1]) {
      const model = estimate(inventedRecords(entities, [5], [1], 0));
      expect(model.converged).toBe(true);
      expect(Number.isFinite(model.prior)).toBe(true);
    }
  });
});
