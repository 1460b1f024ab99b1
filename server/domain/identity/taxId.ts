/** A number has so many digits at least: fewer are a note, or a default. */
const minDigits = 6;
/** Real numbers have more different digits; `000000000`, `100000001` and `121212121` are typed to fill a field. */
const minDifferent = 3;

/**
 * A tax id as it is compared, without its separators: `DE 136.695.976` is `DE136695976`. Null for what fills a field and is no number:
 * `UNKNOWN`, `000000000`, `123456789`.
 */
export function readTaxId(text: string): string | null {
  const id = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const digits = [...id.replace(/[A-Z]/g, '')].map(Number);
  if (digits.length < minDigits || new Set(digits).size < minDifferent) return null;
  return isRun(digits, 1) || isRun(digits, 9) ? null : id;
}

/** Whether each digit is the one before it and so many more; 9 comes before 0. */
const isRun = (digits: readonly number[], step: number): boolean =>
  digits.every((digit, i) => i === 0 || digit === ((digits[i - 1] as number) + step) % 10);
