import type { Channel } from './channel.ts';

/** Days that are kept; what happened before is not counted. */
export const keptDays = 400;
export const dayMs = 86_400_000;

/** What one event tells, in the parts that are stored. Only the parts it has are set. */
export type ReadEvent = {
  /** Null: the sender gave none, so a repetition cannot be told from a second event. */
  messageId: string | null;
  /** The sender's own id of the person, or `anonymous:` and the anonymous id. */
  userId: string;
  /** Another id of the same person: the anonymous one, or the one before an alias. */
  formerId: string | null;
  email: string | null;
  groupId: string | null;
  group: { name: string | null; website: string | null };
  /** When it happened, epoch milliseconds by our clock, and the UTC day of that. */
  at: number;
  day: string;
  /** What is counted; null for `identify`, `group` and `alias`. */
  count: { channel: Channel; name: string } | null;
};

/** The UTC day of an instant, `YYYY-MM-DD`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The oldest day that is kept. */
export function oldestDay(nowMs: number): string {
  return dayOf(nowMs - keptDays * dayMs);
}
