import { dayMs } from '../metrics/defineMetric.ts';
import type { AccountFacts } from '../model.ts';
import { isAgreed } from '../renewals.ts';

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

/** Days since the first subscription began, or the first contract that was signed; null when none tells. */
export function ageDays(facts: AccountFacts, nowMs: number): number | null {
  let begun = Number.POSITIVE_INFINITY;
  const note = (at: number) => {
    if (at <= nowMs && at < begun) begun = at;
  };
  for (const s of facts.subscriptions) if (!s.status.startsWith('incomplete')) note(s.startedAt);
  for (const c of facts.contracts.filter(isAgreed)) if (c.startsOn !== null) note(Date.parse(c.startsOn));
  return begun === Number.POSITIVE_INFINITY ? null : (nowMs - begun) / dayMs;
}
