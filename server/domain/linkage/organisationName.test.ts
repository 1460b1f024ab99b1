import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from './foldText.ts';
import {
  compareOrganisationNames,
  organisationNameScore,
  readOrganisationName,
  sameNameScore,
} from './organisationName.ts';

const isSame = (a: string, b: string) => organisationNameScore(a, b) >= sameNameScore;
const compare = (a: string, b: string) => compareOrganisationNames(readOrganisationName(a), readOrganisationName(b));

describe('names of one organisation', () => {
  it.each([
    ['Müller Maschinenbau GmbH', 'Mueller Maschinenbau Gesellschaft mit beschränkter Haftung'],
    ['ACME, Inc.', 'Acme Incorporated'],
    ['The Northwind Group, L.L.C.', 'Northwind LLC'],
    ['A.B.C. Company', 'ABC Co.'],
    ['SoloAG', 'Solo AG'],
    ['Blue & Sons Ltd', 'Blue and Sons Limited'],
    ['Red Wood Company', 'Redwood Company'],
    ['van der Berg B.V.', 'Vanderberg BV'],
    ['Sosnovka Open Joynt Stock Company', 'OAO Sosnovka'],
    ['ООО «Ромашка»', 'Romashka LLC'],
    ['Ελληνικά Πετρέλαια Α.Ε.', 'Ellinika Petrelaia AE'],
    ['株式会社カワサキ', 'カワサキ'],
    ['Harbour Organisation', 'Harbor Organization'],
    ['Regiment Twenty-one', 'Regiment 21'],
    ['Society for Old Trees', 'SOT'],
    ['Sunrise Foods / Morning Foods', 'Morning Foods Ltd'],
    ['Nordlicht Solar Schweiz AG', 'Nordlicht Solar Switzerland AG'],
    ['Fabrikam Eletronics Corp', 'Fabrikam Electronics Corporation'],
  ])('%s = %s', (a, b) => expect(organisationNameScore(a, b)).toBeGreaterThanOrEqual(sameNameScore));
});

describe('names of different organisations', () => {
  it.each([
    ['Bank of Austria', 'Bank of Australia'],
    ['Contoso Import LLC', 'Contoso Export LLC'],
    ['Contoso Systems, Inc.', 'Contoso Industries, Inc.'],
    ['Northwind Sweden AB', 'Northwind Finland AB'],
    ['Northwind', 'Northwind Chile'],
    ['Northwind Partners', 'Northwind Partners III'],
    ['BX plc', 'BY plc'],
    ['Management Company', 'Westgate Management Company'],
    ['Harrison Ltd', 'Hanson Ltd'],
    ['GmbH', 'Ltd'],
    ['', ''],
  ])('%s ≠ %s', (a, b) => expect(organisationNameScore(a, b)).toBeLessThan(sameNameScore));
});

describe('a name that differs in a number', () => {
  it('is near, and says so: series and funds of one house', () => {
    const found = compare('Northwind Mortgage Trust 2006-2', 'Northwind Mortgage Trust 2007-2');
    expect(found.numbersDiffer).toBe(true);
    expect(found.score).toBeGreaterThan(0.9);
    expect(compare('Northwind Trust 7', 'Northwind Trust VII').numbersDiffer).toBe(false);
  });
});

describe('the score', () => {
  const word = fc.constantFrom(
    'Acme',
    'Bank',
    'of',
    'China',
    'Trust',
    'II',
    '7',
    'Group',
    'GmbH',
    'S.A.',
    'Öl',
    'ООО',
    '&',
    'van',
    '/',
    '中国',
  );
  const name = fc.oneof(
    fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
    fc.string({ unit: 'grapheme' }),
  );

  it('is symmetric, from 0 to 1, and 1 for a name and itself', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const score = organisationNameScore(a, b);
        expect(score).toBe(organisationNameScore(b, a));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
    );
    fc.assert(fc.property(name, (a) => organisationNameScore(a, a) === (/[\p{L}\p{N}&]/u.test(foldText(a)) ? 1 : 0)));
  });

  it('does not see case, and a legal form at the end only when there is nothing else', () => {
    fc.assert(fc.property(name, (a) => isSame(a.toLowerCase(), a.toLowerCase()) === isSame(a, a)));
    expect(isSame('Acme', 'ACME Sp. z o.o.')).toBe(true);
  });
});
