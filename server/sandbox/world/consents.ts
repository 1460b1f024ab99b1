import { salesforceId } from './ids.ts';
import { dayMs } from './stories.ts';
import type { Customer, Person } from './types.ts';

/** The heroes, whose stories are told elsewhere, come first. */
const firstStory = 9;
/** Who tells a story of consent: the second person of each customer. */
const teller = 1;
const stories = [
  'none',
  'emailRefused',
  'callsRefused',
  'notSolicited',
  'systemsDiffer',
  'refusalEnded',
  'allUnsubscribed',
  'oneUnsubscribed',
] as const;
export type ConsentStory = (typeof stories)[number];

/** What a person has said of being contacted that no flag of the contact tells. */
export function consentStoryOf(c: Customer, person: Person): ConsentStory {
  const isTeller = c.index >= firstStory && c.people[teller] === person && !person.optedOut;
  return isTeller ? (stories[c.index % stories.length] ?? 'none') : 'none';
}

/** The Salesforce Individual of a person; the first one of each customer has none. */
export function individualOf(c: Customer, person: Person): string | null {
  const i = c.people.indexOf(person);
  return i < 1 || !person.salesforceId ? null : salesforceId('0PK', c.index * 8 + i);
}

export type Said = {
  type: 'Email' | 'Phone';
  status: 'OptIn' | 'OptOut' | 'NotSeen';
  fromMs: number;
  toMs: number | null;
  source: string;
};

/** The ContactPointTypeConsents of a person, oldest first. */
export function consentsOf(c: Customer, person: Person, nowMs: number): Said[] {
  const said = (days: number, status: Said['status'], type: Said['type'] = 'Email', endedDays?: number): Said => ({
    type,
    status,
    fromMs: nowMs - days * dayMs,
    toMs: endedDays === undefined ? null : nowMs - endedDays * dayMs,
    source: status === 'OptOut' ? 'Preference centre' : 'Web form',
  });
  switch (consentStoryOf(c, person)) {
    case 'emailRefused':
      return [said(400, 'OptIn'), said(90, 'OptOut')];
    case 'callsRefused':
      return [said(60, 'OptOut', 'Phone'), said(60, 'NotSeen')];
    case 'systemsDiffer':
      return [said(500, 'OptOut'), said(200, 'OptIn')];
    case 'refusalEnded':
      return [said(300, 'OptOut', 'Email', 10)];
    default:
      return [];
  }
}

export const subscriptions = [
  { id: 801, name: 'Marketing Information' },
  { id: 802, name: 'Customer Service Communication' },
  { id: 803, name: 'One to One' },
] as const;
type Status = 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NOT_SPECIFIED';

/** How a person stands with a HubSpot subscription, and since when. */
export function statusOf(c: Customer, person: Person, subscription: number, nowMs: number): [Status, number] {
  const story = consentStoryOf(c, person);
  if (person.optedOut || story === 'allUnsubscribed' || story === 'systemsDiffer')
    return ['UNSUBSCRIBED', nowMs - 30 * dayMs];
  if (story === 'oneUnsubscribed' && subscription < 2)
    return [subscription === 0 ? 'UNSUBSCRIBED' : 'SUBSCRIBED', nowMs - 45 * dayMs];
  return ['NOT_SPECIFIED', c.createdAt];
}
