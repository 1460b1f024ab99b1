/** How a column becomes numbers. `number`: standardised by mean and spread; `word`: one input for each value. */
export type Column =
  | { kind: 'number'; index: number; name: string; mean: number; spread: number }
  | { kind: 'word'; index: number; name: string; values: string[] };

const maxWords = 30;
const fewNumbers = 2;

/**
 * Whether a column only says which row it is: by its name (`id`, `customer_id`, `accountNumber`), or whole numbers of which none comes
 * twice. Whoever is numbered in the order of joining is numbered by age, and an index of that would look better than it is.
 */
export function isRowNumber(name: string, index: number, rows: readonly (readonly string[])[]): boolean {
  if (/(^|[^a-z])(id|number)$/i.test(name) || /[a-z](Id|ID|Number)$/.test(name)) return true;
  const values = rows.map((row) => row[index] ?? '').filter((v) => v !== '');
  const numbers = new Set(values.map(Number));
  return values.length > fewNumbers && numbers.size === values.length && [...numbers].every(Number.isInteger);
}

/** What each column is, by its values; null for one that says nothing here: an id, a free text, or always the same, however it is written. */
export function readColumn(name: string, index: number, rows: readonly (readonly string[])[]): Column | null {
  const values = rows.map((row) => row[index] ?? '').filter((v) => v !== '');
  const distinct = new Set(values);
  if (distinct.size < 2) return null;
  const numbers = values.map(Number);
  if (distinct.size > fewNumbers && numbers.every(Number.isFinite)) {
    const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
    const spread = Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length);
    return spread === 0 ? null : { kind: 'number', index, name, mean, spread };
  }
  return distinct.size > maxWords ? null : { kind: 'word', index, name, values: [...distinct].sort() };
}

/**
 * Whether a column alone says who had the outcome (`outcomes`: 0 or 1): all numbers of the one kind lie above those of the other, no word
 * is of both kinds, or it is filled for one kind only. Such a column was probably written when the outcome was known.
 */
export function tellsAll(column: Column, rows: readonly (readonly string[])[], outcomes: readonly number[]): boolean {
  const of = (outcome: number) => rows.flatMap((row, i) => (outcomes[i] === outcome ? [row[column.index] ?? ''] : []));
  const [without, having] = [of(0), of(1)];
  if (column.kind === 'word') {
    const known = new Set(without);
    return !having?.some((value) => known.has(value));
  }
  const [low, high] = [without, having].map((values) => values.filter((v) => v !== '').map(Number));
  const isAbove = (a: number[], b: number[]) => Math.min(...a) > Math.max(...b);
  return isAbove(low as number[], high as number[]) || isAbove(high as number[], low as number[]);
}

/** A row as inputs of one scale; a missing number, or what is none, is the mean, a missing word none of the values. */
export function toInputs(columns: readonly Column[], row: readonly string[]): number[] {
  return columns.flatMap((c) => {
    const value = row[c.index] ?? '';
    if (c.kind === 'word') return c.values.map((v) => (v === value ? 1 : 0));
    // A fold may be fitted without the one row in which somebody wrote "n/a".
    return [value === '' || !Number.isFinite(Number(value)) ? 0 : (Number(value) - c.mean) / c.spread];
  });
}

/** The name of each input, in the order of `toInputs`. */
export function inputNames(columns: readonly Column[]): string[] {
  return columns.flatMap((c) => (c.kind === 'word' ? c.values.map((v) => `${c.name} = ${v}`) : [c.name]));
}
