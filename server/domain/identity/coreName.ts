import { foldName } from './foldName.ts';

/** Legal forms of the markets we know, after normalisation. Removing them is what makes name comparison precise (docs/adr on identity). */
const legalForms = new Set([
  'inc',
  'incorporated',
  'llc',
  'llp',
  'lp',
  'corp',
  'corporation',
  'co',
  'company',
  'ltd',
  'limited',
  'plc',
  'gmbh',
  'ag',
  'kg',
  'ohg',
  'ug',
  'mbh',
  'se',
  'sas',
  'sarl',
  'sa',
  'sasu',
  'bv',
  'nv',
  'ab',
  'as',
  'asa',
  'aps',
  'oy',
  'oyj',
  'kk',
  'ltda',
  'eireli',
  'pvt',
  'private',
  'pty',
  'spa',
  'srl',
  'sl',
  'slu',
  'sro',
  'doo',
  'kft',
  'zrt',
]);

/** A name without what people add to it to mark a record: "(old)", "(do not use)". */
export function unmarkedName(name: string): string {
  return name.replace(/\((old|duplicate|do not use|inactive)\)/gi, ' ').trim();
}

/** A company name reduced to what identifies it: folded, without its legal form and without "(old)". May be empty. */
export function coreName(name: string): string {
  const words = foldName(unmarkedName(name))
    .split(' ')
    .filter((word) => word !== '');
  const kept = words.filter(
    (word, i) => !(legalForms.has(word) || (word === 'and' && legalForms.has(words[i + 1] ?? ''))),
  );
  return (kept.length > 0 ? kept : words).join(' ');
}
