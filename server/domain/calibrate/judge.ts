/** One held-out prediction and what became of it, 0 or 1. */
export type Judged = { probability: number; outcome: number };

/** A tenth of the predictions, lowest first: what was predicted on average, and how often it came. */
export type ReliabilityBin = { n: number; predicted: number; observed: number };

/**
 * The chance that a row with the outcome is ranked above one without, ties half. Null when one kind is missing. Source: Hanley and
 * McNeil 1982, by ranks (Mann-Whitney).
 */
export function areaUnderCurve(list: readonly Judged[]): number | null {
  const sorted = [...list].sort((a, b) => a.probability - b.probability);
  const positives = sorted.filter((j) => j.outcome === 1).length;
  const negatives = sorted.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let ranks = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]?.probability === sorted[from]?.probability) to++;
    const middleRank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) ranks += sorted[i]?.outcome === 1 ? middleRank : 0;
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean squared distance of probability and outcome; 0 is perfect. Null for none. Source: Brier 1950. */
export function brierScore(list: readonly Judged[]): number | null {
  return list.length === 0 ? null : list.reduce((sum, j) => sum + (j.probability - j.outcome) ** 2, 0) / list.length;
}

/** Ten bins of equal size by predicted probability; fewer when there are fewer predictions. */
export function reliability(list: readonly Judged[], bins = 10): ReliabilityBin[] {
  const sorted = [...list].sort((a, b) => a.probability - b.probability);
  return Array.from({ length: bins }, (_, i) => {
    const part = sorted.slice(Math.floor((i * sorted.length) / bins), Math.floor(((i + 1) * sorted.length) / bins));
    const mean = (read: (j: Judged) => number) => part.reduce((sum, j) => sum + read(j), 0) / part.length;
    return { n: part.length, predicted: mean((j) => j.probability), observed: mean((j) => j.outcome) };
  }).filter((bin) => bin.n > 0);
}
