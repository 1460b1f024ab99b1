import type { Table } from '../../server/domain/linkage/fields.ts';

const syllables =
  'ba be bo da de do fa fi ga go ha he ja jo ka ke la le lo ma me mi mo na ne no pa pe ra re ri ro sa se so ta te to va ve vi wa ya za'.split(
    ' ',
  );

/** Numbers from 0 to 1, the same for a seed every time (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A table of invented people of whom some are in it twice or three times, with slips, swaps and gaps; the column `person` tells who is
 * who. Names and towns are drawn so that few are common and many rare, as in life.
 */
export function syntheticPeople(rows: number, seed: number): Table {
  const random = seededRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  /** The higher, the rarer. */
  const skewed = (n: number) => Math.floor(n * random() ** 3);
  const word = (n: number, length: number) => {
    let text = '';
    for (let i = 0, rest = n * 7919 + length; i < length; i++, rest = Math.floor(rest / syllables.length) + 13 * i)
      text += syllables[rest % syllables.length];
    return text;
  };
  const two = (n: number) => String(n).padStart(2, '0');
  const columns = [
    'id',
    'given_name',
    'surname',
    'date_of_birth',
    'street',
    'postcode',
    'town',
    'phone',
    'email',
    'person',
  ];
  const person = (i: number) => {
    const given = word(skewed(400), 3);
    const family = word(skewed(6000), 3);
    return [
      given,
      family,
      `${1930 + below(80)}-${two(1 + below(12))}-${two(1 + below(28))}`,
      `${word(skewed(3000), 4)} street ${1 + below(120)}`,
      String(10000 + skewed(20000)),
      word(skewed(800), 3),
      `0${below(9)}${10000000 + below(89999999)}`,
      `${given}.${family}${below(100)}@${word(skewed(50), 2)}.com`,
      String(i),
    ];
  };
  const damaged = (value: string) => {
    const at = below(value.length);
    const kind = below(4);
    if (kind === 0) return value.slice(0, at) + value.slice(at + 1);
    if (kind === 1) return value.slice(0, at) + value.slice(at, at + 1) + value.slice(at);
    if (kind === 2) return `${value.slice(0, at)}${'aeioustn'[below(8)]}${value.slice(at + 1)}`;
    return value.slice(0, at) + value.slice(at + 1, at + 2) + value.slice(at, at + 1) + value.slice(at + 2);
  };
  const people: string[][] = [];
  for (let i = 0; people.length < rows; i++) {
    const original = person(i);
    people.push(original);
    for (let copies = random() < 0.25 ? 1 + below(2) : 0; copies > 0 && people.length < rows; copies--) {
      const copy = original.map((value, c) => {
        if (c === 8 || random() < 0.75) return value;
        return random() < 0.4 ? '' : damaged(value);
      });
      if (random() < 0.05) [copy[0], copy[1]] = [copy[1] as string, copy[0] as string];
      people.push(copy);
    }
  }
  return { name: 'people.csv', columns, rows: people.map((values, i) => [String(i), ...values]) };
}
