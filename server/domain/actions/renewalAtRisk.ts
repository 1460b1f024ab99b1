import { annualRecurring, liveSubscriptions, nextRenewal } from '../billing.ts';
import { dayMs } from '../metrics/defineMetric.ts';
import { urgentTickets } from '../urgentTickets.ts';
import { defineRule } from './defineRule.ts';
import { dayText, shorten } from './words.ts';

const horizonDays = 60;

/** A renewal within 60 days while the account is not healthy, or while something urgent is open. Monthly plans renew all the time and only count when they are set to end. */
export const renewalAtRisk = defineRule({
  id: 'renewalAtRisk',
  version: 1,
  category: 'risk',
  ownerRoles: ['rep', 'manager'],
  effortMin: 45,
  text: 'A live subscription is set to end within 60 days; or a yearly one renews within 60 days while the account is not healthy or an urgent ticket is open.',
  endCondition: 'The renewal is signed, or the subscription has ended.',
  propose({ facts, health, nowMs }) {
    const renewsAt = nextRenewal(facts);
    if (renewsAt === null || renewsAt < nowMs || renewsAt - nowMs > horizonDays * dayMs) return null;
    const live = liveSubscriptions(facts).sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
    const ending = live.filter((s) => s.cancelsAt !== null).sort((a, b) => (a.cancelsAt ?? 0) - (b.cancelsAt ?? 0))[0];
    const yearly = live.some((s) => s.plans.some((p) => p.interval === 'year'));
    const urgent = urgentTickets(facts)[0];
    const unhealthy = health.band !== 'healthy' && health.band !== 'unknown';
    if (!ending && !(yearly && (unhealthy || urgent))) return null;
    const subscription = ending ?? live.find((s) => s.renewsAt === renewsAt);
    if (!subscription) return null;
    const why = [
      {
        text: ending
          ? `The subscription is set to end on ${dayText(ending.cancelsAt ?? renewsAt)}.`
          : `The subscription renews on ${dayText(renewsAt)}.`,
        system: subscription.key.source,
        recordId: subscription.key.id,
        url: subscription.url,
        at: new Date(renewsAt).toISOString(),
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
      subject: `${subscription.key.id}:${dayText(renewsAt)}`,
      title: ending
        ? `The subscription ends ${dayText(ending.cancelsAt ?? renewsAt)}: ask what would change that`
        : `Renewal on ${dayText(renewsAt)} is at risk: call before it is decided`,
      why,
      steps: [
        'Read the open tickets and invoices below first.',
        'Call the decision maker.',
        'Agree the next step and put it in the CRM.',
      ],
      value: currencies.length === 1 ? (currencies[0] ?? null) : null,
      dueAtMs: renewsAt,
      expiresAtMs: renewsAt + dayMs,
      critical: renewsAt - nowMs < 30 * dayMs,
    };
  },
});
