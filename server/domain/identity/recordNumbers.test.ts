import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textsOf } from '../linkage/packedTexts.ts';
import type { SourceKey } from '../model.ts';
import { keyText } from './companyKey.ts';
import { keyOfText, RecordNumbers } from './recordNumbers.ts';

const someKeys = fc.array(
  fc.record({
    source: fc.constantFrom('salesforce', 'file'),
    kind: fc.constantFrom('Account', 'company'),
    // Of few, so that some come twice; ids of files are whatever people wrote.
    id: fc.oneof(fc.nat(300).map(String), fc.string({ unit: 'grapheme' })),
  }),
  // More than the table holds before it grows.
  { minLength: 700, maxLength: 1500 },
);

it('each record has one number, in the order in which they came, and its key can be read again', () => {
  fc.assert(
    fc.property(someKeys, (keys: SourceKey[]) => {
      const records = new RecordNumbers();
      const numbers = keys.map((key) => records.add(key));
      const distinct = [...new Set(keys.map(keyText))];
      expect(numbers).toEqual(keys.map((key) => distinct.indexOf(keyText(key))));
      expect(records.length).toBe(distinct.length);
      expect(distinct.every((text) => records.has(text))).toBe(true);
      expect(records.has('stripe/customer/nobody')).toBe(false);
      const textOf = textsOf(records.packed());
      expect(numbers.map((number) => keyOfText(textOf(number)))).toEqual(keys);
    }),
    { numRuns: 10 },
  );
});
