import { dayMs } from '../metrics/defineMetric.ts';
import type { AccountFacts } from '../model.ts';

/** Which factors make sense for an account: a new customer is asked whether it has begun, one without usage data is not asked about use. */
export const profiles = ['onboarding', 'standard', 'noUsage'] as const;
export type Profile = (typeof profiles)[number];

const onboardingDays = 90;

/** The profile of an account at an instant. */
export function profileOf(facts: AccountFacts, nowMs: number): Profile {
  if (facts.activity === null) return 'noUsage';
  const age = ageDays(facts, nowMs);
  return age !== null && age < onboardingDays ? 'onboarding' : 'standard';
}

/** Days since the first subscription or contract began; null when none tells. */
export function ageDays(facts: AccountFacts, nowMs: number): number | null {
  const begun = [
    ...facts.subscriptions.flatMap((s) => (s.status.startsWith('incomplete') ? [] : [s.startedAt])),
    ...facts.contracts.flatMap((c) => (c.startsOn === null ? [] : [Date.parse(c.startsOn)])),
  ].filter((at) => at <= nowMs);
  return begun.length === 0 ? null : (nowMs - Math.min(...begun)) / dayMs;
}
