import fc from 'fast-check';

/** Texts that a source may well send and that must stay text: markup, formulas, control characters, direction marks, halves of pairs. */
export const hostileTexts = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=HYPERLINK("http://evil.example","x")',
  "'; DROP TABLE source_record; --",
  '\u001b[31mred\u001b[0m',
  'null\u0000byte',
  '\u202egnp.exe',
  '\ud800lone half',
  '__proto__',
  'constructor',
  '{{7*7}}',
  '../../../etc/passwd',
  'x'.repeat(10_000),
  '👩‍👩‍👧‍👦'.repeat(200),
  '',
  ' ',
] as const;

/** Anything that JSON can carry, and a little more. */
export const anyValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 3, arbitrary: fc.anything({ withNullPrototype: true, maxDepth: 2 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(null, undefined, true, 0, -1, 1e308, Number.NaN, Number.POSITIVE_INFINITY, '', [], {}, [
      [],
    ]),
  },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: true }).map((d) => d.toISOString()) },
);

/** The paths of every value inside `body`, those of arrays and objects included. */
export function pathsOf(body: unknown, prefix: string[] = []): string[][] {
  if (body === null || typeof body !== 'object') return [prefix];
  return [prefix, ...Object.entries(body).flatMap(([key, value]) => pathsOf(value, [...prefix, key]))];
}

/** A copy of `body` with another value at `path`; without `value`, the field is absent. */
export function withValue(body: unknown, path: readonly string[], ...value: [unknown?]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value[0];
  const copy: Record<string, unknown> = Array.isArray(body)
    ? ([...body] as unknown as Record<string, unknown>)
    : { ...(body as object) };
  if (rest.length === 0 && value.length === 0) delete copy[key];
  else copy[key] = withValue((body as Record<string, unknown>)[key], rest, ...value);
  return copy;
}
