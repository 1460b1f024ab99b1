import { dayMs, defineMetric, within } from './defineMetric.ts';

export const failedPayments = defineMetric({
  id: 'failedPayments',
  term: 'Failed payments',
  section: 'billing',
  formula: 'charge attempts that failed in the window; n is all attempts',
  unit: 'count',
  windowDays: 90,
  counts: 'charge attempts in the window',
  direction: 'high is bad',
  sources: ['stripe'],
  owner: 'Billing',
  edgeCases: ['no attempt at all: null, because nothing could fail', 'a retry that fails again counts again'],
  definitionSource: 'Stripe charges, status failed',
  measure(facts, nowMs) {
    const count = (endMs: number) => {
      const attempts = facts.payments.filter((p) => within(p.createdAt, endMs, 90));
      return { value: attempts.length === 0 ? null : attempts.filter((p) => !p.succeeded).length, n: attempts.length };
    };
    return { ...count(nowMs), previous: count(nowMs - 90 * dayMs).value };
  },
});
