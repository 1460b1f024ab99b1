import type { Band } from '../../../lib/contract/sections.ts';
import type { Money } from '../../../lib/contract/values.ts';

/** What a roll-up needs of one child. `score` is null where the band is unknown. */
export type ChildHealth = { accountId: string; score: number | null; band: Band; arr: readonly Money[] };

/** A mean, of how many children, and how many were left out of it. */
export type Mean = { score: number; n: number; leftOut: number };

/** Three ways to look at the health of a family; none of them is the parent's own. */
export type HealthRollUp = {
  children: number;
  /** The child with the lowest score; null when none has one. */
  worst: { accountId: string; score: number; band: Band } | null;
  /** Every child counts the same. Left out: children without a score. */
  plain: Mean | null;
  /** Weighted by annual recurring revenue, a currency at a time, never across. Left out: children without a score or without revenue in it. */
  byRevenue: (Mean & { currency: string })[];
};

/** Rolls the health of children up. Means are rounded to a tenth of a point. */
export function rollUpHealth(children: readonly ChildHealth[]): HealthRollUp {
  const scored = children.flatMap((child) => (child.score === null ? [] : [{ ...child, score: child.score }]));
  const worst = [...scored].sort((a, b) => a.score - b.score || (a.accountId < b.accountId ? -1 : 1))[0];
  const mean = (weights: readonly { score: number; weight: number }[]): Mean | null => {
    const total = weights.reduce((sum, { weight }) => sum + weight, 0);
    if (total <= 0) return null;
    const score = weights.reduce((sum, { score: s, weight }) => sum + s * weight, 0) / total;
    return { score: Math.round(score * 10) / 10, n: weights.length, leftOut: children.length - weights.length };
  };
  const currencies = [...new Set(scored.flatMap(({ arr }) => arr.map(({ currency }) => currency)))].sort();
  return {
    children: children.length,
    worst: worst ? { accountId: worst.accountId, score: worst.score, band: worst.band } : null,
    plain: mean(scored.map(({ score }) => ({ score, weight: 1 }))),
    byRevenue: currencies.flatMap((currency) => {
      const found = mean(
        scored.flatMap(({ score, arr }) => {
          const weight = arr.filter((m) => m.currency === currency).reduce((sum, m) => sum + m.amountMinor, 0);
          return weight > 0 ? [{ score, weight }] : [];
        }),
      );
      return found ? [{ currency, ...found }] : [];
    }),
  };
}
