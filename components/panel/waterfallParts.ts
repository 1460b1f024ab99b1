import type { Health } from '../../lib/contract/sections.ts';

/** One bar: `points` is rounded to a tenth so that what is on screen adds up; it runs from `from` to `to` on the scale of the score. */
export type WaterfallPart = {
  kind: 'factor' | 'cap';
  id: string;
  value: number | null;
  unit: string;
  points: number;
  from: number;
  to: number;
};

const start = 50;

/**
 * The key of the words for a factor or a limit. Subscriptions of which none is live have ended or are paused, and have words of their own;
 * a server of an older version does not tell these apart from a notice.
 */
export function wordsOf(kind: 'factor' | 'cap', id: string, { factors }: Pick<Health, 'factors'>): string {
  const state = factors.find((f) => f.id === 'endingSubscriptions')?.unit;
  if (id === 'cancellationNotice' && state === 'ended') return 'limitEnded';
  if (id === 'endingSubscriptions' && state === 'ended') return 'subscriptionsEnded';
  if (id === 'endingSubscriptions' && state === 'paused') return 'subscriptionsPaused';
  return `${kind}_${id}`;
}

/**
 * The parts of a score, worst factor first, limits last. Start plus the rounded parts is exactly the score rounded to a tenth:
 * the tenths that rounding loses go to the parts that lost most (largest remainder).
 */
export function waterfallParts(health: Health): { start: number; parts: WaterfallPart[]; total: number } {
  const raw = [
    ...health.factors
      .filter((f) => f.score !== null)
      .map(({ id, value, unit, points }) => ({ kind: 'factor' as const, id, value, unit, points }))
      .sort((a, b) => a.points - b.points),
    ...health.caps.map((c) => ({ kind: 'cap' as const, id: c.id, value: c.ceiling, unit: 'score', points: c.points })),
  ];
  const exact = start + raw.reduce((sum, part) => sum + part.points, 0);
  const total = Math.round((health.score ?? exact) * 10);
  const tenths = raw.map((part) => Math.floor(part.points * 10));
  const byLoss = raw
    .map((part, i) => ({ i, loss: part.points * 10 - (tenths[i] as number) }))
    .sort((a, b) => b.loss - a.loss);
  const lost = total - start * 10 - tenths.reduce((sum, n) => sum + n, 0);
  // A server's rounding may differ by a tenth more than there are parts; the cycle spreads that too.
  for (let k = 0; k < Math.abs(lost) && byLoss.length > 0; k++) {
    const { i } = byLoss[(lost > 0 ? k : byLoss.length - 1 - (k % byLoss.length)) % byLoss.length] as { i: number };
    tenths[i] = (tenths[i] as number) + Math.sign(lost);
  }
  let at = start * 10;
  const parts = raw.map((part, i) => {
    const from = at;
    at += tenths[i] as number;
    return { ...part, points: (tenths[i] as number) / 10, from: from / 10, to: at / 10 };
  });
  return { start, parts, total: at / 10 };
}
