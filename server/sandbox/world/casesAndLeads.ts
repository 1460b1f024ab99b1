import { salesforceId } from './ids.ts';
import { dayMs } from './stories.ts';
import type { Customer, Person } from './types.ts';
import { familyNames, givenNames, subjects } from './words.ts';

/** How often a customer has one; the first few, heroes among them, all have a case. */
const caseEvery = 3;
const leadEvery = 4;
const firstFew = 12;

type Case = { id: string; subject: string; contact: Person; createdAt: number; closedAt: number | null };

/**
 * The Salesforce case of a customer, asked by its first person; most have none. It is another ticket than those of the support desk:
 * every fourth is open, the others were closed soon after the customer came.
 */
export function caseOf(c: Customer): Case | null {
  const [contact] = c.people;
  if (!contact?.salesforceId || (c.index >= firstFew && c.index % caseEvery !== 0)) return null;
  const isOpen = c.index >= firstFew && c.index % 4 === 0;
  return {
    id: salesforceId('500', c.index),
    subject: subjects[c.index % subjects.length] ?? '',
    contact,
    createdAt: isOpen ? c.modifiedAt - 2 * dayMs : c.createdAt,
    closedAt: isOpen ? null : c.createdAt + 3 * dayMs,
  };
}

/** A Salesforce lead at the customer's domain; every other one was converted into the customer's first person. Most have none. */
export function leadOf(c: Customer): { id: string; name: string; email: string; convertedTo: Person | null } | null {
  const [contact] = c.people;
  if (!contact?.salesforceId || c.domain === null || c.index % leadEvery !== 0) return null;
  const id = salesforceId('00Q', c.index);
  if (c.index % (2 * leadEvery) !== 0) return { id, name: contact.name, email: contact.email, convertedTo: contact };
  const given = givenNames[c.index % givenNames.length] ?? '';
  const family = familyNames[c.index % familyNames.length] ?? '';
  return { id, name: `${given} ${family}`, email: `events@${c.domain}`, convertedTo: null };
}
