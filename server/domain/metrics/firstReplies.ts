import type { AccountFacts } from '../model.ts';
import { within } from './defineMetric.ts';

/** Calendar minutes from creation to the first public agent reply, of the tickets created in the `days` before `endMs` that have one. */
export function firstReplies(facts: AccountFacts, endMs: number, days: number): number[] {
  return facts.tickets.flatMap((t) =>
    within(t.createdAt, endMs, days) && t.firstReplyMinutes !== null ? [t.firstReplyMinutes] : [],
  );
}
