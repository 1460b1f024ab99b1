import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, readPath } from './readPath.ts';

describe('a path as its parts', () => {
  it.each([
    ['/agent/tickets/5', 'agent/tickets/5'],
    ['//agent///tickets/5/', 'agent/tickets/5'],
    ['/', ''],
    ['', ''],
    ['/%61gent/%35', 'agent/5'],
    ['/a%2Fb/c', 'a%2Fb/c'],
    ['/a%E0%A4%A/c', 'a%E0%A4%A/c'],
    ['/a%/c', 'a%/c'],
    [`/${'%61'.repeat(101)}/b`, `${'%61'.repeat(101)}/b`],
    [`/${'a/'.repeat(100)}`, 'a/a/a/a/a/a/a/a/a/a/a/a'],
  ])('%s', (path, text) => expect(readPath(path)).toBe(text));

  it('never gives an empty part, or a slash at an end', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[/a%2F]*$/)), (path) => {
        expect(readPath(path)).not.toMatch(/^\/|\/$|\/\//);
      }),
    );
  });
});

it('decodes what the platform decodes, and answers null for the rest', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(?:%[0-9a-fA-F]{1,2}|a)*$/)), (text) => {
      let expected: string | null = null;
      try {
        expected = decodeURIComponent(text);
      } catch {}
      expect(decode(text)).toBe(expected);
    }),
    { numRuns: 1_000 },
  );
});
