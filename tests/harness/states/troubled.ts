import type { ContextDocument } from '../../../lib/contract/context.ts';
import { action, inDays, metric, northwind, ok, person, source, ticket } from './northwind.ts';

const health = northwind.sections.health.data as NonNullable<typeof northwind.sections.health.data>;
const billing = northwind.sections.billing.data as NonNullable<typeof northwind.sections.billing.data>;

/** The same customer in trouble: actions with evidence, a limit on the score, a clash of dates, a dispute. */
export const troubled: ContextDocument = {
  ...northwind,
  header: { ...northwind.header, band: 'atRisk', score: 40, renewsAt: inDays(23) },
  sections: {
    ...northwind.sections,
    health: ok(
      {
        ...health,
        score: 40,
        band: 'atRisk',
        coverage: 0.72,
        confidence: 'medium',
        factors: health.factors.map((f) =>
          f.id === 'urgentTickets'
            ? { ...f, value: 3, score: 5, points: -9.17 }
            : f.id === 'lastActivity'
              ? { ...f, value: 41, score: 20, points: -6.61 }
              : f.id === 'overdueDays'
                ? { ...f, value: 12, score: 40, points: -1.46 }
                : f,
        ),
        caps: [{ id: 'urgentTicketOpen', ceiling: 40, points: -16.2 }],
        trend: { direction: 'down', delta: -12.5 },
        history: health.history.map((p, i) => ({
          ...p,
          score: i === 59 ? 40 : i > 50 && p.score ? p.score - 20 : p.score,
        })),
      },
      source('salesforce'),
      source('zendesk'),
      source('stripe'),
    ),
    billing: ok(
      {
        ...billing,
        state: 'disputed',
        renewsAt: inDays(23),
        openInvoices: [invoice('CB-10000', 420_000, -12), invoice('CB-10014', 1_190_000, 9)],
        overdue: [{ amountMinor: 420_000, currency: 'USD' }],
        disputes: [
          {
            id: 'dp_1',
            amount: { amountMinor: 99_900, currency: 'USD' },
            reason: 'product_not_received',
            status: 'needs_response',
            evidenceDueAt: inDays(5),
            url: 'https://dashboard.stripe.com/disputes/dp_1',
          },
        ],
        failedPayments: metric('failedPayments', 2, { windowDays: 90, previous: 1 }),
        billingCustomers: 2,
      },
      source('stripe', 0.004),
    ),
    support: ok(
      {
        openTickets: [
          ticket('30000', 'Nightly export fails since the upgrade', { escalated: true }),
          ticket('30007', 'Dashboards time out for everyone in Lisbon'),
          ticket('30011', 'How do we add a second workspace?', { priority: 'normal', status: 'pending' }),
        ],
        openCount: 8,
        urgentCount: 2,
        escalatedCount: 1,
        metrics: [
          metric('ticketVolume', 14, { previous: 6 }),
          metric('firstResponse', 1_204, { unit: 'minutes', windowDays: 90 }),
          metric('resolution', 9_630, { unit: 'minutes', windowDays: 90 }),
          metric('csat', 50, { unit: 'percent', windowDays: 90, n: 2 }),
        ],
      },
      source('zendesk', 0.01),
    ),
    people: ok(
      {
        people: [
          { ...person('Mara Lindqvist', 'VP Data', 'champion'), leftAt: inDays(-9) },
          { ...person('Tobias Renner', 'CFO', 'decisionMaker'), doNotContact: true },
          { ...person('Ana Beltrán', null, 'billing'), optOuts: ['email'] },
          person('Jo Park', 'Analyst', 'unknown'),
        ],
      },
      source('hubspot', 0.02),
    ),
    pipeline: ok(
      {
        openDeals: [
          {
            id: '006000000000001',
            name: 'Renewal 2026',
            amount: { amountMinor: 14_280_000, currency: 'USD' },
            stage: 'Proposal',
            closesAt: inDays(21).slice(0, 10),
            kind: 'renewal',
            url: 'https://acme.lightning.force.com/lightning/r/Opportunity/006000000000001AAA/view',
          },
          {
            id: '006000000000003',
            name: 'Seats for Lisbon',
            amount: null,
            stage: 'On hold',
            closesAt: null,
            kind: 'unknown',
            url: null,
          },
        ],
        contractEndsAt: inDays(54).slice(0, 10),
      },
      source('salesforce', 0.003),
    ),
  },
  actions: [
    action('renewalAtRisk', 'Renewal on 14 Dec 2026 is at risk: call before it is decided'),
    action('escalatedTicket', 'Escalated ticket 30000: Nightly export fails since the upgrade', {
      category: 'support',
      dueAt: inDays(-2),
      effortMin: 15,
      value: null,
    }),
    action('overdueInvoice', 'Invoice CB-10000 has been overdue since 9 Nov 2026, $4,200', {
      category: 'billing',
      dueAt: inDays(-12),
      effortMin: 10,
    }),
  ],
  held: [
    {
      ruleId: 'upsell',
      title: 'Offer the forecasting add-on',
      gate: 'openEscalation',
      reason: 'An escalation is open; selling waits.',
    },
  ],
};

function invoice(number: string, amountMinor: number, dueInDays: number) {
  return {
    id: `in_${number}`,
    number,
    amountDue: { amountMinor, currency: 'USD' },
    dueAt: inDays(dueInDays),
    status: 'open' as const,
    attemptCount: 1,
    url: `https://dashboard.stripe.com/invoices/in_${number}`,
  };
}
