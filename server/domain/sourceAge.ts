/** Data of a source is worth a warning from this age on. */
export const warnAfterMs = 24 * 3_600_000;
/** From this age on it counts as failed. */
export const errorAfterMs = 72 * 3_600_000;
