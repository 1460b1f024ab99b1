import { keyOf, keyOfBoth } from './blockKeys.ts';
import { type Blocks, joinBlocks, KeyList, oneBlock, pairsIn } from './blocks.ts';
import type { Field, Records } from './fields.ts';
import { wordsOf } from './foldText.ts';

/** Up to this many pairs all are compared: nothing is lost, in a second. */
const allPairsLimit = 1_000_000;
/** A key that more records share is a common value; they are compared with their neighbours only. */
const blockCap = 40;
/** All keys together may make this many pairs for each record; the most telling keys come first. */
const pairsPerRecord = 40;
/** One key may make this many. */
const pairsPerRecordOfKey = 20;

/** Which keys were used, and how many pairs each made. */
export type SchemeUse = { name: string; pairs: number };
type Scheme = { name: string; addKeys(list: KeyList, record: number): void };

/**
 * Chooses which records are compared. All of them in a small table, unless `allPairs` is lower. In a large one those that share the
 * value of a telling field, a value with one slip, a rare word, or coarse keys of two fields (a name's sound and a part of a date);
 * of values that many share, those that are neighbours in the order of the most telling fields. Which of these keys are used depends
 * on how many pairs they make, not on the kind of file.
 */
export function blockRecords(records: Records, allPairs = allPairsLimit): { blocks: Blocks; schemes: SchemeUse[] } {
  const { count } = records;
  if ((count * (count - 1)) / 2 <= allPairs) {
    const blocks = oneBlock(count);
    return { blocks, schemes: [{ name: 'all pairs', pairs: pairsIn(blocks) }] };
  }
  const rank = ranks(records);
  const candidates = schemesOf(records.fields)
    .map(({ name, addKeys }) => {
      const list = new KeyList();
      for (let record = 0; record < count; record++) addKeys(list, record);
      const blocks = list.blocks(blockCap, rank);
      return { name, blocks, pairs: pairsIn(blocks) };
    })
    .filter(({ pairs }) => pairs > 0 && pairs <= pairsPerRecordOfKey * count)
    .sort((a, b) => a.pairs - b.pairs);
  const used: typeof candidates = [];
  let budget = pairsPerRecord * count;
  for (const scheme of candidates) {
    if (scheme.pairs > budget) break;
    budget -= scheme.pairs;
    used.push(scheme);
  }
  const blocks = joinBlocks(used.map((scheme) => scheme.blocks));
  return { blocks, schemes: used.map(({ name, pairs }) => ({ name, pairs })) };
}

function schemesOf(fields: readonly Field[]): Scheme[] {
  const schemes: Scheme[] = [];
  const coarse = fields.map((field) => keysOfValues(field, field.kind.keys));
  for (const [f, field] of fields.entries()) {
    const { alone } = field.kind;
    const add = (name: string, keys: (value: string) => readonly string[]) =>
      schemes.push(single(name, field, keysOfValues(field, keys)));
    add(field.name, (value) => [value]);
    if (alone === 'slips' || alone === 'value') add(`${field.name}, one slip`, slips);
    if (alone === 'words') add(`a word of ${field.name}`, wordsOf);
    for (const [g, other] of fields.entries())
      if (g > f) schemes.push(double(field, coarse[f] as Keys, other, coarse[g] as Keys));
  }
  return schemes;
}

/** The keys of each value. */
type Keys = readonly (readonly number[])[];

function keysOfValues({ values, counts }: Field, keys: (value: string) => readonly string[]): Keys {
  return values.map((value, id) => (counts[id] ? [...new Set(keys(value))].map(keyOf) : []));
}

function single(name: string, { ids }: Field, keys: Keys): Scheme {
  return {
    name,
    addKeys(list, record) {
      const id = ids[record] as number;
      if (id >= 0) for (const key of keys[id] as readonly number[]) list.add(record, key);
    },
  };
}

function double(one: Field, oneKeys: Keys, two: Field, twoKeys: Keys): Scheme {
  return {
    name: `${one.name} + ${two.name}`,
    addKeys(list, record) {
      const a = one.ids[record] as number;
      const b = two.ids[record] as number;
      if (a < 0 || b < 0) return;
      for (const left of oneKeys[a] as readonly number[])
        for (const right of twoKeys[b] as readonly number[]) list.add(record, keyOfBoth(left, right));
    },
  };
}

/** The value with each of its characters left out in turn: two values one slip apart share one (Mor & Fraenkel 1982). */
function slips(value: string): string[] {
  if (value.length < 5 || value.length > 40) return [];
  return Array.from({ length: value.length }, (_, i) => value.slice(0, i) + value.slice(i + 1));
}

/** Places of the records in the order of their most telling values. */
function ranks(records: Records): Int32Array {
  const telling = [...records.fields].sort((a, b) => b.values.length - a.values.length).slice(0, 3);
  const text = Array.from({ length: records.count }, (_, i) =>
    telling.map(({ values, ids }) => values[ids[i] as number] ?? '').join('\u0001'),
  );
  const order = Int32Array.from({ length: records.count }, (_, i) => i).sort((a, b) => {
    const [x = '', y = ''] = [text[a], text[b]];
    return x < y ? -1 : x > y ? 1 : a - b;
  });
  const rank = new Int32Array(records.count);
  for (const [place, record] of order.entries()) rank[record] = place;
  return rank;
}
