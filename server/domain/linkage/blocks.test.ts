import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf, keyOfBoth } from './blockKeys.ts';
import { joinBlocks, KeyList, oneBlock, pairsIn, visitPairs } from './blocks.ts';

const anyRank = Int32Array.from({ length: 30 }, (_, i) => i);
/** For each record the keys that it has, of few, so that many share them. */
const someKeys = fc.array(fc.array(fc.nat(6), { maxLength: 4 }), { minLength: 2, maxLength: 30 });

function blocksOf(keys: readonly (readonly number[])[], cap = 100) {
  const list = new KeyList();
  for (const [record, own] of keys.entries()) for (const key of own) list.add(record, keyOf(String(key)));
  return list.blocks(cap, anyRank);
}

function visited(count: number, blocks: ReturnType<typeof blocksOf>, split = count): string[] {
  const pairs: string[] = [];
  visitPairs(count, blocks, split, (a, b) => pairs.push(`${a} ${b}`));
  return pairs;
}

describe('pairs of records that share a key', () => {
  it('are visited once each, and no others', () => {
    fc.assert(
      fc.property(someKeys, fc.nat(30), (keys, at) => {
        const split = at === 0 || at >= keys.length ? keys.length : at;
        const expected: string[] = [];
        for (let b = 1; b < keys.length; b++)
          for (let a = 0; a < b; a++)
            if (keys[a]?.some((key) => keys[b]?.includes(key)) && (split === keys.length || (a < split && b >= split)))
              expected.push(`${a} ${b}`);
        const pairs = visited(keys.length, blocksOf(keys), split);
        expect(new Set(pairs).size).toBe(pairs.length);
        expect([...pairs].sort()).toEqual(expected.sort());
      }),
    );
  });

  it('of a common key are those near each other', () => {
    const all = Array.from({ length: 30 }, () => [1]);
    const pairs = visited(30, blocksOf(all, 12));
    for (let i = 1; i < 30; i++) expect(pairs).toContain(`${i - 1} ${i}`);
    expect(pairs).not.toContain('0 29');
    expect(pairs.length).toBeLessThan(200);
  });

  it('are counted, also over several sets of blocks', () => {
    const blocks = joinBlocks([blocksOf([[1], [1], [2], [2]]), oneBlock(4)]);
    expect(pairsIn(blocks)).toBe(8);
    expect(visited(4, blocks)).toHaveLength(6);
    expect(visited(0, oneBlock(0))).toEqual([]);
    expect(visited(1, oneBlock(1))).toEqual([]);
  });
});

it('keys differ by text and by order', () => {
  const keys = new Set(Array.from({ length: 20_000 }, (_, i) => keyOf(String(i))));
  expect(keys.size).toBeGreaterThan(19_990);
  expect(keyOfBoth(1, 2)).not.toBe(keyOfBoth(2, 1));
});
