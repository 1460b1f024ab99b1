import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { evaluateLinks } from '../domain/linkage/evaluateLinks.ts';
import { isKey } from '../domain/linkage/fields.ts';
import { type Linkage, linkRecords } from '../domain/linkage/linkRecords.ts';
import { type MatchResult, matchJson, matchText, type Refs } from './matchReport.ts';
import { ignoredBy, parseTruth, readTruth } from './matchTruth.ts';
import { type CsvTable, readTable, TableError } from './readTable.ts';

type Options = { truth?: string; id?: string; ignore?: string; json?: boolean };

const examples = `
Columns are recognised by their names and values; nothing has to be set for a file. What it is sure of is linked, what it is not is
listed for review. A table of its own is searched for duplicates; with two tables, records of one are linked with records of the other.

The truth is one of
  a CSV file of labelled pairs: two columns with ids of the records and, if not all pairs match, one that is named like "match",
  "label" or "score" (true, yes, 1 or at least 0.5: a match). Without such a column all other pairs count as no match.
  COLUMN: records with one value in it are one, e.g. cluster
  COLUMN=PATTERN: the same, by what the first group of a regular expression finds, e.g. 'rec_id=^(rec-\\d+)-'

Examples
  alongside match customers.csv
  alongside match crm.csv billing.csv --json > links.json
  alongside match fake_1000.csv --truth cluster
  alongside match fake_1000.csv --truth fake_1000_labels.csv
  alongside match febrl_dataset3.csv --truth 'rec_id=^(rec-\\d+)-'
  alongside match people.csv --ignore notes,region --id customer_no --truth checked_pairs.csv
`;

/** Describes `alongside match` and what it does. Errors that a person can meet go to standard error, with exit code 1. */
export function describeMatch(command: Command): void {
  command
    .argument('<file>', 'a CSV file with a header')
    .argument('[other]', 'a second one, to link the first with')
    .option('--truth <what>', 'measure precision, recall and F1: a file of labelled pairs, COLUMN, or COLUMN=PATTERN')
    .option('--id <column>', 'the column with the ids of the records; found by itself where one numbers the rows')
    .option('--ignore <columns>', 'columns not to look at, separated by commas')
    .option('--json', 'print JSON: links with their weights, clusters, review, model')
    .addHelpText('after', examples)
    .action(async (file: string, other: string | undefined, options: Options) => {
      try {
        const result = await match(other === undefined ? [file] : [file, other], options, process.stderr);
        process.stdout.write(options.json ? `${JSON.stringify(matchJson(result), null, 2)}\n` : matchText(result));
      } catch (error) {
        if (!(error instanceof TableError || error instanceof RangeError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
      }
    });
}

/** Reads, links and measures. Throws TableError for what a person can correct. */
async function match(paths: readonly string[], options: Options, stream: NodeJS.WriteStream): Promise<MatchResult> {
  const draw = progress(stream);
  try {
    const tables: CsvTable[] = [];
    for (const path of paths) tables.push(await readTable(path, (done, total) => draw(`read ${path}`, done, total)));
    const ignored = (options.ignore ?? '').split(',').map((column) => column.trim());
    const ignore = new Set([...ignored.filter((column) => column !== ''), ...(options.id ? [options.id] : [])]);
    for (const column of ignore) requireColumn(tables, column);
    const truth = options.truth === undefined ? null : parseTruth(options.truth, tables);
    for (const column of ignoredBy(truth)) ignore.add(column);
    const linkage = linkRecords(tables, { ignore, onProgress: (done, total) => draw('compare', done, total) });
    const refs = refsOf(tables, linkage, options.id);
    const read = truth && (await readTruth(truth, tables, refs));
    const evaluation = read && evaluateLinks(linkage, read.truth);
    return { tables, linkage, refs, evaluation, leftOut: read?.leftOut ?? null };
  } finally {
    draw(null);
  }
}

function requireColumn(tables: readonly CsvTable[], column: string): void {
  if (tables.some(({ columns }) => columns.includes(column))) return;
  throw new TableError(`There is no column "${column}". Columns: ${tables.flatMap((t) => t.columns).join(', ')}.`);
}

/** Where each record stands, and what it is called. */
function refsOf(tables: readonly CsvTable[], { records }: Linkage, id: string | undefined): Refs {
  const idColumns = tables.map((table, t) => {
    if (id !== undefined) return table.columns.indexOf(id);
    return table.columns.findIndex((_, column) => isKey(tables, t, column));
  });
  return Array.from({ length: records.count }, (_, record) => {
    const t = record < records.split ? 0 : 1;
    const table = tables[t] as CsvTable;
    const row = records.row[record] as number;
    const column = idColumns[t] as number;
    return {
      file: table.name,
      table: t,
      row,
      line: table.lines[row] as number,
      id: column < 0 ? null : ((table.rows[row] as string[])[column] as string),
    };
  });
}

/** Draws one bar after the other on a terminal; elsewhere nothing. Null ends the last one. */
function progress(stream: NodeJS.WriteStream): (phase: string | null, done?: number, total?: number) => void {
  let phaseNow: string | null = null;
  let bar: SingleBar | null = null;
  return (phase, done = 0, total = 1) => {
    if (!stream.isTTY) return;
    if (phase !== phaseNow) {
      bar?.stop();
      bar =
        phase === null ? null : new SingleBar({ stream, format: '  {phase} {bar} {percentage} %', hideCursor: true });
      bar?.start(total, done, { phase: (phase ?? '').padEnd(24) });
      phaseNow = phase;
    }
    bar?.update(done);
  };
}
