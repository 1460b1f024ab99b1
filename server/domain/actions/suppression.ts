import { dayMs } from '../metrics/defineMetric.ts';

/** A stored reaction as the rules see it. */
export type PastReaction = { actionKey: string; kind: string; untilAt: number | null; at: number };

/** Why an action is silent for now. */
export type Suppression = { gate: string; reason: string };

/**
 * Cool-downs, per action key: shown three times in 7 days without another reaction rests it 10 days; rejected rests it 30 days, twice in
 * 90 days 180 days; snoozed until its date; done, already done and not applicable until the cause changes (a new cause has a new key).
 * Numbers: Pega's published suppression rules, see docs/adr on ranking.
 */
export function suppressionOf(reactions: readonly PastReaction[], nowMs: number): Suppression | null {
  const until = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const past = reactions.filter((r) => r.at <= nowMs).sort((a, b) => a.at - b.at);
  const closed = past.findLast((r) => r.kind === 'done' || r.kind === 'alreadyDone' || r.kind === 'notApplicable');
  if (closed)
    return {
      gate: 'closed',
      reason: closed.kind === 'notApplicable' ? 'Marked as not applicable.' : 'Marked as done.',
    };

  const snooze = past.findLast((r) => r.kind === 'snoozed');
  if (snooze && snooze.untilAt !== null && snooze.untilAt > nowMs)
    return { gate: 'snoozed', reason: `Snoozed until ${until(snooze.untilAt)}.` };

  const rejections = past.filter((r) => r.kind === 'rejected');
  const last = rejections.at(-1);
  if (last) {
    const before = rejections.at(-2);
    const restDays = before && last.at - before.at <= 90 * dayMs ? 180 : 30;
    if (nowMs < last.at + restDays * dayMs)
      return { gate: 'rejected', reason: `Not useful; rests until ${until(last.at + restDays * dayMs)}.` };
  }

  const lastAnswer = past.findLast((r) => r.kind !== 'shown')?.at ?? Number.NEGATIVE_INFINITY;
  const shown = past.filter((r) => r.kind === 'shown' && r.at > lastAnswer);
  const third = shown.at(-1);
  if (third && shown.filter((r) => r.at > third.at - 7 * dayMs).length >= 3 && nowMs < third.at + 10 * dayMs) {
    return {
      gate: 'shownOften',
      reason: `Shown three times without an answer; rests until ${until(third.at + 10 * dayMs)}.`,
    };
  }
  return null;
}
