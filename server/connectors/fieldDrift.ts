import { list, read } from './read.ts';
import type { FieldType } from './reliedOn.ts';

/**
 * How a field stands in a page: `missing` when no row has it, `retyped` when a row has it as something else. Null is no value and fine.
 * `unseen`: a field of list items, and there was no item.
 */
export type Verdict = 'good' | 'missing' | 'retyped' | 'unseen';

/** Judges a field over the bodies of a page, of which there is at least one. `list[].name` is a field of each item of a list. */
export function judge(bodies: readonly unknown[], field: string, type: FieldType): Verdict {
  const values = bodies.flatMap((body) => valuesOf(body, field));
  if (values.some((value) => value !== undefined && !isOf(value, type))) return 'retyped';
  if (values.length === 0) return 'unseen';
  return values.every((value) => value === undefined) ? 'missing' : 'good';
}

/** Whether a body has the field as it should be: null, or a value of the type; in each item, if it is one of list items. */
export function hasGood(body: unknown, field: string, type: FieldType): boolean {
  return valuesOf(body, field).every((value) => value !== undefined && isOf(value, type));
}

function valuesOf(body: unknown, field: string): unknown[] {
  const [path = '', inItem] = field.split('[].');
  return inItem === undefined ? [read(body, path)] : list(body, path).map((item) => read(item, inItem));
}

/** The body with a field as it was in an earlier one, or the whole list whose items have it. Neither is changed. */
export function withFieldOf(body: unknown, earlier: unknown, field: string): unknown {
  const put = (target: unknown, parts: readonly string[], value: unknown): unknown => {
    const [head, ...rest] = parts;
    if (head === undefined) return value;
    const own = target !== null && typeof target === 'object' && !Array.isArray(target) ? target : {};
    return { ...own, [head]: put((own as Record<string, unknown>)[head], rest, value) };
  };
  const [path = ''] = field.split('[].');
  return put(body, path.split('.'), read(earlier, path));
}

function isOf(value: unknown, type: FieldType): boolean {
  if (value === null) return true;
  if (type === 'list') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  return typeof value === { text: 'string', number: 'number', flag: 'boolean' }[type];
}
