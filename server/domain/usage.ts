import type { ActivityDay } from './activity/activityDay.ts';
import { liveSubscriptions } from './billing.ts';
import type { AccountFacts, SubscriptionFact } from './model.ts';

const dayMs = 86_400_000;

/** What is licensed now: the quantity of the plans of live subscriptions. What is metered has none; one whose price is not told has. */
export function seats(facts: AccountFacts): number {
  return liveSubscriptions(facts).reduce((sum, s) => sum + seatsOf(s), 0);
}

/** The seats of one subscription. */
export function seatsOf({ plans }: SubscriptionFact): number {
  return plans.reduce((sum, plan) => sum + (plan.metered ? 0 : plan.quantity), 0);
}

/** How many whole UTC days ago a day was; today is 0. */
export function daysAgo(day: string, nowMs: number): number {
  return Math.floor(nowMs / dayMs) - Math.floor(Date.parse(day) / dayMs);
}

/** Use of the product on `days` UTC days, the newest of them `from` days ago. */
export function productUse(activity: readonly ActivityDay[], nowMs: number, from: number, days: number): ActivityDay[] {
  return activity.filter((a) => {
    const age = daysAgo(a.day, nowMs);
    return a.channel === 'product' && age >= from && age < from + days;
  });
}

/** Different people. */
export function people(activity: readonly ActivityDay[]): number {
  return new Set(activity.map((a) => a.userId)).size;
}

/** Days on which somebody was active, added over the people. */
export function personDays(activity: readonly ActivityDay[]): number {
  return new Set(activity.map((a) => `${a.day} ${a.userId}`)).size;
}
