import { existsSync } from 'node:fs';
import { headerWords } from '../domain/linkage/detectKind.ts';
import type { Truth } from '../domain/linkage/evaluateLinks.ts';
import type { LeftOut, Refs } from './matchReport.ts';
import { type CsvTable, readTable, TableError } from './readTable.ts';

/** Where the truth is: in a file of pairs, or in a column, perhaps in a part of its values. */
export type TruthSource = { path: string } | { column: string; pattern: RegExp | null };

/** Reads what was given as `--truth`: the name of a file that exists, else a column, with or without a pattern. */
export function parseTruth(text: string, tables: readonly CsvTable[]): TruthSource {
  const hasColumn = (name: string) => tables.every(({ columns }) => columns.includes(name));
  if (hasColumn(text)) return { column: text, pattern: null };
  if (existsSync(text)) return { path: text };
  const at = text.indexOf('=');
  const column = at < 0 ? text : text.slice(0, at);
  if (!hasColumn(column))
    throw new TableError(
      `--truth "${text}" is neither a file nor a column. Columns: ${(tables[0] as CsvTable).columns.join(', ')}.`,
    );
  try {
    const pattern = new RegExp(text.slice(at + 1), 'u');
    if (new RegExp(`${pattern.source}|`, 'u').exec('')?.length === 1)
      throw new TableError(`--truth "${text}": put what names the record in brackets, as in rec_id=^(rec-\\d+)-.`);
    return { column, pattern };
  } catch (error) {
    if (error instanceof TableError) throw error;
    throw new TableError(`--truth "${text}": ${(error as Error).message}.`);
  }
}

/** The columns that must not be compared, because they hold the truth. */
export function ignoredBy(source: TruthSource | null): string[] {
  return source !== null && 'column' in source ? [source.column] : [];
}

/** The truth, and how much of its file it is without; null where it is a column. */
export type ReadTruth = { truth: Truth; leftOut: LeftOut | null };

/**
 * Reads the truth for the records. Throws TableError where a value does not fit the pattern, where most values of a file of pairs are no
 * ids, where a pair names an id that several records have, and where two pairs contradict each other.
 */
export async function readTruth(source: TruthSource, tables: readonly CsvTable[], refs: Refs): Promise<ReadTruth> {
  if ('path' in source) return readPairs(await readTable(source.path), refs);
  const { column, pattern } = source;
  const entityOf = refs.map(({ table, row, line, file }) => {
    const { columns, rows } = tables[table] as CsvTable;
    const value = rows[row]?.[columns.indexOf(column)] ?? '';
    if (value === '' || pattern === null) return value || null;
    const found = pattern.exec(value)?.[1];
    if (found === undefined)
      throw new TableError(`${file}, line ${line}: "${value}" in ${column} does not fit ${pattern.source}.`);
    return found;
  });
  return { truth: { kind: 'entities', entityOf }, leftOut: null };
}

/** Of the values of a column of pairs, this share must be ids of records. */
const enough = 0.9;

function readPairs(table: CsvTable, refs: Refs): ReadTruth {
  if (refs.some(({ id }) => id === null))
    throw new TableError('No column numbers the records, so pairs cannot name them. Say which one does with --id.');
  const byId = [0, 1].map((t) =>
    Map.groupBy(
      refs.flatMap((ref, i) => (ref.table === t ? [i] : [])),
      (i) => refs[i]?.id ?? '',
    ),
  );
  const left = byId[0] as Holders;
  const right = ((byId[1] as Holders).size > 0 ? byId[1] : left) as Holders;
  const share = (column: number, ids: Holders) =>
    table.rows.filter((row) => ids.has(row[column] as string)).length / table.rows.length;
  const one = table.columns.findIndex((_, column) => share(column, left) >= enough);
  const two = table.columns.findIndex((_, column) => column !== one && share(column, right) >= enough);
  if (one < 0 || two < 0)
    throw new TableError(
      `${table.name}: two columns with ids of the records were expected, as "${refs[0]?.id}" is one.`,
    );
  const label = table.columns.findIndex((name, column) => column !== one && column !== two && isLabel(name));
  const pairs = new Map<string, { a: number; b: number; isMatch: boolean; line: number }>();
  const leftOut: LeftOut = { pairs: 0, ofPairs: table.rows.length, first: null };
  for (const [i, row] of table.rows.entries()) {
    const line = table.lines[i] as number;
    const ids = [row[one] as string, row[two] as string] as const;
    const a = only(left.get(ids[0]), ids[0], refs);
    const b = only(right.get(ids[1]), ids[1], refs);
    if (a === null || b === null || a === b) {
      leftOut.pairs++;
      leftOut.first ??= { line, unknownId: a === null ? ids[0] : b === null ? ids[1] : null };
      continue;
    }
    const pair = { a, b, isMatch: label < 0 || saysYes(row[label] as string), line };
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
    const before = pairs.get(key);
    if (before && before.isMatch !== pair.isMatch)
      throw new TableError(
        `${table.name}, line ${line}: "${ids[0]}" and "${ids[1]}" are ${pair.isMatch ? 'a match' : 'no match'} here, and line ${before.line} says the opposite. Remove one of the two lines.`,
      );
    pairs.set(key, before ?? pair);
  }
  const all = [...pairs.values()].map(({ line: _, ...pair }) => pair);
  return { truth: { kind: 'pairs', pairs: all, isComplete: all.every(({ isMatch }) => isMatch) }, leftOut };
}

/** The records of one table that have an id, by id. */
type Holders = ReadonlyMap<string, readonly number[]>;

/** The record that has an id; null where none has. */
function only(holders: readonly number[] = [], id: string, refs: Refs): number | null {
  const [first, second] = holders;
  if (first === undefined || second === undefined) return first ?? null;
  throw new TableError(
    `${refs[first]?.file}: lines ${refs[first]?.line} and ${refs[second]?.line} both have the id "${id}", so a pair cannot name either. Give each record an id of its own, or name another column with --id.`,
  );
}

const isLabel = (name: string) =>
  /\b(match|matches|label|score|same|truth|duplicate|class|verdict)\b/.test(headerWords(name));
const saysYes = (value: string) => /^(true|yes|y|t|match|same|1)$/i.test(value) || Number.parseFloat(value) >= 0.5;
