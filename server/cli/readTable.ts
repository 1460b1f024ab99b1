import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TextDecoder } from 'node:util';
import { CsvError, parse } from 'csv-parse';

/** A file that cannot be read as a table, in words that name the line. */
export class TableError extends Error {
  override name = 'TableError';
}

/** A CSV file: `lines` tells where in the file each row ends, counted from 1 as editors do. */
export type CsvTable = { name: string; columns: string[]; rows: string[][]; lines: Int32Array; encoding: string };

const delimiters = [',', ';', '\t', '|'];
/** So much of a file is looked at to find its delimiter. */
const sniffBytes = 64 * 1024;

/**
 * Reads a CSV file with a header (RFC 4180; the delimiter is a comma, semicolon, tab or bar, whichever the header has most of). White
 * space around values is dropped. UTF-8, or Windows-1252 where it is not. Throws TableError for what cannot be read: a missing file, a
 * row that is too long or too short, an open quote, a column name twice.
 */
export async function readTable(path: string, onBytes?: (done: number, total: number) => void): Promise<CsvTable> {
  const name = basename(path);
  const { head, size } = await readHead(path, name);
  const encoding = await encodingOf(path, head, name);
  const delimiter = delimiterOf(head.toString('utf8'));
  const rows: string[][] = [];
  const lines: number[] = [];
  let last = 0;
  let columns: string[] | undefined;
  const parser = parse({
    delimiter,
    trim: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 1 << 20,
  });
  const source = createReadStream(path);
  const feeding = pipeline(source, textOf(encoding, size, onBytes), parser).catch((error) => error);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      last = info.lines;
      if (columns === undefined) {
        columns = readHeader(record, name);
        continue;
      }
      if (record.length !== columns.length)
        throw new TableError(
          `${name}, line ${info.lines}: ${record.length} values, but the header names ${columns.length} columns. Quote values that hold the delimiter "${delimiter}".`,
        );
      rows.push(record);
      lines.push(info.lines);
    }
  } catch (error) {
    throw error instanceof CsvError ? new TableError(`${name}, ${wordsFor(error, last)}`) : error;
  } finally {
    parser.destroy();
    await feeding;
  }
  if (columns === undefined)
    throw new TableError(
      `${name} is empty. It takes a line with the names of the columns, then a line for each record.`,
    );
  if (rows.length === 0) throw new TableError(`${name} has a header and no rows.`);
  return { name, columns, rows, lines: Int32Array.from(lines), encoding };
}

/** Decodes bytes, and makes every line end one "\n", so that lines are counted as an editor counts them. */
export function textOf(encoding: string, total: number, onBytes?: (done: number, total: number) => void) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    const decoder = new TextDecoder(encoding);
    let done = 0;
    let held = '';
    for await (const chunk of chunks) {
      done += chunk.length;
      onBytes?.(done, total);
      const text = held + decoder.decode(chunk, { stream: true });
      held = text.endsWith('\r') ? '\r' : '';
      yield text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n');
    }
    yield (held + decoder.decode()).replace(/\r/g, '\n');
  };
}

/** The beginning of a file, and how long it is. Throws TableError for one that cannot be read. */
export async function readHead(
  path: string,
  name: string,
  wanted = 'a CSV file',
): Promise<{ head: Buffer; size: number }> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = { ENOENT: 'does not exist', EACCES: 'must not be read', EISDIR: 'is a folder' }[code ?? ''];
    if (why === undefined) throw error;
    throw new TableError(`${name} ${why}. Give the path of ${wanted}.`);
  }
}

async function encodingOf(path: string, head: Buffer, name: string): Promise<'utf-8' | 'windows-1252'> {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw new TableError(`${name} is in UTF-16. Save it as "CSV UTF-8".`);
  if (head.includes(0)) throw new TableError(`${name} is not text. Save the table as "CSV UTF-8".`);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
}

/** The delimiter that the header has most of; the comma where it has none. */
export function delimiterOf(head: string): string {
  const header = head.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
  const plain = header.replace(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => plain.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] as string;
}

/** The names of the columns; no two are the same. */
export function readHeader(record: readonly string[], name: string): string[] {
  const columns = record.map((column, i) => column.replace(/^\ufeff/, '').trim() || `column ${i + 1}`);
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) throw new TableError(`${name}: two columns are named "${twice}". Rename one.`);
  return columns;
}

/** What a parser's error means, with the line. */
export function wordsFor(error: CsvError, lastGood: number): string {
  const { lines } = error as unknown as { lines?: number };
  const at = `line ${lines ?? '?'}`;
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `line ${lastGood + 1}: a quote is opened in this row and never closed.`;
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `${at}: a closing quote must be followed by the delimiter or the end of the line. Write a quote within a value twice.`;
    case 'INVALID_OPENING_QUOTE':
      return `${at}: a quote within a value that is not quoted. Quote the whole value, and write the quote in it twice.`;
    case 'CSV_MAX_RECORD_SIZE':
      return `${at}: a row of more than a megabyte. A quote may be missing before it.`;
    default:
      return `${at}: ${error.message}`;
  }
}
