import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { Row } from '../domain/import/convert.ts';
import type { RowProblem } from '../intake/mapping.ts';
import type { FileRow } from '../jobs/importRows.ts';
import { delimiterOf, readHead, readHeader, TableError, textOf, wordsFor } from './readTable.ts';

/** A row longer than this has lost a quote or a line end. */
const maxRowBytes = 1 << 20;

type How = {
  delimiter: string | null;
  encoding: 'utf-8' | 'windows-1252';
  /** Columns that the mapping names; a CSV file has to have them. */
  columns: readonly string[];
  onBytes(done: number, total: number): void;
};

/**
 * The rows of a CSV file with a header, or of JSON Lines (`.jsonl`, `.ndjson`, or a file that begins with `{`), one after the other.
 * A row that cannot be read is given as a problem; a file that cannot, such as one with an open quote, throws TableError.
 */
export async function* readRows(path: string, how: How): AsyncIterable<FileRow> {
  const name = basename(path);
  const { head, size } = await readHead(path, name, 'a CSV or JSON Lines file');
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw new TableError(`${name} is in UTF-16. Save it as UTF-8.`);
  if (head.includes(0)) throw new TableError(`${name} is not text. Save it as CSV or JSON Lines in UTF-8.`);
  const start = head.toString('latin1').trimStart();
  const isJson = /\.(?:jsonl|ndjson)$/i.test(name) || /^(?:\u00ef\u00bb\u00bf)?\{/.test(start);
  const texts = () => textOf(how.encoding, size, how.onBytes)(createReadStream(path));
  let rows = 0;
  for await (const row of isJson ? jsonRows(texts(), name) : csvRows(texts(), name, head, how)) {
    rows++;
    yield row;
  }
  if (rows === 0) throw new TableError(`${name} has no rows.`);
}

async function* csvRows(texts: AsyncIterable<string>, name: string, head: Buffer, how: How): AsyncIterable<FileRow> {
  const delimiter = how.delimiter ?? delimiterOf(head.toString('utf8'));
  const options = { delimiter, trim: true, info: true, relax_column_count: true, skip_empty_lines: true };
  const parser = parse({ ...options, max_record_size: maxRowBytes });
  const feeding = pipeline(texts, parser).catch((error) => error);
  let columns: Map<string, number> | null = null;
  let last = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      last = info.lines;
      if (columns === null) {
        const header = readHeader(record, name);
        const missing = how.columns.find((column) => !header.includes(column));
        if (missing !== undefined)
          throw new TableError(`${name} has no column "${missing}". Columns: ${header.join(', ')}.`);
        columns = new Map(header.map((column, i) => [column, i]));
        continue;
      }
      yield record.length === columns.size
        ? readable(info.lines, record, { row: csvRow(record, columns) })
        : rejected(
            info.lines,
            record.join(delimiter),
            `${columns.size} values, as the header names, not ${record.length}`,
          );
    }
  } catch (error) {
    throw error instanceof CsvError ? new TableError(`${name}, ${wordsFor(error, last)}`) : error;
  } finally {
    parser.destroy();
    await feeding;
  }
}

function csvRow(record: readonly string[], columns: ReadonlyMap<string, number>): Row {
  const text = (column: string) => record[columns.get(column) ?? -1] ?? '';
  return { text, texts: (column) => [text(column)] };
}

async function* jsonRows(texts: AsyncIterable<string>, name: string): AsyncIterable<FileRow> {
  let line = 0;
  let rest = '';
  const read = (text: string): FileRow[] => {
    line++;
    const plain = text.replace(/^\ufeff/, '').trim();
    if (plain === '') return [];
    try {
      const value: unknown = JSON.parse(plain, asWritten);
      if (value !== null && typeof value === 'object' && !Array.isArray(value))
        return [readable(line, [plain], jsonRow(value as Record<string, unknown>))];
    } catch {
      // Said below: a line that is no JSON, or no object.
    }
    return [rejected(line, plain, 'a JSON object in one line')];
  };
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxRowBytes)
      throw new TableError(
        `${name}, line ${line + 1 + lines.length}: a row of more than a megabyte. JSON Lines has an object in each line.`,
      );
    for (const one of lines) yield* read(one);
  }
  yield* read(rest);
}

/** A number that JavaScript would round, or that is too large for it, stays as the file has it: two ids must not become one. */
function asWritten(_key: string, value: unknown, context?: { source?: string }): unknown {
  const { source } = context ?? {};
  if (typeof value !== 'number' || source === undefined) return value;
  // Any 15 digits come back as they were.
  const digits = source.replace(/e.*/i, '').replace(/\D/g, '').length;
  return Number.isFinite(value) && (digits <= 15 || String(value) === source) ? value : source;
}

/** The row of an object. A value that is no text is given as JSON, and noted among the misfits when a field asks for it. */
function jsonRow(object: Record<string, unknown>): { row: Row; misfits: RowProblem[] } {
  const misfits: RowProblem[] = [];
  const value = (path: string): unknown => {
    if (Object.hasOwn(object, path)) return object[path];
    let at: unknown = object;
    for (const part of path.split('.')) {
      if (at === null || typeof at !== 'object' || !Object.hasOwn(at, part)) return null;
      at = (at as Record<string, unknown>)[part];
    }
    return at;
  };
  const textFrom = (one: unknown, column: string): string => {
    if (typeof one === 'string') return one.trim();
    if (typeof one === 'number' || typeof one === 'boolean') return String(one);
    if (one === null || one === undefined) return '';
    const json = JSON.stringify(one);
    if (!misfits.some((misfit) => misfit.column === column))
      misfits.push({ column, value: json, expected: 'text, a number, true or false' });
    return json;
  };
  const row: Row = {
    text: (path) => textFrom(value(path), path),
    texts(path) {
      const found = value(path);
      return (Array.isArray(found) ? found : [found]).map((one) => textFrom(one, path));
    },
  };
  return { row, misfits };
}

/** Bytes that are not of the encoding come out as U+FFFD. */
function readable(line: number, texts: readonly string[], read: { row: Row; misfits?: RowProblem[] }): FileRow {
  const broken = texts.find((text) => text.includes('\ufffd'));
  if (broken === undefined) return { line, ...read };
  return rejected(
    line,
    broken,
    'text in UTF-8; for older files set "format": { "encoding": "windows-1252" } in the mapping',
  );
}

function rejected(line: number, value: string, expected: string): FileRow {
  return { line, problem: { column: '(row)', value, expected } };
}
