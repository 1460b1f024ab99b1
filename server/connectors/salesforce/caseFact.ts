import type { OtherFact, TicketFact } from '../../domain/model.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { flag, instant, text } from '../read.ts';

type Known = Pick<TicketFact, 'key' | 'modifiedAt' | 'url' | 'companyId' | 'companyIds' | 'requesterId'>;

/**
 * A Salesforce case as a ticket. Salesforce does not tell when it was answered first. Of a case whose status or creation is hidden only
 * the customer is known, and it counts nowhere.
 */
export function caseFact({ body, id }: RawRecord, known: Known): TicketFact | OtherFact {
  const number = text(body, 'CaseNumber');
  const subject = text(body, 'Subject') ?? (number === null ? id : `Case ${number}`);
  const status = text(body, 'Status');
  const createdAt = instant(body, 'CreatedDate');
  if (status === null || createdAt === null)
    return { type: 'other', ...known, name: subject, email: null, copiedIds: [] };
  const closedAt = instant(body, 'ClosedDate');
  const isClosed = flag(body, 'IsClosed') || closedAt !== null;
  return {
    type: 'ticket',
    ...known,
    subject,
    priority: word(text(body, 'Priority'), priorities) ?? 'none',
    status: isClosed ? 'closed' : (word(status, statuses) ?? 'open'),
    about: word(text(body, 'Type'), kinds),
    escalated: flag(body, 'IsEscalated') && !isClosed,
    copiedIds: [],
    createdAt,
    solvedAt: closedAt,
    firstReplyMinutes: null,
    fullResolutionMinutes:
      closedAt === null || closedAt < createdAt ? null : Math.round((closedAt - createdAt) / 60_000),
    rating: null,
  };
}

type Words<T> = readonly (readonly [form: RegExp, means: T])[];

/** Words rather than values: each org edits its picklists. */
const priorities: Words<TicketFact['priority']> = [
  [/urgent|critical|blocker|^(p|sev)[ -]?[01]\b/i, 'urgent'],
  [/high|^(p|sev)[ -]?2\b/i, 'high'],
  [/medium|normal|^(p|sev)[ -]?3\b/i, 'normal'],
  [/low|^(p|sev)[ -]?[45]\b/i, 'low'],
];
const statuses: Words<TicketFact['status']> = [
  [/^new$/i, 'new'],
  [/hold/i, 'hold'],
  [/wait|pending/i, 'pending'],
];
const kinds: Words<'problem' | 'question'> = [
  [/problem|incident|bug|defect|error|outage/i, 'problem'],
  [/question|how.?to/i, 'question'],
];

function word<T>(value: string | null, words: Words<T>): T | null {
  return value === null ? null : (words.find(([form]) => form.test(value))?.[1] ?? null);
}
