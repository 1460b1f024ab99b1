import { people, personDays, productUse } from '../usage.ts';
import { defineMetric } from './defineMetric.ts';

const windowDays = 28;

export const usageDepth = defineMetric({
  id: 'usageDepth',
  term: 'Usage depth (DAU/MAU)',
  section: 'usage',
  formula: 'mean of the different people who used the product on a day / different people in the window x 100',
  unit: 'percent',
  windowDays,
  counts: 'different people in the window',
  direction: 'high is good',
  sources: ['events'],
  owner: 'Product analytics',
  edgeCases: [
    'nothing connected that tells of use, or nobody came: null',
    '100 is everybody on every day; a tool for working days has about 70',
  ],
  definitionSource: 'DAU/MAU as used by the field, over 28 days so that each weekday counts the same',
  measure({ activity }, nowMs) {
    if (activity === null) return { value: null, n: 0, reason: 'notConnected' };
    const depth = (from: number) => {
      const use = productUse(activity, nowMs, from, windowDays);
      const users = people(use);
      return { value: users === 0 ? null : (personDays(use) / windowDays / users) * 100, n: users };
    };
    return { ...depth(0), previous: depth(windowDays).value };
  },
});
