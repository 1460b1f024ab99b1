import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redactEmails } from './redactEmails.ts';

it('replaces addresses inside any text, and nothing else', () => {
  expect(redactEmails({ a: ['x <ida.b+c@acme.co.uk>, y'], n: 1, z: null })).toEqual({
    a: ['x <…@…>, y'],
    n: 1,
    z: null,
  });
  fc.assert(fc.property(fc.emailAddress(), (email) => !JSON.stringify(redactEmails([email])).includes(email)));
  fc.assert(
    fc.property(
      fc.jsonValue().filter((v) => !JSON.stringify(v).includes('@')),
      (value) => {
        expect(JSON.stringify(redactEmails(value))).toBe(JSON.stringify(value));
      },
    ),
  );
});
