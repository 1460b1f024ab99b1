import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { category, email, id, number, phone, postcode, website } from './codeKinds.ts';
import { date, readDay } from './dateKind.ts';
import { detectKind } from './detectKind.ts';
import { company, familyName, fullName, givenName } from './nameKinds.ts';
import { text } from './textKind.ts';

const kinds = [
  givenName,
  familyName,
  fullName,
  company,
  date,
  email,
  phone,
  website,
  postcode,
  id,
  number,
  category,
  text,
];

describe.each(kinds.map((kind) => [kind.id, kind] as const))('%s', (_, kind) => {
  const value = fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '1971-06-24',
        '24.06.1971',
        'Ann Lee',
        'Lee, Ann',
        'ann@a.org',
        'b.co/x',
        '+49 30 1234567',
        'Acme GmbH',
      ),
    )
    .map(kind.read);

  it('reads and compares anything without throwing, and in either order the same', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        if (a === null || b === null || a === b) return;
        const level = kind.compare(a, b);
        expect(level).toBe(kind.compare(b, a));
        expect(level).toBeGreaterThan(0);
        expect(level).toBeLessThan(kind.levels.length);
        for (const key of kind.keys(a)) expect(typeof key).toBe('string');
      }),
    );
  });

  it('has no value where there is none', () => {
    for (const nothing of ['', '  ', 'NULL', 'n/a', '-', 'None', 'unknown']) expect(kind.read(nothing)).toBeNull();
  });
});

const level = (kind: (typeof kinds)[number], a: string, b: string) => {
  const [left, right] = [kind.read(a), kind.read(b)];
  if (left === null || right === null) return null;
  return kind.levels[left === right ? 0 : kind.compare(left, right)];
};

describe('levels', () => {
  it.each([
    [givenName, 'Zoë', 'zoe', 'same'],
    [givenName, 'Rob', 'Robert', 'alike'],
    [givenName, 'Jon', 'John', 'near'],
    [familyName, 'Lee', 'Smith', 'different'],
    [fullName, 'Lee, Ann', 'Ann Lee', 'same words'],
    [fullName, 'Ann Lee', 'A. B. Lee', 'alike'],
    [fullName, 'Ann Lee', 'Bob Lee', 'shares a word'],
    [company, 'Acme GmbH', 'ACME', 'same'],
    [company, 'Acme Rockets', 'Acme Rocket', 'near'],
    [company, 'Acme Fund I', 'Acme Fund II', 'differs in a number'],
    [company, 'Acme Fund', 'Initech Fund', 'different'],
    [date, '1971-06-24', '24.06.1971', 'same'],
    [date, '1971-06-05', '1971-05-06', 'one digit off, or day and month swapped'],
    [date, '1971-06-24', '1971-06-25', 'one digit off, or day and month swapped'],
    [date, '1971-06-24', '1985-06-24', 'two of year, month and day the same'],
    [date, '1971-06-24', '1985-01-02', 'different'],
    [email, 'ANN.LEE@a.org', 'ann.lee@b.org', 'same name, other domain'],
    [email, 'ann.lee@a.org', 'an.le@a.org', 'near'],
    [email, 'ann.lee@a.org', 'bob@b.org', 'different'],
    [phone, '+49 30 1234567', '030 / 123 45 67', 'same'],
    [phone, '030 1234567', '030 1234568', 'one slip'],
    [website, 'https://www.acme.com/about', 'acme.com', 'same'],
    [postcode, 'SW1A 1AA', 'sw1a1aa', 'same'],
    [postcode, '12345', '12354', 'one slip'],
    [postcode, '12345', '12389', 'same area'],
    [id, '123-456', '123456', 'same'],
    [id, '1234567', '1243567', 'one slip'],
    [id, '1234567', '7654321', 'different'],
    [text, 'Long Street', 'Long Stret', 'near'],
    [text, 'north bridge road', 'bridge road', 'alike'],
    [text, 'north bridge road', 'elm lane', 'different'],
  ])('%o: %s, %s', (kind, a, b, expected) => expect(level(kind, a, b)).toBe(expected));
});

describe('dates', () => {
  it.each([
    ['19710624', '19710624'],
    ['24/06/1971', '19710624'],
    ['06/24/1971', '19710624'],
    ['1971-6-4T10:00:00Z', '19710604'],
    ['1971.06.24 12:00', '19710624'],
    ['24 June 1971', null],
    ['0000-00-00', null],
    ['12', null],
  ])('%s is %s', (text, day) => expect(readDay(text)).toBe(day));
});

describe('the kind of a column', () => {
  const some = (make: (i: number) => string) => Array.from({ length: 200 }, (_, i) => make(i));
  const letters = (i: number) => String.fromCharCode(97 + (i % 26), 97 + ((i * 7) % 23), 97 + Math.floor(i / 26));
  const names = some((i) => `Ann${letters(i)}`);

  it.each([
    ['given_name', names, 'givenName'],
    ['firstName', names, 'givenName'],
    ['Nachname', names, 'familyName'],
    ['Name', names.map((n) => `${n} Meier`), 'fullName'],
    ['Name', names.map((n) => `${n} GmbH`), 'company'],
    ['account_name', names, 'company'],
    ['Unternehmen', names, 'company'],
    ['DOB', some((i) => `19${10 + (i % 80)}0624`), 'date'],
    ['date', names, 'text'],
    ['whatever', some((i) => `user${i}@mail.org`), 'email'],
    ['whatever', some((i) => `https://site${i}.org`), 'website'],
    ['whatever', some((i) => `+49 30 ${1_000_000 + i * 7}`), 'phone'],
    ['whatever', some((i) => String(1_000_000 + i * 7)), 'id'],
    ['whatever', some((i) => `${i} Long Street`), 'text'],
    ['whatever', some((i) => (i % 2 ? 'red' : 'blue')), 'category'],
    ['PLZ', some((i) => String(10_000 + i)), 'postcode'],
    ['house number', some((i) => String(i)), 'number'],
    ['soc_sec_id', some((i) => String(1_000_000 + i * 7)), 'id'],
    ['Country', some((i) => ['DE', 'FR', 'US'][i % 3] as string), 'category'],
    ['city', names, 'text'],
    ['', [], 'text'],
  ])('%s', (header, values, kind) => expect(detectKind(header, values).id).toBe(kind));

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 30 }),
        (header, values) => {
          expect(kinds).toContain(detectKind(header, values));
        },
      ),
    );
  });
});
