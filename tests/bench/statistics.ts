/** The value below which a share `p` (0 to 1) of the values lies, by the nearest rank. NaN for no values. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

/** A row of the report. `limit` is a ceiling, or a floor when `atLeast`; without one the row is for comparison only. */
export type Figure = { group: string; name: string; value: number; unit: string; limit?: number; atLeast?: boolean };

/** Whether a figure keeps its limit; null when it has none. */
export function keeps(figure: Figure): boolean | null {
  if (figure.limit === undefined) return null;
  return figure.atLeast ? figure.value >= figure.limit : figure.value <= figure.limit;
}
