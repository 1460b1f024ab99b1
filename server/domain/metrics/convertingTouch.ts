import { wonDeals } from '../deals.ts';
import { defineMetric } from './defineMetric.ts';

export const convertingTouch = defineMetric({
  id: 'convertingTouch',
  term: 'Converting touch',
  section: 'pipeline',
  formula: 'the source of the first deal that was won, as the CRM words it',
  unit: 'text',
  windowDays: null,
  counts: 'won deals with a source',
  direction: 'neither',
  sources: ['salesforce', 'hubspot'],
  owner: 'Marketing operations',
  edgeCases: [
    'beside the acquisition source: that is how they came, this is what made them buy',
    'first by close date; without any won deal that has a source there is no value',
    'a deal that a sync copies into another CRM counts once, as in the pipeline value; of two copies the one that says its source',
    'a word, not a number: it stands in `text`',
  ],
  definitionSource: 'Salesforce Opportunity.LeadSource; HubSpot hs_analytics_latest_source of the deal',
  measure(facts) {
    const won = wonDeals(facts).map((d) => ({ on: d.closesOn ?? '9', channel: d.touch }));
    const [first] = won.sort((a, b) => (a.on === b.on ? (a.channel < b.channel ? -1 : 1) : a.on < b.on ? -1 : 1));
    return { value: null, n: won.length, text: first?.channel ?? null };
  },
});
