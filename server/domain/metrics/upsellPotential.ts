import { annualRecurring, liveSubscriptions, openDisputes } from '../billing.ts';
import { forecastDeals } from '../deals.ts';
import { factors } from '../health/factors.ts';
import { scoreFacts } from '../health/scoreFacts.ts';
import { urgentTickets } from '../urgentTickets.ts';
import { people, productUse, seats } from '../usage.ts';
import { defineMetric, type Measurement } from './defineMetric.ts';

const crowded = 0.8;
const comfortable = 0.7;
const healthy = 50;

export const upsellPotential = defineMetric({
  id: 'upsellPotential',
  term: 'Upsell potential',
  section: 'pipeline',
  formula:
    'a range of yearly revenue, when at least 80 % of the seats are used in 28 days: from the people beyond the seats to the seats at which 70 % would be used, at the price of a seat today',
  unit: 'money',
  windowDays: 28,
  counts: 'seats',
  direction: 'high is good',
  sources: ['events', 'stripe', 'zendesk', 'salesforce', 'hubspot'],
  owner: 'Sales operations',
  edgeCases: [
    'under 80 %: 0, nothing to sell',
    'blocked while an urgent ticket or a dispute is open, or the health score is under 50',
    'in the pipeline already: null, so that nothing is counted twice',
    'products that are not owned are not in it: no source tells which would fit',
    'several currencies: null',
  ],
  definitionSource: 'Our own; the cut of 80 % is from the GitLab handbook',
  measure(facts, nowMs) {
    const licensed = seats(facts);
    const none = (reason: Measurement['reason']): Measurement => ({
      value: null,
      n: licensed,
      reason: reason ?? 'nothingYet',
    });
    if (facts.activity === null) return none('notConnected');
    const arr = annualRecurring(facts);
    const [price] = arr;
    if (licensed === 0 || !price || liveSubscriptions(facts).every((s) => s.arr === null)) return none('noSeats');
    if (arr.length > 1) return none('currencies');
    const score = scoreFacts(facts, nowMs, factors).score;
    if (openDisputes(facts).length + urgentTickets(facts).length > 0 || (score !== null && score < healthy))
      return none('blocked');
    if (forecastDeals(facts).some((d) => d.kind === 'expansion')) return none('inPipeline');
    const active = people(productUse(facts.activity, nowMs, 0, 28));
    const more = active / licensed < crowded ? 0 : Math.max(0, Math.ceil(active / comfortable) - licensed);
    const beyond = Math.max(0, active - licensed);
    const worth = (count: number) => [
      { amountMinor: Math.round((price.amountMinor / licensed) * count), currency: price.currency },
    ];
    return { value: null, n: licensed, amounts: worth(beyond), upTo: worth(more) };
  },
});
