import { people, productUse, seats } from '../usage.ts';
import { defineMetric } from './defineMetric.ts';

const windowDays = 28;

export const productUsage = defineMetric({
  id: 'productUsage',
  term: 'Product usage rate',
  section: 'usage',
  formula:
    'different people who used the product in the window / seats x 100; seats are what live licensed plans add up to',
  unit: 'percent',
  windowDays,
  counts: 'seats, the denominator',
  direction: 'high is good',
  sources: ['events', 'stripe'],
  owner: 'Product analytics',
  edgeCases: [
    'nothing connected that tells of use: null; connected and nobody came: 0',
    'no seats: null; what is metered has no seats, whatever stands beside it in the same subscription',
    'more people than seats give more than 100',
    'the window before is measured against the seats of today, because changes of seats carry no date',
  ],
  definitionSource: 'GitLab handbook, use case adoption (L28D over billable users)',
  measure(facts, nowMs) {
    const { activity } = facts;
    const licensed = seats(facts);
    if (activity === null) return { value: null, n: licensed, reason: 'notConnected' };
    if (licensed === 0) return { value: null, n: 0, reason: 'noSeats' };
    const share = (from: number) => (people(productUse(activity, nowMs, from, windowDays)) / licensed) * 100;
    const isOld = productUse(activity, nowMs, windowDays, 400).length > 0;
    return { value: share(0), n: licensed, previous: isOld ? share(windowDays) : null };
  },
});
