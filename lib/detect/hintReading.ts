import type { Hint, HintResult } from '../contract/detection.ts';
import { readHints } from './readHints.ts';

export type HintReading = {
  /** The page shows another record: what was read before counts no more. */
  turn(): void;
  /** What to look for on this page. */
  expect(hints: readonly Hint[]): void;
  /** The page is at rest; `isLast` when it will not be asked again for this record. */
  look(isLast: boolean): void;
};

/**
 * Reads the hints of a page once for each record: when all are found, or at the last look. What reads the same as for the record before
 * is most likely still that one's, and waits for the last look as well.
 */
export function createHintReading(read: (results: HintResult[]) => void): HintReading {
  let hints: readonly Hint[] = [];
  let before: HintResult[] = [];
  let last: HintResult[] = [];
  const isStale = ({ id, text }: HintResult) => before.some((one) => one.found && one.id === id && one.text === text);
  return {
    turn() {
      hints = [];
      before = last;
    },
    expect(next) {
      hints = next;
    },
    look(isLast) {
      if (hints.length === 0) return;
      const results = readHints(hints);
      if (!isLast && results.some((result) => !result.found || isStale(result))) return;
      hints = [];
      last = results;
      read(results);
    },
  };
}
