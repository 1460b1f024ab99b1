import { liveSubscriptions } from '../billing.ts';
import { factors } from '../health/factors.ts';
import { hasLeft } from '../health/leaving.ts';
import { scoreFacts } from '../health/scoreFacts.ts';
import { defineMetric } from './defineMetric.ts';

/** How much each health factor tells of a loss in the next 90 days. Set by hand; `alongside calibrate` says how well a fitted one would tell. */
export const churnWeights: Readonly<Record<string, number>> = {
  activeShare: 3,
  usageTrend: 3,
  activation: 1,
  lastActivity: 2,
  championsPresent: 2,
  urgentTickets: 2,
  satisfaction: 1,
  replyHours: 0,
  overdueDays: 3,
  paymentFailures: 1,
  disputes: 2,
  endingSubscriptions: 4,
  renewalInHand: 1,
};
const fewest = 3;
const noticeFloor = 90;

export const churnRisk = defineMetric({
  id: 'churnRisk',
  term: 'Churn risk index',
  section: 'health',
  formula: `sum of weight x (100 - score) / sum of weights, over the health factors that have a score; at least ${noticeFloor} when every live subscription is set to end. Weights: ${Object.entries(
    churnWeights,
  )
    .map(([id, weight]) => `${id} ${weight}`)
    .join(', ')}`,
  unit: 'score',
  windowDays: null,
  counts: 'factors with a score and a weight',
  direction: 'high is bad',
  sources: ['salesforce', 'hubspot', 'zendesk', 'stripe', 'events'],
  owner: 'Customer success',
  edgeCases: [
    '0 to 100, high is bad: the other way round than health',
    'an index, not a probability: it was not fitted to outcomes',
    `fewer than ${fewest} factors: null`,
    'every subscription that has begun has ended: null, there is nobody left to lose',
  ],
  definitionSource: 'Our own; direction printed because of ChurnZero 360003517472',
  measure(facts, nowMs) {
    const live = liveSubscriptions(facts);
    if (hasLeft(facts)) return { value: null, n: 0, reason: 'notCustomer' };
    const told = scoreFacts(facts, nowMs, factors).factors.flatMap((f) => {
      const weight = churnWeights[f.id] ?? 0;
      // Before rounding: the points are the weight times the distance of the score from 50.
      return f.score === null || weight === 0 ? [] : [{ weight, score: f.points / f.weight + 50 }];
    });
    if (told.length < fewest) return { value: null, n: told.length, reason: 'tooFew' };
    const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);
    const index = sum(told.map((f) => f.weight * (100 - f.score))) / sum(told.map((f) => f.weight));
    const hasNotice = live.length > 0 && live.every((s) => s.cancelsAt !== null);
    return { value: Math.round(Math.max(hasNotice ? noticeFloor : 0, index) * 10) / 10, n: told.length };
  },
});
