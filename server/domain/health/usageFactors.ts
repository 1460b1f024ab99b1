import { dayMs, measure } from '../metrics/defineMetric.ts';
import { productUsage } from '../metrics/productUsage.ts';
import type { AccountFacts } from '../model.ts';
import { people, personDays, productUse, seats } from '../usage.ts';
import { defineFactor } from './defineFactor.ts';
import { profileOf } from './profile.ts';

const periodDays = 28;
/** Under so many person-days in the period before, a change is chance. */
const minBase = 10;

/** Whether activity was already being told 28 days before an instant; what nobody sent is not nothing. */
const knownAt = (facts: AccountFacts, atMs: number) => {
  if (facts.activity === null) return true;
  const day = new Date(atMs - periodDays * dayMs).toISOString().slice(0, 10);
  return facts.activity.some((a) => a.day <= day);
};

/** Share of the seats that somebody used. */
export const activeShare = defineFactor({
  id: 'activeShare',
  group: 'usage',
  weight: 3,
  unit: 'percent',
  text: 'Share of the seats that somebody used in 28 days.',
  anchors: [
    [10, 0],
    [50, 40],
    [75, 80],
    [90, 100],
  ],
  young: {
    belowDays: 180,
    anchors: [
      [0, 10],
      [10, 40],
      [50, 80],
      [75, 100],
    ],
  },
  measure(facts, nowMs) {
    if (facts.activity === null || seats(facts) === 0) return 'notApplicable';
    return measure(productUsage, facts, nowMs).value;
  },
  knownAt,
});

/** Change of person-days against the account's own past. */
export const usageTrend = defineFactor({
  id: 'usageTrend',
  group: 'usage',
  weight: 2,
  unit: 'percent',
  text: `Change of the days on which people used the product, 28 days against the 28 days before; not asked under ${minBase} such days before.`,
  anchors: [
    [-50, 0],
    [-20, 50],
    [-5, 90],
    [5, 100],
  ],
  measure(facts, nowMs) {
    if (facts.activity === null) return 'notApplicable';
    const before = personDays(productUse(facts.activity, nowMs, periodDays, periodDays));
    if (before < minBase) return 'notApplicable';
    return (personDays(productUse(facts.activity, nowMs, 0, periodDays)) / before - 1) * 100;
  },
  knownAt,
});

/** In the first 90 days: share of the seats that were ever used. */
export const activation = defineFactor({
  id: 'activation',
  group: 'usage',
  weight: 2,
  unit: 'percent',
  text: 'In the first 90 days of a customer: share of the seats that somebody ever used.',
  anchors: [
    [0, 20],
    [25, 60],
    [60, 100],
  ],
  measure(facts, nowMs) {
    const licensed = seats(facts);
    if (facts.activity === null || licensed === 0 || profileOf(facts, nowMs) !== 'onboarding') return 'notApplicable';
    return (people(productUse(facts.activity, nowMs, 0, 400)) / licensed) * 100;
  },
  knownAt,
});
