import { editDistance } from './editDistance.ts';
import type { FieldKind } from './fieldKind.ts';
import { foldText } from './foldText.ts';
import { jaroWinkler } from './jaroWinkler.ts';
import { presentText } from './missing.ts';

/** Letters and digits only, folded. */
function readCode(text: string): string | null {
  const present = presentText(text);
  return present === null ? null : foldText(present).replace(/[^\p{L}\p{N}\p{M}]/gu, '') || null;
}

const halves = (value: string) => {
  const middle = Math.ceil(value.length / 2);
  return [`<${value.slice(0, middle)}`, `>${value.slice(middle)}`];
};

/** A number that somebody or something was given: customer, insurance, tax. */
export const id: FieldKind = {
  id: 'id',
  levels: ['same', 'one slip', 'two slips', 'different'],
  read: readCode,
  compare: (a, b) => (Math.min(a.length, b.length) < 4 ? 3 : Math.min(3, editDistance(a, b, 2))),
  keys: halves,
  alone: 'slips',
};

/** Digits; leading zeros of the trunk and the international prefix are dropped by comparing the last nine. */
export const phone: FieldKind = {
  id: 'phone',
  levels: ['same', 'one slip', 'same line, other extension', 'different'],
  read(text) {
    const digits = presentText(text)?.normalize('NFKC').replace(/\D/g, '') ?? '';
    return digits.length < 5 ? null : digits.slice(-9);
  },
  compare(a, b) {
    if (editDistance(a, b, 1) <= 1) return 1;
    return a.length >= 8 && b.length >= 8 && a.slice(0, -2) === b.slice(0, -2) ? 2 : 3;
  },
  keys: (value) => [value.slice(-4), value.slice(0, -3)],
  alone: 'value',
};

export const postcode: FieldKind = {
  id: 'postcode',
  levels: ['same', 'one slip', 'same area', 'different'],
  read: readCode,
  compare(a, b) {
    if (editDistance(a, b, 1) <= 1) return 1;
    return a.length > 3 && b.length > 3 && a.slice(0, -2) === b.slice(0, -2) ? 2 : 3;
  },
  keys: (value) => [value, value.slice(0, -1)],
  alone: 'none',
};

/** House numbers, amounts, years: digits that many records share. */
export const number: FieldKind = {
  id: 'number',
  levels: ['same', 'one slip', 'different'],
  read: readCode,
  compare: (a, b) => (Math.max(a.length, b.length) > 1 && editDistance(a, b, 1) <= 1 ? 1 : 2),
  keys: (value) => [value],
  alone: 'none',
};

/** One of few values: country, state, gender, status. */
export const category: FieldKind = {
  id: 'category',
  levels: ['same', 'one slip', 'different'],
  read: readCode,
  compare: (a, b) => (editDistance(a, b, 1) <= 1 ? 1 : 2),
  keys: (value) => [value],
  alone: 'none',
};

const alike = 0.88;

export const email: FieldKind = {
  id: 'email',
  levels: ['same', 'same name, other domain', 'near', 'alike', 'different'],
  read(text) {
    const present = presentText(text);
    return present === null
      ? null
      : present
          .normalize('NFKC')
          .toLowerCase()
          .replace(/^mailto:|\s/g, '') || null;
  },
  compare(a, b) {
    const [nameA = '', domainA = ''] = a.split('@');
    const [nameB = '', domainB = ''] = b.split('@');
    if (nameA === nameB && nameA !== '') return 1;
    if (editDistance(a, b, 2) <= 2) return 2;
    if (jaroWinkler(nameA, nameB, alike) < alike) return 4;
    return domainA === domainB ? 2 : 3;
  },
  keys(value) {
    const name = value.split('@')[0] ?? '';
    return [name.slice(0, 4), `>${name.slice(-4)}`];
  },
  alone: 'value',
};

/** A site's host, without the address of a page on it. */
export const website: FieldKind = {
  id: 'website',
  levels: ['same', 'one slip', 'different'],
  read(text) {
    const present = presentText(text);
    if (present === null) return null;
    const host = present
      .toLowerCase()
      .replace(/^[a-z]+:\/\//, '')
      .replace(/^www\d?\./, '');
    return host.split(/[/?#:\s]/)[0] || null;
  },
  compare: (a, b) => (editDistance(a, b, 1) <= 1 ? 1 : 2),
  keys: (value) => [value.slice(0, 5)],
  alone: 'value',
};
