import { brokenPromises } from '../tickets.ts';
import { dayMs, defineMetric } from './defineMetric.ts';

const windowDays = 90;

export const slaBreaches = defineMetric({
  id: 'slaBreaches',
  term: 'SLA breaches',
  section: 'support',
  formula:
    'promises about tickets of the account (SLA targets, milestones) that were due in the window and not met by then',
  unit: 'count',
  windowDays,
  counts: 'tickets with a breach in the window',
  direction: 'high is bad',
  sources: ['zendesk', 'salesforce'],
  owner: 'Support operations',
  edgeCases: [
    'no promise is known, broken or not: null, because most desks promise nothing and that is not the same as keeping it',
    'Zendesk tells of broken promises alone, so the last one outside the window makes it 0',
    'a ticket with two broken promises counts twice; n counts it once',
    'what is due and not met is broken, whether the ticket is open or not',
    'a promise about a ticket that is now of another customer counts for neither',
  ],
  definitionSource:
    'Zendesk ticket metric events, type breach; Salesforce CaseMilestone (TargetDate, CompletionDate, IsViolated)',
  measure(facts, nowMs) {
    const broken = brokenPromises(facts, nowMs, windowDays);
    const before = brokenPromises(facts, nowMs - windowDays * dayMs, windowDays);
    if (facts.breaches.length === 0) return { value: null, n: 0 };
    return { value: broken.length, n: new Set(broken.map(ticketOf)).size, previous: before.length };
  },
});

function ticketOf({ key, ticketId }: ReturnType<typeof brokenPromises>[number]): string {
  return `${key.source}/${ticketId}`;
}
