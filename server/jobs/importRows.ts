import { hash } from 'node:crypto';
import { oldestDay } from '../domain/activity/event.ts';
import type { Row } from '../domain/import/convert.ts';
import type { ImportKind } from '../domain/import/kinds.ts';
import type { Mapping, RowProblem, RowRecord, RowResult } from '../intake/mapping.ts';
import {
  type Compared,
  compareImported,
  missingPages,
  removeImported,
  saveImported,
} from '../store/importedRecords.ts';
import type { Store } from '../store/openStore.ts';
import { SeenIds } from '../store/seenIds.ts';

const batchRecords = 500;
const maxProblems = 1000;
const maxExamples = 3;
/** Of a value that was rejected: a whole row may be a megabyte. */
const maxShown = 200;

/**
 * One row of a file, or why it is none. `line` is where it ends, counted from 1. `misfits` fills while the row is read: columns whose
 * value is no text. They are problems of the row.
 */
export type FileRow = { line: number } & ({ row: Row; misfits?: readonly RowProblem[] } | { problem: RowProblem });
export type LineProblem = RowProblem & { line: number };
type Change = 'added' | 'changed' | 'unchanged' | 'removed';
/** `fields`: of a change, the fields that differ, before and after. */
export type Example = { change: Change; kind: ImportKind; id: string; fields: Record<string, [unknown, unknown]> };

export type ImportResult = {
  rows: number;
  /** Rows with a problem. Nothing of them goes in. */
  rejected: number;
  /** Days of activity that are longer ago than activity is kept; they are left out. */
  tooOld: number;
  /** The first 1,000. */
  problems: LineProblem[];
  records: Partial<Record<ImportKind, Record<Change, number>>>;
  /** The first three of each kind of record and change. */
  examples: Example[];
};

/**
 * Reads the rows of a file by a mapping. `check` only reads, `compare` says what would change, `write` stores. With `replace`, records of
 * the set that the file no longer has are removed, unless a row was rejected: it may be one of them. Memory does not grow with the rows.
 */
export async function importRows(options: {
  store: Store;
  tenantId: string;
  mapping: Mapping;
  rows: AsyncIterable<FileRow>;
  mode: 'check' | 'compare' | 'write';
  replace: boolean;
  nowMs: number;
}): Promise<ImportResult> {
  const { store, tenantId, mapping, mode, nowMs } = options;
  const result: ImportResult = { rows: 0, rejected: 0, tooOld: 0, problems: [], records: {}, examples: [] };
  const seen = new SeenIds();
  let pending: RowRecord[] = [];
  const flush = async () => {
    if (mode === 'check') pending = [];
    if (pending.length === 0) return;
    const compared = await compareImported(store, tenantId, pending);
    pending = [];
    for (const one of compared) note(result, one);
    const changed = compared.filter((c) => c.change !== 'unchanged').map((c) => c.record);
    if (mode === 'write') await saveImported(store, tenantId, changed, nowMs);
  };
  try {
    for await (const one of options.rows) {
      result.rows++;
      const { records, problems } = readRow(mapping, one);
      const fresh = problems.length > 0 ? [] : claim(seen, records, one.line, problems);
      if (problems.length > 0) {
        result.rejected++;
        for (const problem of problems)
          if (result.problems.length < maxProblems)
            result.problems.push({ line: one.line, ...problem, value: problem.value.slice(0, maxShown) });
        continue;
      }
      const kept = fresh.filter((record) => !isTooOld(record, nowMs));
      result.tooOld += fresh.length - kept.length;
      pending.push(...kept);
      if (pending.length >= batchRecords) await flush();
    }
    await flush();
    if (options.replace && mode !== 'check' && result.rejected === 0) await removeMissing(options, seen, result);
    return result;
  } finally {
    seen.close();
  }
}

function isTooOld({ kind, body }: RowRecord, nowMs: number): boolean {
  return kind === 'activity' && typeof body.day === 'string' && body.day < oldestDay(nowMs);
}

/** What a row comes to by the mapping; where that names a misfit as a problem already, its words are better. */
function readRow(mapping: Mapping, one: FileRow): RowResult {
  if ('problem' in one) return { records: [], problems: [one.problem] };
  const { records, problems } = mapping.read(one.row);
  for (const misfit of one.misfits ?? [])
    if (!problems.some((problem) => problem.column === misfit.column)) problems.push(misfit);
  return { records, problems };
}

/**
 * The records of a row that the file did not have yet. An id that stands for something else adds a problem. They are noted as seen only
 * when the row has none: nothing of a rejected row goes in, so a later row may bring the same record.
 */
function claim(seen: SeenIds, records: readonly RowRecord[], line: number, problems: RowProblem[]): RowRecord[] {
  const fresh = new Map<string, { record: RowRecord; content: string }>();
  for (const record of records) {
    const { kind, id } = record;
    const content = hash('sha256', JSON.stringify([record.modifiedAt, record.body]), 'base64url').slice(0, 22);
    const beside = fresh.get(`${kind} ${id}`);
    // Adding an id that is there changes nothing and tells what it stands for.
    const inFile = seen.has(kind, id) ? seen.add(kind, id, line, content) : null;
    const first = inFile ?? (beside && { line, same: beside.content === content });
    if (!first) fresh.set(`${kind} ${id}`, { record, content });
    else if (!first.same)
      problems.push({
        column: 'id',
        value: id.slice(id.indexOf(':') + 1),
        expected: `an id of its own: line ${first.line} has this ${kind} with other values`,
      });
  }
  if (problems.length > 0) return [];
  for (const { record, content } of fresh.values()) seen.add(record.kind, record.id, line, content);
  return [...fresh.values()].map(({ record }) => record);
}

async function removeMissing(
  { store, tenantId, mapping, mode, nowMs }: Parameters<typeof importRows>[0],
  seen: SeenIds,
  result: ImportResult,
): Promise<void> {
  for (const kind of mapping.kinds) {
    const kept = (id: string) => seen.has(kind, id);
    for await (const ids of missingPages(store, tenantId, { set: mapping.set, kind, kept })) {
      for (const id of ids) count(result, { change: 'removed', kind, id, fields: {} });
      if (mode === 'write') await removeImported(store, tenantId, kind, ids, nowMs);
    }
  }
}

function note(result: ImportResult, { record, change, before }: Compared): void {
  const old = (before ?? {}) as Record<string, unknown>;
  const fields: Example['fields'] = {};
  if (change === 'changed')
    for (const field of new Set([...Object.keys(old), ...Object.keys(record.body)]))
      if (JSON.stringify(old[field]) !== JSON.stringify(record.body[field]))
        fields[field] = [old[field] ?? null, record.body[field] ?? null];
  count(result, { change, kind: record.kind, id: record.id, fields });
}

function count(result: ImportResult, example: Example): void {
  const { kind, change } = example;
  const counts = result.records[kind] ?? { added: 0, changed: 0, unchanged: 0, removed: 0 };
  counts[change]++;
  result.records[kind] = counts;
  if (change !== 'unchanged' && counts[change] <= maxExamples) result.examples.push(example);
}
