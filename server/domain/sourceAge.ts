/** Data of a source is worth a warning from this age on. */
export const warnAfterMs = 24 * 3_600_000;
/** From this age on it counts as failed. */
export const errorAfterMs = 72 * 3_600_000;

/** Nobody exports a file every day: it is as fresh after a month as a source after a day. */
const fileSlack = 31;

/** How old the data of a source is, in the milliseconds that the limits above are for; Infinity when it was never read. */
export function sourceAgeMs(source: string, lastSuccessAt: number | null, nowMs: number): number {
  if (lastSuccessAt === null) return Number.POSITIVE_INFINITY;
  return (nowMs - lastSuccessAt) / (source === 'file' ? fileSlack : 1);
}
