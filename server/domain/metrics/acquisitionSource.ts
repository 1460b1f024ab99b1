import { defineMetric } from './defineMetric.ts';

export const acquisitionSource = defineMetric({
  id: 'acquisitionSource',
  term: 'Acquisition source',
  section: 'pipeline',
  formula: 'the channel of the first touch of the contact that was known earliest, as the source words it',
  unit: 'text',
  windowDays: null,
  counts: 'contacts with a known first touch',
  direction: 'neither',
  sources: ['salesforce', 'hubspot'],
  owner: 'Marketing operations',
  edgeCases: [
    'unknown is not direct traffic: without a first touch there is no value',
    'never rewritten by a later campaign; merged contacts keep the earliest',
    'a word, not a number: it stands in `text`',
  ],
  definitionSource: "HubSpot's original source (hs_analytics_source); Salesforce LeadSource",
  measure(facts) {
    const touches = facts.people.flatMap((p) => p.firstTouch ?? []);
    const [first] = [...touches].sort((a, b) => a.at - b.at || (a.channel < b.channel ? -1 : 1));
    return { value: null, n: touches.length, text: first?.channel ?? null };
  },
});
