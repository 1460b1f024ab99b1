const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/;

/** An ISO 8601 instant as epoch milliseconds, UTC when it names no zone; null when it is none. */
export function readInstant(text: string): number | null {
  if (!instantForm.test(text)) return null;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') : `${text}Z`;
  const ms = Date.parse(zoned);
  return Number.isFinite(ms) ? ms : null;
}

/** The clocks of one event, epoch milliseconds; null: not sent. */
export type EventClocks = { timestamp: number | null; originalTimestamp: number | null; sentAt: number | null };

/**
 * When an event happened, by our clock: `receivedAt - (sentAt - timestamp)`, so that a sender whose clock is wrong is put right. Without
 * `sentAt` the sender's word counts, as for events of the past that are sent later. An event that brings both `timestamp` and
 * `originalTimestamp` was corrected by whoever forwards it. Source: Segment, Spec: Common Fields, "Timestamps".
 */
export function eventTime({ timestamp, originalTimestamp, sentAt }: EventClocks, receivedAt: number): number {
  if (timestamp !== null && originalTimestamp !== null) return timestamp;
  const said = timestamp ?? originalTimestamp;
  if (said === null) return receivedAt;
  return sentAt === null ? said : receivedAt - (sentAt - said);
}
