/**
 * Readers for raw vendor objects. They never throw: what is absent or of another type is null. `body` is unknown on purpose,
 * because a source may send anything.
 */
export function read(body: unknown, path: string): unknown {
  let value = body;
  for (const part of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined;
    value = Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined;
  }
  return value;
}

/** Control characters other than tab and newline have no business in a name and can garble a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const control = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Non-empty trimmed text of at most `max` characters, or null. */
export function text(body: unknown, path: string, max = 500): string | null {
  const value = read(body, path);
  if (typeof value !== 'string') return null;
  const clean = value.replace(control, '').trim();
  return clean === '' ? null : Array.from(clean).slice(0, max).join('');
}

/** An id as text: strings, and whole numbers as vendors send them. */
export function id(body: unknown, path: string): string | null {
  const value = read(body, path);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value) ? value : null;
}

export function number(body: unknown, path: string): number | null {
  const value = read(body, path);
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof n === 'number' && Number.isFinite(n) ? n : null;
}

export function integer(body: unknown, path: string): number | null {
  const n = number(body, path);
  return n !== null && Number.isSafeInteger(n) ? n : null;
}

/** True for `true` and for HubSpot's `"true"`. */
export function flag(body: unknown, path: string): boolean {
  const value = read(body, path);
  return value === true || value === 'true';
}

/** An ISO 8601 instant (also Salesforce's `+0000`) as epoch milliseconds. */
export function instant(body: unknown, path: string): number | null {
  const value = read(body, path);
  if (typeof value !== 'string') return null;
  const ms = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isFinite(ms) ? ms : null;
}

/** A Unix time in seconds as epoch milliseconds. */
export function unixTime(body: unknown, path: string): number | null {
  const seconds = number(body, path);
  return seconds === null || seconds <= 0 || seconds > 1e11 ? null : Math.round(seconds * 1000);
}

/** A calendar day `YYYY-MM-DD`, also from an instant. */
export function day(body: unknown, path: string): string | null {
  const value = read(body, path);
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return null;
  const ms = Date.parse(value.slice(0, 10));
  return Number.isFinite(ms) ? value.slice(0, 10) : null;
}

export function list(body: unknown, path: string): unknown[] {
  const value = path === '' ? body : read(body, path);
  return Array.isArray(value) ? value : [];
}

export function texts(body: unknown, path: string): string[] {
  return list(body, path).flatMap((value) =>
    typeof value === 'string' && value.trim() !== '' ? [value.trim().slice(0, 500)] : [],
  );
}
