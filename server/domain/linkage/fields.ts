import { detectKind, headerWords } from './detectKind.ts';
import type { FieldKind } from './fieldKind.ts';
import { presentText } from './missing.ts';

/** Rows as they were read. All rows have as many values as there are columns. */
export type Table = { name: string; columns: readonly string[]; rows: readonly (readonly string[])[] };

/** One thing that is compared: a column, or two columns of one meaning in two tables. Values are numbered; -1 is none. */
export type Field = {
  name: string;
  kind: FieldKind;
  /** The distinct values of this field, and of the other name where given and family names share one list. */
  values: readonly string[];
  /** The value of each record. */
  ids: Int32Array;
  /** How many records have each value. */
  counts: Int32Array;
  /** How many records have any. */
  present: number;
};

/** A column that is not compared, and why. */
export type Skipped = {
  column: string;
  why: 'key' | 'answer' | 'constant' | 'empty' | 'ignored' | 'oneTable' | 'tooMany';
};

/** All records of one or two tables, in an order that does not depend on that of the rows. */
export type Records = {
  count: number;
  fields: readonly Field[];
  /** The row of each record in its table. */
  row: Int32Array;
  /** Records of the second table start here; `count` where there is none. */
  split: number;
  /** The columns that were left out, and why. */
  skipped: readonly Skipped[];
};

type Pairing = { name: string; columns: readonly number[]; kind: FieldKind };

/** Columns enough to tell anybody from anybody; more would only repeat themselves. */
const maxFields = 16;
const sampleRows = 2000;
/** Columns in which somebody has written down who is who; to compare them would be to copy the answer. */
const answers = /^(?:true |golden |real )?(?:cluster|entity|truth|duplicate(?: of| group)?)(?: id)?$/;

/**
 * Finds out what the columns hold and reads the values. `ignore` names columns that must not be looked at, such as the one that holds
 * the truth. Columns of two tables belong together when they have one name, or are the only ones of their kind.
 */
export function readRecords(tables: readonly Table[], ignore: ReadonlySet<string> = new Set()): Records {
  const skipped: Skipped[] = [];
  const pairings = pairColumns(tables, ignore, skipped);
  const total = tables.reduce((sum, t) => sum + t.rows.length, 0);
  const order = canonicalOrder(tables, pairings);
  const lists = new Map<string, { values: string[]; at: Map<string, number> }>();
  const fields = pairings.map(({ name, columns, kind }): Field => {
    // A given name can be found among the family names.
    const listName = kind.id === 'givenName' || kind.id === 'familyName' ? 'names' : name;
    const list = lists.get(listName) ?? { values: [], at: new Map<string, number>() };
    lists.set(listName, list);
    const seen = new Map<string, number>();
    const ids = new Int32Array(total).fill(-1);
    for (const [i, { table, row }] of order.entries()) {
      const raw = tables[table]?.rows[row]?.[columns[table] as number] ?? '';
      let id = seen.get(raw);
      if (id === undefined) {
        id = intern(list, kind.read(raw));
        seen.set(raw, id);
      }
      ids[i] = id;
    }
    return { name, kind, values: list.values, ids, counts: new Int32Array(0), present: 0 };
  });
  for (const field of fields) countValues(field);
  const informative = fields.filter((field) => {
    const distinct = field.counts.reduce((n, count) => n + (count > 0 ? 1 : 0), 0);
    if (distinct < 2) skipped.push({ column: field.name, why: distinct === 0 ? 'empty' : 'constant' });
    return distinct > 1;
  });
  const kept = new Set([...informative].sort((a, b) => evenness(a) - evenness(b)).slice(0, maxFields));
  for (const field of informative) if (!kept.has(field)) skipped.push({ column: field.name, why: 'tooMany' });
  return {
    count: total,
    // Without any, as in a table of equal rows, the constant ones are all there is.
    fields:
      informative.length > 0
        ? informative.filter((f) => kept.has(f))
        : fields.filter((f) => f.present > 0).slice(0, maxFields),
    row: Int32Array.from(order, ({ row }) => row),
    split: tables[0]?.rows.length ?? 0,
    skipped,
  };
}

/** How many pairs of records there are: of one table all, of two those across. */
export function countPairs({ count, split }: Records): number {
  return split < count ? split * (count - split) : (count * (count - 1)) / 2;
}

function intern({ values, at }: { values: string[]; at: Map<string, number> }, value: string | null): number {
  if (value === null) return -1;
  let id = at.get(value);
  if (id === undefined) {
    id = values.push(value) - 1;
    at.set(value, id);
  }
  return id;
}

