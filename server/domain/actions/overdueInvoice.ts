import { overdueInvoices } from '../billing.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import { defineRule } from './defineRule.ts';
import { dayText, moneyText, shorten } from './words.ts';

/** The oldest invoice past its due date. */
export const overdueInvoice = defineRule({
  id: 'overdueInvoice',
  version: 1,
  category: 'billing',
  ownerRoles: ['rep', 'agent'],
  effortMin: 10,
  text: 'An invoice is past its due date; the oldest one is named.',
  endCondition: 'The invoice is paid or voided.',
  propose({ facts, nowMs }) {
    const overdue = overdueInvoices(facts, nowMs);
    const oldest = overdue[0];
    if (!oldest || oldest.dueAt === null) return null;
    return {
      subject: oldest.key.id,
      title: shorten(
        `Invoice ${oldest.number} has been overdue since ${dayText(oldest.dueAt)}, ${moneyText(oldest.amountDue)}`,
        80,
      ),
      why: overdue.slice(0, 3).map((i) => ({
        text: `Invoice ${i.number}: ${moneyText(i.amountDue)} was due ${dayText(i.dueAt ?? nowMs)}, ${i.attemptCount} payment attempts.`,
        system: i.key.source,
        recordId: i.key.id,
        url: i.url,
        at: new Date(i.dueAt ?? nowMs).toISOString(),
      })),
      steps: ['Ask who handles payments there now.', 'Send the invoice link again.', 'Agree a date and note it.'],
      value: oldest.amountDue,
      dueAtMs: oldest.dueAt,
      expiresAtMs: null,
      critical: nowMs - oldest.dueAt > 60 * dayMs,
    };
  },
});
