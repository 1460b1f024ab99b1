import { openDisputes } from '../billing.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import { defineRule } from './defineRule.ts';
import { dayText, moneyText, shorten } from './words.ts';

/** A dispute that still needs an answer, the earliest deadline first. */
export const openDispute = defineRule({
  id: 'openDispute',
  version: 1,
  category: 'risk',
  ownerRoles: ['rep', 'manager'],
  effortMin: 30,
  text: 'A dispute is not decided; the one with the earliest evidence deadline is named.',
  endCondition: 'The dispute is won, lost or withdrawn.',
  propose({ facts, nowMs }) {
    const dispute = openDisputes(facts)[0];
    if (!dispute) return null;
    const until = dispute.evidenceDueAt === null ? '' : `, evidence due ${dayText(dispute.evidenceDueAt)}`;
    return {
      subject: dispute.key.id,
      title: shorten(`A payment of ${moneyText(dispute.amount)} is disputed${until}`, 80),
      why: [
        {
          text: `Dispute opened ${dayText(dispute.createdAt)}, reason: ${dispute.reason.replaceAll('_', ' ')}.`,
          system: dispute.key.source,
          recordId: dispute.key.id,
          url: dispute.url,
          at: new Date(dispute.createdAt).toISOString(),
        },
      ],
      steps: [
        'Talk to the customer before answering the bank.',
        'Collect evidence with billing.',
        'Do not raise new offers until it is settled.',
      ],
      value: dispute.amount,
      dueAtMs: dispute.evidenceDueAt,
      expiresAtMs: null,
      critical: dispute.evidenceDueAt !== null && dispute.evidenceDueAt - nowMs < 7 * dayMs,
    };
  },
});
