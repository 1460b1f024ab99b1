import { existsSync } from 'node:fs';
import { headerWords } from '../domain/linkage/detectKind.ts';
import type { Truth } from '../domain/linkage/evaluateLinks.ts';
import type { Refs } from './matchReport.ts';
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

/** Reads the truth for the records. Throws TableError where a value does not fit the pattern, or pairs name records that do not exist. */
export async function readTruth(source: TruthSource, tables: readonly CsvTable[], refs: Refs): Promise<Truth> {
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
  return { kind: 'entities', entityOf };
}

/** Of the values of a column of pairs, this share must be ids of records. */
const enough = 0.9;

function readPairs(table: CsvTable, refs: Refs): Truth {
  if (refs.some(({ id }) => id === null))
    throw new TableError('No column numbers the records, so pairs cannot name them. Say which one does with --id.');
  const byId = [0, 1].map((t) => new Map(refs.flatMap((ref, i) => (ref.table === t ? [[ref.id as string, i]] : []))));
  const isTwo = (byId[1] as Map<string, number>).size > 0;
  const left = byId[0] as ReadonlyMap<string, number>;
  const right = (isTwo ? byId[1] : byId[0]) as ReadonlyMap<string, number>;
  const share = (column: number, ids: ReadonlyMap<string, number>) =>
    table.rows.filter((row) => ids.has(row[column] as string)).length / table.rows.length;
  const one = table.columns.findIndex((_, column) => share(column, left) >= enough);
  const two = table.columns.findIndex((_, column) => column !== one && share(column, right) >= enough);
  if (one < 0 || two < 0)
    throw new TableError(
      `${table.name}: two columns with ids of the records were expected, as "${refs[0]?.id}" is one.`,
    );
  const label = table.columns.findIndex((name, column) => column !== one && column !== two && isLabel(name));
  const pairs = table.rows.flatMap((row) => {
    const a = left.get(row[one] as string);
    const b = right.get(row[two] as string);
    if (a === undefined || b === undefined || a === b) return [];
    return [{ a, b, isMatch: label < 0 || saysYes(row[label] as string) }];
  });
  return { kind: 'pairs', pairs, isComplete: pairs.every(({ isMatch }) => isMatch) };
}

const isLabel = (name: string) =>
  /\b(match|matches|label|score|same|truth|duplicate|class|verdict)\b/.test(headerWords(name));
const saysYes = (value: string) => /^(true|yes|y|t|match|same|1)$/i.test(value) || Number.parseFloat(value) >= 0.5;
