import type { ActivityDay } from '../activity/activityDay.ts';
import { daysAgo } from '../usage.ts';
import { dayMs, defineMetric } from './defineMetric.ts';

/** What one dealing is worth on its day, and the most that a channel can give. The caps add up to 100. */
export const engagementPoints: Record<ActivityDay['channel'], { points: number; cap: number }> = {
  product: { points: 1, cap: 35 },
  meeting: { points: 10, cap: 30 },
  call: { points: 5, cap: 15 },
  email: { points: 2, cap: 10 },
  web: { points: 1, cap: 10 },
};
const windowDays = 30;
const halfLifeDays = 14;

export const engagementScore = defineMetric({
  id: 'engagementScore',
  term: 'Engagement score',
  section: 'usage',
  formula: `sum over channels of min(cap, sum of points x 0.5 ^ (age in days / ${halfLifeDays})); ${Object.entries(
    engagementPoints,
  )
    .map(([channel, { points, cap }]) => `${channel} ${points}, cap ${cap}`)
    .join('; ')}`,
  unit: 'score',
  windowDays,
  counts: 'dealings: one person doing one thing on one day',
  direction: 'high is good',
  sources: ['events'],
  owner: 'Customer success',
  edgeCases: [
    'nothing connected that tells of activity: null; connected and nothing happened: 0',
    'the same person doing the same thing again on the same day counts once, so that a script is not a crowd',
    'no channel can give more than its cap',
  ],
  definitionSource: "HubSpot's engagement scoring (points, decay, group limits); the half-life and points are our own",
  measure(facts, nowMs) {
    const { activity } = facts;
    if (activity === null) return { value: null, n: 0, reason: 'notConnected' };
    const recent = inWindow(activity, nowMs);
    return { value: score(recent, nowMs), n: recent.length, previous: previousScore(activity, nowMs) };
  },
});

function inWindow(activity: readonly ActivityDay[], nowMs: number): ActivityDay[] {
  return activity.filter((a) => {
    const age = daysAgo(a.day, nowMs);
    return age >= 0 && age < windowDays;
  });
}

function score(activity: readonly ActivityDay[], nowMs: number): number {
  const sums = new Map<ActivityDay['channel'], number>();
  for (const { channel, day } of activity) {
    const worth = engagementPoints[channel].points * 0.5 ** (daysAgo(day, nowMs) / halfLifeDays);
    sums.set(channel, (sums.get(channel) ?? 0) + worth);
  }
  const total = [...sums].reduce((sum, [channel, points]) => sum + Math.min(engagementPoints[channel].cap, points), 0);
  return Math.round(total * 10) / 10;
}

/** Null when nothing was known of activity that long ago. */
function previousScore(activity: readonly ActivityDay[], nowMs: number): number | null {
  const before = nowMs - windowDays * dayMs;
  if (!activity.some((a) => daysAgo(a.day, before) >= 0)) return null;
  return score(inWindow(activity, before), before);
}
