import type { Row } from './salesforceCommerce.ts';

export const version = 'v67.0';

export function attributes(object: string, id: string) {
  return { type: object, url: `/services/data/${version}/sobjects/${object}/${id}` };
}

/** The fields of a row that a query names. */
export function project(row: Row, fields: readonly string[], object: string): Record<string, unknown> {
  const out: Record<string, unknown> = { attributes: attributes(object, row.Id) };
  for (const field of fields) put(out, row, field.split('.'));
  return out;
}

/** Copies one field, of another object behind a reference (`Owner.Name`) as well. */
function put(out: Record<string, unknown>, row: Record<string, unknown>, [head = '', ...rest]: string[]): void {
  const value = row[head];
  if (rest.length === 0 || value === null) out[head] = value;
  else {
    out[head] ??= { attributes: { type: head === 'Owner' ? 'User' : head } };
    put(out[head] as Record<string, unknown>, value as Record<string, unknown>, rest);
  }
}
