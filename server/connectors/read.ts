/**
 * Readers for raw vendor objects. They never throw: what is absent or of another type is null. `body` is unknown on purpose,
 * because a source may send anything.
 */
export function read(body: unknown, path: string): unknown {
  let value = body;
  for (const part of partsOf(path)) {
    if (value === null || typeof value !== 'object') return undefined;
    value = Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined;
  }
  return value;
}

/** Paths are written in the code, so there are few, and each is taken apart once. */
const parts = new Map<string, readonly string[]>();
function partsOf(path: string): readonly string[] {
  const known = parts.get(path);
  if (known) return known;
  const taken = path.split('.');
  parts.set(path, taken);
  return taken;
}

/** Control characters other than tab and newline have no business in a name and can garble a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Most texts are like this, and then there is nothing to clean. */
const plain = /^[!-~](?:[ -~]*[!-~])?$/;

/** Non-empty trimmed text of at most `max` characters, or null. */
export function text(body: unknown, path: string, max = 500): string | null {
  const value = read(body, path);
  if (typeof value !== 'string') return null;
  if (value.length <= max && plain.test(value)) return value;
  // Cut before the work: a value may be megabytes long.
  const clean = value
    .slice(0, max * 4)
    .toWellFormed()
    .replace(control, '')
    .trim();
  if (clean === '') return null;
  // No more code units than allowed characters: nothing to cut.
  return clean.length <= max ? clean : Array.from(clean).slice(0, max).join('').trimEnd();
}

/** An id as text: strings, and whole numbers as vendors send them. */
export function id(body: unknown, path: string): string | null {
  const value = read(body, path);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return String(value);
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value) ? value : null;
}

/** The ids of a list, each once, at most 100: copied people and the like. What is no id is left out. */
export function ids(body: unknown, path: string): string[] {
  const found = list(body, path)
    .slice(0, 1000)
    .flatMap((value) => id({ value }, 'value') ?? []);
  return [...new Set(found)].slice(0, 100);
}

/** Ids in one text, separated by semicolons, as HubSpot lists them. What is no id is left out. */
export function idList(body: unknown, path: string, form: RegExp): string[] {
  const value = read(body, path);
  if (typeof value !== 'string') return [];
  return value
    .slice(0, 100_000)
    .split(';')
    .map((part) => part.trim())
    .filter((part) => form.test(part));
}

export function number(body: unknown, path: string): number | null {
  const value = read(body, path);
  const n = typeof value === 'string' && /^\s*-?\d/.test(value) ? Number(value) : value;
  return typeof n === 'number' && Number.isFinite(n) ? n : null;
}

export function integer(body: unknown, path: string): number | null {
  const n = number(body, path);
  return n !== null && Number.isSafeInteger(n) ? n : null;
}

/** A length of time or a count: zero or more, else null. */
export function amount(body: unknown, path: string): number | null {
  const n = number(body, path);
  return n !== null && n >= 0 ? n : null;
}

/** True for `true` and for HubSpot's `"true"`. */
export function flag(body: unknown, path: string): boolean {
  const value = read(body, path);
  return value === true || value === 'true';
}

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** An ISO 8601 instant (also Salesforce's `+0000`; UTC when no zone is named) as epoch milliseconds. */
export function instant(body: unknown, path: string): number | null {
  const value = read(body, path);
  const zone = typeof value === 'string' ? instantForm.exec(value) : null;
  if (!zone) return null;
  const text = zone[0];
  const zoned =
    zone[3] === undefined ? `${text}Z` : zone[3] === 'Z' ? text : text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  const ms = Date.parse(zoned);
  return Number.isFinite(ms) ? ms : null;
}

/** A Unix time in seconds as epoch milliseconds. */
export function unixTime(body: unknown, path: string): number | null {
  const seconds = number(body, path);
  return seconds === null || seconds <= 0 || seconds > 1e11 ? null : Math.round(seconds * 1000);
}

/** A calendar day `YYYY-MM-DD` that exists, also from an instant. */
export function day(body: unknown, path: string): string | null {
  const value = read(body, path);
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d(T|$)/.test(value)) return null;
  const text = value.slice(0, 10);
  const ms = Date.parse(text);
  // Date.parse takes 31 February for 3 March.
  return Number.isFinite(ms) && new Date(ms).getUTCDate() === Number(text.slice(8)) ? text : null;
}

export function list(body: unknown, path: string): unknown[] {
  const value = read(body, path);
  return Array.isArray(value) ? value : [];
}

/** The texts of a list, each cleaned as `text` does; at most 1,000. */
export function texts(body: unknown, path: string): string[] {
  return list(body, path)
    .slice(0, 1000)
    .flatMap((value) => text({ value }, 'value') ?? []);
}

/** The entry of a table under `name`, never one of Object's own members (a source may well send `constructor`). */
export function entry<T>(table: Readonly<Record<string, T>>, name: string | null): T | null {
  return name !== null && Object.hasOwn(table, name) ? (table[name] as T) : null;
}

/** The first own property whose name matches and whose value `reader` can read: custom fields have a name of the customer's choosing. */
export function byName<T>(body: unknown, name: RegExp, reader: (body: unknown, path: string) => T | null): T | null {
  if (body === null || typeof body !== 'object') return null;
  for (const key of Object.keys(body)) {
    const value = matches(name, key) && !key.includes('.') ? reader(body, key) : null;
    if (value !== null) return value;
  }
  return null;
}

/** The records of a source have the same names again and again, so each is compared once. Bounded: a source may send any name. */
const maxNames = 5_000;
const compared = new WeakMap<RegExp, Map<string, boolean>>();
function matches(name: RegExp, key: string): boolean {
  const known = compared.get(name) ?? new Map<string, boolean>();
  const before = known.get(key);
  if (before !== undefined) return before;
  const isMatch = name.test(key);
  if (known.size < maxNames) compared.set(name, known.set(key, isMatch));
  return isMatch;
}
