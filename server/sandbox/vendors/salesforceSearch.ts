import { firstPlace } from './firstPlace.ts';
import type { Row } from './salesforceCommerce.ts';
import { type Condition, matches, readField, type Soql } from './soql.ts';

/** The rows of an object in the order of their stamps, and by the values of fields that were asked for. */
export type Table = { name: string; rows: Row[]; byField: Map<string, Map<unknown, Row[]>> };

/** To be called after a row has changed or come. */
export function reorder(table: Table): void {
  table.rows.sort(byStamp);
  table.byField.clear();
}

/**
 * The rows that a query finds, in the order of their stamps or from the last one on. A table of a million rows is asked for page after page,
 * so that it is not looked through each time: reading begins at the stamp that is asked for, and rows that are named are looked up.
 */
export function search(table: Table, { where, limit, descending }: Soql, withDeleted: boolean): Row[] {
  const named = where?.op === 'in' ? rowsNamed(table, where.field, where.values) : null;
  const rows = named ?? table.rows;
  const least = leastStamp(where);
  const first = named ? 0 : firstPlace(rows, (row) => Date.parse(row.SystemModstamp) >= least);
  const found: Row[] = [];
  for (let n = first; n < rows.length && found.length < (limit ?? Number.POSITIVE_INFINITY); n++) {
    const row = rows[descending ? rows.length - 1 - (n - first) : n] as Row;
    if ((withDeleted || !row.IsDeleted) && matches(row, where)) found.push(row);
  }
  return found;
}

function rowsNamed(table: Table, field: string, values: readonly unknown[]): Row[] {
  const known = table.byField.get(field) ?? Map.groupBy(table.rows, (row) => readField(row, field));
  table.byField.set(field, known);
  return [...new Set(values)].flatMap((value) => known.get(value) ?? []).sort(byStamp);
}

/** The epoch ms before which no row can match. */
function leastStamp(condition: Condition | null): number {
  if (condition?.op === 'and') return Math.max(leastStamp(condition.left), leastStamp(condition.right));
  if (condition?.op === 'or') return Math.min(leastStamp(condition.left), leastStamp(condition.right));
  if (condition?.op !== '>' && condition?.op !== '>=' && condition?.op !== '=') return Number.NEGATIVE_INFINITY;
  const isStamp = condition.field === 'SystemModstamp' && typeof condition.value === 'number';
  return isStamp ? Number(condition.value) : Number.NEGATIVE_INFINITY;
}

function byStamp(a: Row, b: Row): number {
  if (a.SystemModstamp === b.SystemModstamp) return a.Id < b.Id ? -1 : 1;
  return a.SystemModstamp < b.SystemModstamp ? -1 : 1;
}
