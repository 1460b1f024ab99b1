import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalSalesforceId, salesforceChecksum } from './salesforceId.ts';

const id15 = fc.stringMatching(/^[A-Za-z0-9]{15}$/);

describe('the 18 characters of a Salesforce id', () => {
  // Ids that Salesforce's own documentation and public examples give in both lengths.
  it.each([
    ['001A0000006Vm9r', '001A0000006Vm9rIAC'],
    ['0014v00000W4IRL', '0014v00000W4IRLAA3'],
    ['001000000000001', '001000000000001AAA'],
    ['00Q000000000000', '00Q000000000000EAA'],
    ['AAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAA555'],
    ['aaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaAAA'],
  ])('of %s are %s', (short, long) => {
    expect(canonicalSalesforceId(short)).toBe(long);
    expect(canonicalSalesforceId(long)).toBe(long);
    expect(short + salesforceChecksum(short)).toBe(long);
  });

  it.each([
    '',
    '001',
    '001A0000006Vm9',
    '001A0000006Vm9rI',
    '001A0000006Vm9rIAA',
    '001A0000006Vm9riac',
    '001A0000006Vm9r-',
    ' 001A0000006Vm9r',
    '001A0000006Vm9r\n',
    '00ïA0000006Vm9r',
    '001A0000006Vm9rIACX',
  ])('%j is no id', (text) => expect(canonicalSalesforceId(text)).toBeNull());

  it('tell apart ids that differ in case only, and are the same for both lengths', () => {
    fc.assert(
      fc.property(id15, id15, (a, b) => {
        const long = canonicalSalesforceId(a) as string;
        expect(long).toHaveLength(18);
        expect(canonicalSalesforceId(long)).toBe(long);
        // Case-insensitive systems may compare the long form.
        if (a !== b) expect(long.toUpperCase()).not.toBe(canonicalSalesforceId(b)?.toUpperCase());
      }),
    );
    fc.assert(
      fc.property(id15, fc.nat(14), (id, at) => {
        const letter = id[at] as string;
        const swapped = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
        const other = id.slice(0, at) + swapped + id.slice(at + 1);
        if (other === id) return;
        expect(canonicalSalesforceId(other)?.toUpperCase()).not.toBe(canonicalSalesforceId(id)?.toUpperCase());
        expect(canonicalSalesforceId(other + salesforceChecksum(id))).toBeNull();
      }),
    );
  });
});
