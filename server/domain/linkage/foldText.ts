import { transliterate } from './transliterate.ts';

/**
 * Marks that a person may leave out: accents, the vowel points of Arabic and Hebrew. Those of Indic scripts are vowels and stay;
 * so does the sound mark of kana, which makes other syllables.
 */
const marks = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]/g;

/** Text reduced to what is compared: compatibility form (NFKD), lower case, without marks, in Latin letters where that is possible. Punctuation stays. */
export function foldText(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  // Lower case may bring a new mark (İ), and NFKD a new capital, so both come before the marks go.
  return transliterate(text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(marks, ''));
}

/** The words of a text: runs of letters and digits after folding. An apostrophe joins ("O'Brien"), other punctuation divides. */
export function wordsOf(text: string): string[] {
  return (
    foldText(text)
      .replace(/['’ʼ`´‘]/g, '')
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []
  );
}
