import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crmSystems, RecordRef, recordKey } from './record.ts';

const ref = fc.record({
  system: fc.constantFrom(...crmSystems),
  instance: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,8}$/),
  object: fc.stringMatching(/^[A-Za-z0-9_?-]{1,8}$/),
  id: fc.stringMatching(/^[A-Za-z0-9]{1,8}$/),
});

describe('a record reference', () => {
  it('has a key that is equal exactly when the record is', () => {
    expect(
      recordKey({
        system: 'salesforce',
        instance: 'acme.lightning.force.com',
        object: 'Account',
        id: '0014v00000W4IRLAA3',
      }),
    ).toBe('salesforce/acme.lightning.force.com/Account/0014v00000W4IRLAA3');
    fc.assert(
      fc.property(ref, ref, (a, b) => {
        expect(RecordRef.safeParse(a).success).toBe(true);
        expect(recordKey(a) === recordKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  it.each([
    ['another system', { system: 'stripe' }],
    ['an instance with a path', { instance: 'acme.example/evil' }],
    ['an instance in capitals', { instance: 'Acme.example' }],
    ['an id with a slash', { id: '1/2' }],
    ['an empty id', { id: '' }],
    ['an object with a line break', { object: 'Account\n' }],
    ['an extra key', { extra: 1 }],
  ])('refuses %s', (_what, change) => {
    const good = { system: 'zendesk', instance: 'acme.zendesk.com', object: 'ticket', id: '1' };
    expect(RecordRef.safeParse(good).success).toBe(true);
    expect(RecordRef.safeParse({ ...good, ...change }).success).toBe(false);
  });
});
