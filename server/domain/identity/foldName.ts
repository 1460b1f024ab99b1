/** Letters that stand for others and that no normal form takes apart. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ł: 'l',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
};

/**
 * A name as words of lower-case letters and digits, one space between them: compatibility form (NFKD), no marks, no punctuation. What
 * people type without accents and what a source writes with them come out the same. May be empty.
 */
export function foldName(name: string): string {
  return (
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[ßæœøđðħłþıς]/g, (letter) => letters[letter] ?? letter)
      // "B.V." and "S.A." are one word each.
      .replace(/\b(\p{L})\.(?=\p{L}(\.|\b))/gu, '$1')
      .replace(/&/g, ' and ')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  );
}
