import { purchases } from '../sales.ts';
import { dayMs, defineMetric, median, within } from './defineMetric.ts';

export const orderInterval = defineMetric({
  id: 'orderInterval',
  term: 'Days between orders',
  section: 'billing',
  formula: 'median of the days between one order and the next, over the orders in the window',
  unit: 'days',
  windowDays: 365,
  counts: 'intervals between orders',
  direction: 'neither',
  sources: ['salesforce', 'hubspot'],
  owner: 'Sales operations',
  edgeCases: [
    'fewer than two orders have no interval',
    'orders that are no purchases are out: cancelled, fully refunded, below zero; copies in another system too',
  ],
  definitionSource: 'help.datma.io 8857874; median, because one long pause would move a mean',
  measure(facts, nowMs) {
    const times = purchases(facts)
      .map((o) => o.createdAt)
      .filter((at) => within(at, nowMs, 365))
      .sort((a, b) => a - b);
    const gaps = times.slice(1).map((at, i) => (at - (times[i] as number)) / dayMs);
    return { value: median(gaps), n: gaps.length, reason: times.length === 0 ? 'nothingYet' : 'tooFew' };
  },
});
