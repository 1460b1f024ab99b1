import { liveSubscriptions } from '../billing.ts';
import { defineRule } from './defineRule.ts';
import { moneyText, shorten } from './words.ts';

/** A healthy account with an open expansion deal: the moment to move it. */
export const moveExpansion = defineRule({
  id: 'moveExpansion',
  version: 1,
  category: 'expansion',
  ownerRoles: ['rep'],
  effortMin: 30,
  text: 'A healthy account with a live subscription has an open expansion deal; the largest one is named.',
  endCondition: 'The deal is closed.',
  propose({ facts, health }) {
    if (health.band !== 'healthy' || liveSubscriptions(facts).length === 0) return null;
    const deal = facts.deals
      .filter((d) => d.kind === 'expansion' && !d.isClosed)
      .sort((a, b) => (b.amount?.amountMinor ?? 0) - (a.amount?.amountMinor ?? 0) || (a.key.id < b.key.id ? -1 : 1))[0];
    if (!deal) return null;
    return {
      subject: deal.key.id,
      title: shorten(`All is well here: a good time to move "${deal.name}"`, 80),
      why: [
        {
          text: `Open expansion deal in ${deal.stage}${deal.amount ? `, ${moneyText(deal.amount)}` : ''}${deal.closesOn ? `, planned for ${deal.closesOn}` : ''}.`,
          system: deal.key.source,
          recordId: deal.key.id,
          url: deal.url,
          at: null,
        },
      ],
      steps: ['Ask what they would use it for.', 'Propose a date.'],
      value: deal.amount,
      dueAtMs: deal.closesOn === null ? null : Date.parse(deal.closesOn),
      expiresAtMs: null,
    };
  },
});
