import { dayMs } from '../metrics/defineMetric.ts';
import { urgentTickets } from '../urgentTickets.ts';
import { defineRule } from './defineRule.ts';
import { dayText, shorten } from './words.ts';

/** The oldest open ticket that is escalated or urgent. */
export const urgentTicket = defineRule({
  id: 'urgentTicket',
  version: 1,
  category: 'support',
  ownerRoles: ['agent', 'rep'],
  effortMin: 15,
  text: 'An escalated or urgent ticket is open; escalated ones go first, then the oldest.',
  endCondition: 'The ticket is solved.',
  propose({ facts, nowMs }) {
    const open = urgentTickets(facts);
    const worst = open[0];
    if (!worst) return null;
    return {
      subject: worst.key.id,
      title: shorten(`${worst.escalated ? 'Escalated' : 'Urgent'} ticket ${worst.key.id}: ${worst.subject}`, 80),
      why: open.slice(0, 3).map((t) => ({
        text: `Ticket ${t.key.id}, open since ${dayText(t.createdAt)}, ${t.firstReplyMinutes === null ? 'not answered yet' : 'answered'}: ${shorten(t.subject, 120)}.`,
        system: t.key.source,
        recordId: t.key.id,
        url: t.url,
        at: new Date(t.createdAt).toISOString(),
      })),
      steps: ['Find out who works on it and what is missing.', 'Tell the customer when they will hear next.'],
      value: null,
      dueAtMs: worst.createdAt + 2 * dayMs,
      expiresAtMs: null,
      critical: worst.escalated && nowMs - worst.createdAt > 2 * dayMs,
    };
  },
});