function countValues(field: Field): void {
  field.counts = new Int32Array(field.values.length);
  for (const id of field.ids) {
    if (id < 0) continue;
    field.counts[id] = (field.counts[id] as number) + 1;
    field.present++;
  }
}

/** How likely two records with a value have the same one; little for what tells records apart. Fields with few values come last. */
function evenness(field: Field): number {
  const n = Math.max(1, field.present);
  let same = 0;
  for (const count of field.counts) same += (count / n) ** 2;
  return same * (field.ids.length / n);
}

function pairColumns(tables: readonly Table[], ignore: ReadonlySet<string>, skipped: Skipped[]): Pairing[] {
  const described = tables.map((table, t) =>
    table.columns.flatMap((name, column) => {
      if (ignore.has(name)) skipped.push({ column: name, why: 'ignored' });
      else if (isKey(tables, t, column)) skipped.push({ column: name, why: 'key' });
      else if (answers.test(headerWords(name))) skipped.push({ column: name, why: 'answer' });
      else return [{ name, column, kind: detectKind(name, sample(table, column)) }];
      return [];
    }),
  );
  const [left = [], right] = described;
  if (right === undefined) return left.map(({ name, column, kind }) => ({ name, columns: [column], kind }));
  const pairs: Pairing[] = [];
  const taken = new Set<number>();
  for (const column of left) {
    const free = right.filter((c) => !taken.has(c.column));
    const sameName = free.find((c) => headerWords(c.name) === headerWords(column.name));
    const sameKind = free.filter((c) => c.kind === column.kind);
    const isOnly = sameKind.length === 1 && left.filter((c) => c.kind === column.kind).length === 1;
    const other = sameName ?? (isOnly ? sameKind[0] : undefined);
    if (other === undefined) {
      skipped.push({ column: column.name, why: 'oneTable' });
      continue;
    }
    taken.add(other.column);
    pairs.push({ name: column.name, columns: [column.column, other.column], kind: column.kind });
  }
  for (const column of right) if (!taken.has(column.column)) skipped.push({ column: column.name, why: 'oneTable' });
  return pairs;
}

function sample(table: Table, column: number): string[] {
  const step = Math.max(1, Math.floor(table.rows.length / sampleRows));
  const values: string[] = [];
  for (let row = 0; row < table.rows.length; row += step) values.push(table.rows[row]?.[column] ?? '');
  return values;
}

/** Whether a column numbers the rows: each has a value of its own, by its name or place it is an id, and it says nothing across tables. */
export function isKey(tables: readonly Table[], t: number, column: number): boolean {
  const table = tables[t] as Table;
  const named = /\b(id|key|uuid|guid|rec|record|row|index|nr|no)\b/.test(headerWords(table.columns[column] ?? ''));
  if (!named && column > 0) return false;
  const own = new Set<string>();
  for (const row of table.rows) own.add(row[column] ?? '');
  if (own.size < table.rows.length || own.has('')) return false;
  const numbers = [...own].map(Number);
  const isCounted =
    numbers.every(Number.isInteger) &&
    Math.max(...numbers.slice(0, 1e5)) - Math.min(...numbers.slice(0, 1e5)) < 2 * own.size;
  if (isCounted) return true;
  const other = tables[1 - t];
  if (!other || !named) return named || /\d/.test([...own][0] ?? '');
  const at = other.columns.findIndex((name) => headerWords(name) === headerWords(table.columns[column] ?? ''));
  return at < 0 || !other.rows.some((row) => own.has(row[at] ?? ''));
}

/** Rows by table and by their values, so that the result is the same in whatever order they come. */
function canonicalOrder(tables: readonly Table[], pairings: readonly Pairing[]): { table: number; row: number }[] {
  const rows = tables.flatMap((table, t) =>
    table.rows.map((values, row) => ({
      table: t,
      row,
      key: pairings.map(({ columns }) => presentText(values[columns[t] as number]) ?? '').join('\u0001'),
      rest: values,
    })),
  );
  rows.sort((a, b) => {
    if (a.table !== b.table) return a.table - b.table;
    if (a.key !== b.key) return a.key < b.key ? -1 : 1;
    const [x, y] = [a.rest.join('\u0001'), b.rest.join('\u0001')];
    return x < y ? -1 : x > y ? 1 : 0;
  });
  return rows.map(({ table, row }) => ({ table, row }));
}
