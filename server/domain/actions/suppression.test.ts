import { describe, expect, it } from 'vitest';
import { daysAgo, nowMs } from '../../../tests/support/facts.ts';
import { type PastReaction, suppressionOf } from './suppression.ts';

describe('suppressionOf', () => {
  const reaction = (kind: string, days: number, untilDays?: number): PastReaction => ({
    actionKey: 'k',
    kind,
    at: daysAgo(days),
    untilAt: untilDays === undefined ? null : daysAgo(untilDays),
  });
  const gate = (...past: PastReaction[]) => suppressionOf(past, nowMs)?.gate ?? null;

  it('lets through what nobody reacted to', () => expect(gate()).toBeNull());

  it('is closed by done, already done and not applicable', () => {
    for (const kind of ['done', 'alreadyDone', 'notApplicable']) expect(gate(reaction(kind, 400))).toBe('closed');
  });

  it('is snoozed until its date, not longer', () => {
    expect(gate(reaction('snoozed', 1, -3))).toBe('snoozed');
    expect(gate(reaction('snoozed', 5, 1))).toBeNull();
    expect(gate(reaction('snoozed', 5, 0))).toBeNull();
  });

  it('obeys the last snooze when there are two', () => {
    expect(gate(reaction('snoozed', 5, -10), reaction('snoozed', 2, 1))).toBeNull();
  });

  it('rests 30 days after a rejection, 180 after two within 90 days', () => {
    expect(gate(reaction('rejected', 29))).toBe('rejected');
    expect(gate(reaction('rejected', 30))).toBeNull();
    expect(gate(reaction('rejected', 120), reaction('rejected', 31))).toBe('rejected');
    expect(gate(reaction('rejected', 230), reaction('rejected', 179))).toBe('rejected');
    expect(gate(reaction('rejected', 230), reaction('rejected', 180))).toBeNull();
    expect(gate(reaction('rejected', 131), reaction('rejected', 31))).toBeNull();
  });

  it('rests 10 days after three impressions in 7 days without an answer', () => {
    const seen = [3, 2, 1].map((d) => reaction('shown', d));
    expect(gate(...seen)).toBe('shownOften');
    expect(gate(...seen.slice(1))).toBeNull();
    expect(gate(...seen.map((r) => ({ ...r, at: r.at - 10 * 86_400_000 })))).toBeNull();
    expect(gate(reaction('shown', 9), reaction('shown', 2), reaction('shown', 1))).toBeNull();
    expect(gate(...seen, reaction('accepted', 0.5))).toBeNull();
  });

  it('does not look into the future, nor at the order of arrival', () => {
    expect(gate(reaction('rejected', -1))).toBeNull();
    expect(gate(reaction('rejected', 31), reaction('rejected', 120))).toBe('rejected');
  });

  it('says until when', () => {
    expect(suppressionOf([reaction('snoozed', 1, -3)], nowMs)?.reason).toBe('Snoozed until 2026-11-24.');
  });
});
