import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonLetters } from './commonLetters.ts';
import { editDistance } from './editDistance.ts';
import { foldText, wordsOf } from './foldText.ts';
import { jaroWinkler } from './jaroWinkler.ts';
import { phoneticKey } from './phoneticKey.ts';

const short = fc.string({ unit: fc.constantFrom(...'abcdéж中'), maxLength: 8 });

describe('edit distance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['ca', 'ac', 1],
    ['', 'abc', 3],
    ['motors', 'mortars', 2],
  ])('%s, %s: %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  it('is symmetric, 0 only for equal texts, and cut off exactly', () => {
    fc.assert(
      fc.property(short, short, fc.nat(6), (a, b, most) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b, most)).toBe(Math.min(distance, most + 1));
      }),
    );
  });
});

describe('Jaro-Winkler', () => {
  it.each([
    ['martha', 'marhta', 0.9611],
    ['dixon', 'dicksonx', 0.8133],
    ['dwayne', 'duane', 0.84],
    ['abc', 'xyz', 0],
  ])('%s, %s: %f, as published', (a, b, similarity) => expect(jaroWinkler(a, b)).toBeCloseTo(similarity, 4));

  it('is symmetric, from 0 to 1, and the same with a bound that it reaches', () => {
    fc.assert(
      fc.property(short, short, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, atLeast) => {
        const similarity = jaroWinkler(a, b);
        expect(jaroWinkler(b, a)).toBe(similarity);
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
        if (similarity >= atLeast) expect(jaroWinkler(a, b, atLeast)).toBe(similarity);
        else expect(jaroWinkler(a, b, atLeast)).toBeLessThan(atLeast);
      }),
    );
  });
});

it('common letters are never fewer than there are', () => {
  fc.assert(
    fc.property(short, short, (a, b) => {
      const rest = [...b];
      const common = [...a].filter((c) => rest.includes(c) && rest.splice(rest.indexOf(c), 1)).length;
      expect(commonLetters(a, b)).toBeGreaterThanOrEqual(common);
      expect(commonLetters(a, b)).toBe(commonLetters(b, a));
    }),
  );
});

describe('folded text', () => {
  it.each([
    ['ÅNGSTRÖM', 'angstrom'],
    ['Straße', 'strasse'],
    ['ﬁnal', 'final'],
    ['İstanbul', 'istanbul'],
    ['Łódź', 'lodz'],
    ['Зеленський', 'zelenskii'],
    ['Μητσοτάκης', 'mitsotakis'],
    ['Օբամա', 'obama'],
    ['თბილისი', 'tbilisi'],
    ['مُحَمَّد', 'mhmd'],
    ['נְתַנְיָהוּ', 'ntnyhv'],
    ['トヨタ', 'toyota'],
    ['ﾄﾖﾀ', 'toyota'],
    ['삼성', 'samseong'],
    ['中国', '中国'],
    ['नरेन्द्र', 'नरेन्द्र'],
  ])('%s: %s', (text, folded) => expect(foldText(text)).toBe(folded.normalize('NFKD')));

  it('stays as it is when folded again, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => foldText(foldText(text)) === foldText(text)),
      {
        numRuns: 300,
      },
    );
  });

  it('has words of letters and digits', () => {
    expect(wordsOf("O'Brien-Smith, 3rd  floor")).toEqual(['obrien', 'smith', '3rd', 'floor']);
    expect(wordsOf('— ! —')).toEqual([]);
  });
});

it('words that sound alike have one key', () => {
  for (const [a, b] of [
    ['schmidt', 'schmitt'],
    ['philip', 'filip'],
    ['meier', 'mayer'],
    ['catherine', 'katherine'],
  ] as const)
    expect(phoneticKey(a), `${a} ${b}`).toBe(phoneticKey(b));
  expect(phoneticKey('miller')).not.toBe(phoneticKey('carter'));
});
