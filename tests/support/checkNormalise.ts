import fc from 'fast-check';
import { expect } from 'vitest';
import type { Fact } from '../../server/domain/model.ts';
import type { Connector, RawRecord } from '../../server/domain/ports.ts';
import { anyValue, hostileTexts, pathsOf, withValue } from './hostileValues.ts';

const config = { instance: 'x.example' };

/**
 * What every `normalise` owes, tried on one good record: it never throws and never changes its input, unknown fields make no
 * difference, and with any field absent, null, of another type or hostile it gives nothing or a fact that keeps its promises.
 */
export function checkNormalise(connector: Connector, record: RawRecord): void {
  const good = connector.normalise(record, config);
  expect(good).not.toBeNull();
  const check = (body: unknown) => {
    const before = JSON.stringify(body);
    const fact = connector.normalise({ ...record, body }, config);
    expect(JSON.stringify(body)).toBe(before);
    if (fact) checkFact(fact, record);
    return fact;
  };

  expect(check({ ...(record.body as object), brand_new_field: { deep: [1] }, anotherOne: 'x' })).toEqual(good);
  for (const path of pathsOf(record.body)) {
    if (path.length > 0) check(withValue(record.body, path));
    for (const value of [null, 0, -1, 1.5, true, [], {}, ...hostileTexts]) check(withValue(record.body, path, value));
  }
  const paths = pathsOf(record.body);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...paths.filter((p) => p.length === 1)), anyValue), {
        minLength: 1,
        maxLength: 6,
      }),
      (changes) => {
        const body = changes.reduce((b, [path, value]) => withValue(b, path, value), record.body as unknown);
        const fact = connector.normalise({ ...record, body }, config);
        if (fact) checkFact(fact, record);
      },
    ),
    { numRuns: 100 },
  );
  fc.assert(
    fc.property(anyValue, fc.string(), fc.string(), (body, kind, id) => {
      connector.normalise({ ...record, body, kind, id }, config);
      const fact = connector.normalise({ ...record, body }, config);
      if (fact) checkFact(fact, record);
    }),
    { numRuns: 100 },
  );
}

/** What the rest of the program relies on, whatever the source sent. */
function checkFact(fact: Fact, record: RawRecord): void {
  expect(fact.key).toMatchObject({ source: record.source, kind: record.kind });
  expect(fact.modifiedAt).toBe(record.modifiedAt);
  expect(URL.parse(fact.url ?? '')?.protocol).toBe('https:');
  expect(fact.url).not.toMatch(/[\s<>"']/);
  const visit = (value: unknown, name: string) => {
    if (Array.isArray(value)) for (const one of value) visit(one, name);
    else if (value !== null && typeof value === 'object') {
      for (const [key, one] of Object.entries(value)) visit(one, key);
    } else if (typeof value === 'string') {
      expect(value.length, name).toBeLessThanOrEqual(1100);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
      expect(value, name).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      expect(value.isWellFormed(), name).toBe(true);
      if (/On$/.test(name)) expect(value).toMatch(/^\d{4}-\d\d-\d\d$/);
      if (name === 'currency') expect(value).toMatch(/^[A-Z]{3}$/);
      if (name === 'companyId' || name === 'companyIds') expect(value).toMatch(/^[A-Za-z0-9_-]+$/);
    } else if (typeof value === 'number') {
      expect(Number.isFinite(value), `${name} is ${value}`).toBe(true);
      if (/At$|Minor$/.test(name)) expect(Number.isSafeInteger(value), `${name} is ${value}`).toBe(true);
    } else if (value === undefined) expect.unreachable(`${name} is undefined; unknown is null`);
  };
  visit(fact, 'fact');
}
