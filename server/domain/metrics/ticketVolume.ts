import { dayMs, defineMetric, within } from './defineMetric.ts';

export const ticketVolume = defineMetric({
  id: 'ticketVolume',
  term: 'Support ticket volume',
  section: 'support',
  formula: 'tickets created in the window by any requester of the account; previous: the window before',
  unit: 'count',
  windowDays: 30,
  counts: 'tickets',
  direction: 'neither',
  sources: ['zendesk', 'hubspot', 'salesforce'],
  owner: 'Support operations',
  edgeCases: [
    'no tickets is 0, not unknown, as long as a support source is connected',
    'deleted and spam tickets are not stored as live records; one that was merged counts in the one it was merged into',
    'one that a sync copies into another system counts once: the same subject, created within 15 minutes; the one of the desk stays',
    'in parts by what they are about, problems (incidents included) and questions, where the source says so; the rest is in neither part',
  ],
  definitionSource: 'Field practice; the split is that of Sourcegraph',
  measure(facts, nowMs) {
    const created = facts.tickets.filter((t) => within(t.createdAt, nowMs, 30));
    const parts = (['problem', 'question'] as const).flatMap((id) => {
      const n = created.filter((t) => t.about === id).length;
      return n === 0 ? [] : [{ id, n }];
    });
    const previous = facts.tickets.filter((t) => within(t.createdAt, nowMs - 30 * dayMs, 30)).length;
    return { value: created.length, n: created.length, previous, parts };
  },
});
