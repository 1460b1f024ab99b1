/** A question whose good answer is kept for a while, so that going from list to list does not ask again each time. */
export type KeptAnswer<T> = { ask(): Promise<T>; forget(): void };

/** @param forMs how long an answer is kept that `isGood`; others are asked for anew. */
export function keepAnswer<T>(
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean,
  forMs: number,
  now: () => number,
): KeptAnswer<T> {
  let kept: { answer: Promise<T>; at: number } | null = null;
  const forget = (which = kept): void => {
    if (kept === which) kept = null;
  };
  return {
    ask() {
      if (kept && now() - kept.at < forMs) return kept.answer;
      const own = { answer: ask(), at: now() };
      kept = own;
      own.answer.then(
        (answer) => isGood(answer) || forget(own),
        () => forget(own),
      );
      return own.answer;
    },
    forget: () => forget(),
  };
}
