import { GrowingInts, GrowingNumbers } from './growing.ts';

/** Lists of records, one behind the other: list `i` is `members[starts[i]]` to `members[starts[i + 1] - 1]`, ascending. */
export type Blocks = { members: Int32Array; starts: Int32Array };

/** A record number and a key of 32 bits fit into a double exactly, so that keys are sorted as plain numbers. */
const recordLimit = 2 ** 21;

/** More records than this the engine does not take. */
export const maxRecords = recordLimit - 1;

/** Keys of records. Two texts with one key cost a comparison, no more. */
export class KeyList {
  readonly #entries = new GrowingNumbers();

  add(record: number, key: number): void {
    this.#entries.push(key * recordLimit + record);
  }

  /**
   * The records of each key that two or more have. A key of more than `cap` records is too common to compare all: they are ordered by
   * `rank`, and each is kept with its neighbours only (sorted neighbourhood, Hernández & Stolfo 1995). To be called once.
   */
  blocks(cap = Number.POSITIVE_INFINITY, rank: Int32Array = new Int32Array()): Blocks {
    const sorted = this.#entries.view().sort();
    const members = new GrowingInts();
    const starts = new GrowingInts();
    const add = (list: Int32Array) => {
      if (list.length < 2) return;
      starts.push(members.length);
      for (const record of list) members.push(record);
    };
    for (let from = 0; from < sorted.length; ) {
      const key = Math.floor((sorted[from] as number) / recordLimit);
      const end = (key + 1) * recordLimit;
      let to = from + 1;
      while (to < sorted.length && (sorted[to] as number) < end) to++;
      if (to - from > 1) {
        const list = distinct(sorted, from, to, key * recordLimit);
        if (list.length > cap) for (const piece of neighbourhoods(list, rank, cap >> 2)) add(piece);
        else add(list);
      }
      from = to;
    }
    starts.push(members.length);
    return { members: members.view().slice(), starts: starts.view().slice() };
  }
}

function distinct(sorted: Float64Array, from: number, to: number, base: number): Int32Array {
  const records = new Int32Array(to - from);
  let size = 0;
  for (let i = from; i < to; i++) {
    const record = (sorted[i] as number) - base;
    if (size === 0 || record !== records[size - 1]) records[size++] = record;
  }
  return records.subarray(0, size);
}

/** Overlapping pieces of `2 * window` records, by rank. */
function* neighbourhoods(records: Int32Array, rank: Int32Array, window: number): Generator<Int32Array> {
  const ordered = records.slice().sort((a, b) => (rank[a] as number) - (rank[b] as number));
  for (let from = 0; from < ordered.length - 1; from += window) yield ordered.slice(from, from + 2 * window).sort();
}

/** All records in one list. */
export function oneBlock(count: number): Blocks {
  return { members: Int32Array.from({ length: count }, (_, i) => i), starts: Int32Array.of(0, count) };
}

/** How many pairs blocks hold, each counted as often as it occurs. */
export function pairsIn({ starts }: Blocks): number {
  let pairs = 0;
  for (let i = 1; i < starts.length; i++) {
    const size = (starts[i] as number) - (starts[i - 1] as number);
    pairs += (size * (size - 1)) / 2;
  }
  return pairs;
}

/** Puts several sets of blocks behind each other. */
export function joinBlocks(parts: readonly Blocks[]): Blocks {
  const members = new Int32Array(parts.reduce((sum, part) => sum + part.members.length, 0));
  const starts = new Int32Array(parts.reduce((sum, part) => sum + part.starts.length - 1, 0) + 1);
  let member = 0;
  let block = 0;
  for (const part of parts) {
    members.set(part.members, member);
    for (let i = 0; i < part.starts.length - 1; i++) starts[block++] = member + (part.starts[i] as number);
    member += part.members.length;
  }
  starts[block] = member;
  return { members, starts };
}

/**
 * Visits each pair of records that share a block once, in order: the second record ascending, and the first below it. With a `split`,
 * only pairs of a record below it and one from it on. Nothing is kept of the pairs: a mark for each record tells whether it was met
 * with the present one.
 */
export function visitPairs(
  count: number,
  blocks: Blocks,
  split: number,
  visit: (a: number, b: number) => void,
  onRecord?: (done: number) => void,
): void {
  const { members, starts } = blocks;
  const { runs, runStarts } = runsOf(count, blocks);
  const met = new Int32Array(count).fill(-1);
  const isSplit = split < count;
  for (let b = isSplit ? split : 0; b < count; b++) {
    const below = isSplit ? split : b;
    const end = runStarts[b + 1] as number;
    for (let r = runStarts[b] as number; r < end; r++) {
      const run = runs[r] as number;
      const to = starts[run + 1] as number;
      for (let i = starts[run] as number; i < to; i++) {
        const a = members[i] as number;
        if (a >= below) break;
        if (met[a] === b) continue;
        met[a] = b;
        visit(a, b);
      }
    }
    onRecord?.(b + 1);
  }
}

/** Lists for each record which blocks it is in. */
function runsOf(count: number, { members, starts }: Blocks): { runs: Int32Array; runStarts: Int32Array } {
  const runStarts = new Int32Array(count + 1);
  for (const record of members) runStarts[record + 1] = (runStarts[record + 1] as number) + 1;
  for (let i = 0; i < count; i++) runStarts[i + 1] = (runStarts[i + 1] as number) + (runStarts[i] as number);
  const next = runStarts.slice();
  const runs = new Int32Array(members.length);
  for (let block = 0; block < starts.length - 1; block++) {
    for (let i = starts[block] as number; i < (starts[block + 1] as number); i++) {
      const record = members[i] as number;
      runs[next[record] as number] = block;
      next[record] = (next[record] as number) + 1;
    }
  }
  return { runs, runStarts };
}
