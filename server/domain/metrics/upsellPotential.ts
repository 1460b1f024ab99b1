import { annualRecurring, liveSubscriptions, openDisputes } from '../billing.ts';
import { forecastDeals } from '../deals.ts';
import { factors } from '../health/factors.ts';
import { scoreFacts } from '../health/scoreFacts.ts';
import { urgentTickets } from '../urgentTickets.ts';
import { people, productUse, seats, seatsOf } from '../usage.ts';
import { offers } from '../whiteSpace.ts';
import { defineMetric, type Measurement } from './defineMetric.ts';

const crowded = 0.8;
const comfortable = 0.7;
const healthy = 50;

export const upsellPotential = defineMetric({
  id: 'upsellPotential',
  term: 'Upsell potential',
  section: 'pipeline',
  formula:
    'a range of yearly revenue. When at least 80 % of the seats are used in 28 days: from the people beyond the seats to the seats at which 70 % would be used, at the price of a seat today. Its upper end also has the white space: over the products of the catalogue that the account does not have, list price of a seat and year x fit x seats',
  unit: 'money',
  windowDays: 28,
  counts: 'seats',
  direction: 'high is good',
  sources: ['events', 'stripe', 'zendesk', 'salesforce', 'hubspot'],
  owner: 'Sales operations',
  edgeCases: [
    'under 80 %: no seats to sell; without a source of use only the white space is known, from 0',
    'the fit of a product, 0 to 1, is what somebody has put into the metadata of the Stripe product (`upsell_fit`); one without is not offered',
    'a product that an open deal names is in the pipeline and not in the white space; neither is one without a list price in the currency of the account',
    'what a seat costs is not known of a subscription, such as one priced in tiers: null',
    'blocked while an urgent ticket or a dispute is open, or the health score is under 50',
    'in the pipeline already: null, so that nothing is counted twice',
    'several currencies: null',
  ],
  definitionSource: 'Our own (white space as in sales practice); the cut of 80 % is from the GitLab handbook',
  measure(facts, nowMs) {
    const licensed = seats(facts);
    const none = (reason: Measurement['reason']): Measurement => ({
      value: null,
      n: licensed,
      reason: reason ?? 'nothingYet',
    });
    const arr = annualRecurring(facts);
    const [price] = arr;
    const offered = price ? offers(facts, price.currency) : [];
    if (facts.activity === null && offered.length === 0) return none('notConnected');
    if (licensed === 0) return none('noSeats');
    // A part of the revenue over all seats would be too low a price.
    if (!price || liveSubscriptions(facts).some((s) => s.arr === null && seatsOf(s) > 0)) return none('noAmount');
    if (arr.length > 1) return none('currencies');
    const score = scoreFacts(facts, nowMs, factors).score;
    if (openDisputes(facts).length + urgentTickets(facts).length > 0 || (score !== null && score < healthy))
      return none('blocked');
    if (forecastDeals(facts).some((d) => d.kind === 'expansion')) return none('inPipeline');
    const active = facts.activity === null ? 0 : people(productUse(facts.activity, nowMs, 0, 28));
    const more = active / licensed < crowded ? 0 : Math.max(0, Math.ceil(active / comfortable) - licensed);
    const beyond = Math.max(0, active - licensed);
    const seatsWorth = (count: number) => Math.round((price.amountMinor / licensed) * count);
    const white = offered.reduce((sum, { fit, yearlyMinor }) => sum + Math.round(yearlyMinor * fit * licensed), 0);
    const worth = (amountMinor: number) => [{ amountMinor, currency: price.currency }];
    return { value: null, n: licensed, amounts: worth(seatsWorth(beyond)), upTo: worth(seatsWorth(more) + white) };
  },
});
