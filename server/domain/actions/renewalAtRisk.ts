import { annualRecurring, liveSubscriptions, nextTermEnd } from '../billing.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import type { AccountFacts, SubscriptionFact } from '../model.ts';
import { urgentTickets } from '../urgentTickets.ts';
import { defineRule } from './defineRule.ts';
import { dayText, shorten } from './words.ts';

const horizonDays = 60;

/** A term that runs out within 60 days while the account is not healthy, or while something urgent is open. Monthly plans renew all the time and only count when they are set to end. */
export const renewalAtRisk = defineRule({
  id: 'renewalAtRisk',
  version: 2,
  category: 'risk',
  ownerRoles: ['rep', 'manager'],
  effortMin: 45,
  text: 'A live subscription is set to end within 60 days; or one that is bought for a year or longer renews within 60 days while the account is not healthy or an urgent ticket is open.',
  endCondition: 'The renewal is signed, or the subscription has ended.',
  propose({ facts, health, nowMs }) {
    const isNear = (at: number) => at >= nowMs && at - nowMs <= horizonDays * dayMs;
    const urgent = urgentTickets(facts)[0];
    const unhealthy = health.band !== 'healthy' && health.band !== 'unknown';
    const end = nextEnd(facts, isNear);
    const renewal = unhealthy || urgent ? nextTermEnd(facts) : null;
    const found = end ?? (renewal !== null && isNear(renewal.at) ? renewal : null);
    if (found === null) return null;
    const { at, subscription } = found;
    const why = [
      {
        text: end ? `The subscription is set to end on ${dayText(at)}.` : `The subscription renews on ${dayText(at)}.`,
        system: subscription.key.source,
        recordId: subscription.key.id,
        url: subscription.url,
        at: new Date(at).toISOString(),
      },
      ...(urgent
        ? [
            {
              text: `Ticket ${urgent.key.id} is ${urgent.escalated ? 'escalated' : 'urgent'} and open: ${shorten(urgent.subject, 120)}.`,
              system: urgent.key.source,
              recordId: urgent.key.id,
              url: urgent.url,
              at: new Date(urgent.createdAt).toISOString(),
            },
          ]
        : []),
    ];
    const currencies = annualRecurring(facts);
    return {
      subject: `${subscription.key.id}:${dayText(at)}`,
      title: end
        ? `The subscription ends ${dayText(at)}: ask what would change that`
        : `Renewal on ${dayText(at)} is at risk: call before it is decided`,
      why,
      steps: [
        'Read the open tickets and invoices below first.',
        'Call the decision maker.',
        'Agree the next step and put it in the CRM.',
      ],
      value: currencies.length === 1 ? (currencies[0] ?? null) : null,
      dueAtMs: at,
      expiresAtMs: at + dayMs,
      critical: at - nowMs < 30 * dayMs,
    };
  },
});

/** The first day on which a live subscription is set to end, of the days that are asked for. */
function nextEnd(
  facts: AccountFacts,
  isAsked: (at: number) => boolean,
): { at: number; subscription: SubscriptionFact } | null {
  const ends = liveSubscriptions(facts).flatMap((subscription) => {
    const at = subscription.cancelsAt;
    return at !== null && isAsked(at) ? [{ at, subscription }] : [];
  });
  ends.sort((a, b) => a.at - b.at || (a.subscription.key.id < b.subscription.key.id ? -1 : 1));
  return ends[0] ?? null;
}
