import { read } from './read.ts';
import type { FieldType } from './reliedOn.ts';

/** How a field stands in a page: `missing` when no row has it, `retyped` when a row has it as something else. Null is no value and fine. */
export type Verdict = 'good' | 'missing' | 'retyped';

/** Judges a field over the bodies of a page, of which there is at least one. */
export function judge(bodies: readonly unknown[], field: string, type: FieldType): Verdict {
  let absent = 0;
  for (const body of bodies) {
    const value = read(body, field);
    if (value === undefined) absent++;
    else if (!isOf(value, type)) return 'retyped';
  }
  return absent === bodies.length ? 'missing' : 'good';
}

/** Whether a body has the field as it should be: null, or a value of the type. */
export function hasGood(body: unknown, field: string, type: FieldType): boolean {
  const value = read(body, field);
  return value !== undefined && isOf(value, type);
}

/** The body with a field as it was in an earlier one. Neither is changed. */
export function withFieldOf(body: unknown, earlier: unknown, field: string): unknown {
  const put = (target: unknown, parts: readonly string[], value: unknown): unknown => {
    const [head, ...rest] = parts;
    if (head === undefined) return value;
    const own = target !== null && typeof target === 'object' && !Array.isArray(target) ? target : {};
    return { ...own, [head]: put((own as Record<string, unknown>)[head], rest, value) };
  };
  return put(body, field.split('.'), read(earlier, field));
}

function isOf(value: unknown, type: FieldType): boolean {
  if (value === null) return true;
  if (type === 'list') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  return typeof value === { text: 'string', number: 'number', flag: 'boolean' }[type];
}
