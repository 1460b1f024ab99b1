import type { NextAction } from '../../../lib/contract/action.ts';
import type { ContextDocument } from '../../../lib/contract/context.ts';
import type { Metric } from '../../../lib/contract/values.ts';

/** The moment of every screen, so that pictures of two days are the same. */
export const nowMs = Date.parse('2026-11-21T09:30:00.000Z');
const dayMs = 86_400_000;

/** An instant some days from now; negative is past. */
export const inDays = (days: number) => new Date(nowMs + days * dayMs).toISOString();
const day = (days: number) => inDays(days).slice(0, 10);

export const metric = (id: string, value: number | null, rest: Partial<Metric> = {}): Metric => ({
  id,
  value,
  unit: 'count',
  n: value === null ? 0 : 24,
  windowDays: 30,
  previous: null,
  sources: ['zendesk'],
  ...rest,
});

export const source = (system: 'salesforce' | 'hubspot' | 'zendesk' | 'stripe', ageDays = 0.004) => ({
  system,
  asOf: inDays(-ageDays),
});
export const ok = <T>(data: T, ...sources: ReturnType<typeof source>[]) => ({
  status: 'ok' as const,
  asOf: sources[0]?.asOf ?? null,
  sources,
  detail: null,
  data,
});
export const empty = (status: 'notConnected' | 'notPermitted' | 'noData' | 'failed', detail: string | null = null) => ({
  status,
  asOf: null,
  sources: [],
  detail,
  data: null,
});

export const action = (ruleId: string, title: string, rest: Partial<NextAction> = {}): NextAction => ({
  key: `acc_northwind/${ruleId}`,
  ruleId,
  ruleVersion: 1,
  category: 'risk',
  title,
  why: [
    {
      text: 'Health fell from 82 to 69 in 30 days',
      system: 'alongside',
      recordId: null,
      url: null,
      at: inDays(-1),
    },
    {
      text: 'Opportunity "Renewal 2026" is still in Proposal',
      system: 'salesforce',
      recordId: '006000000000001',
      url: 'https://acme.lightning.force.com/lightning/r/Opportunity/006000000000001AAA/view',
      at: inDays(-4),
    },
  ],
  steps: ['Read the two open tickets first.', 'Call Mara Lindqvist and agree on what must be fixed before renewal.'],
  ownerRoles: ['rep'],
  effortMin: 45,
  value: { amountMinor: 14_280_000, currency: 'USD' },
  dueAt: inDays(23),
  expiresAt: null,
  endCondition: 'the renewal opportunity is closed',
  score: 0.51,
  factors: { P: 0.8, C: 0.9, V: 0.75, L: 1, K: 0.95 },
  ...rest,
});

const history = Array.from({ length: 60 }, (_, i) => ({
  ...(i < 40 ? { reconstructed: true } : {}),
  day: day(i - 59),
  score: i === 20 || i === 21 ? null : Math.round((84 - i * 0.12 + Math.sin(i / 3) * 3 - (i > 45 ? 6 : 0)) * 10) / 10,
}));

/** A customer in good shape, with every section filled. */
export const northwind: ContextDocument = {
  accountId: 'acc_northwind',
  version: 7,
  builtAt: inDays(-0.004),
  header: {
    name: 'Northwind Analytics Inc.',
    domain: 'northwind-analytics.com',
    tier: 'Enterprise',
    industry: 'Energy',
    country: 'United States',
    owner: { name: 'Aiko Mori', email: 'aiko@cobalt.example' },
    territories: [
      {
        system: 'salesforce',
        object: 'ObjectTerritory2Association',
        id: '0TN000000000001AAA',
        name: 'Americas Enterprise',
        url: 'https://acme.lightning.force.com/lightning/r/Account/001000000000001AAA/view',
      },
    ],
    parent: null,
    band: 'healthy',
    score: 84.2,
    arr: [{ amountMinor: 14_280_000, currency: 'USD' }],
    renewsAt: inDays(143),
  },
  links: [
    {
      system: 'salesforce',
      object: 'Account',
      id: '001000000000001AAA',
      name: 'Northwind Analytics Inc.',
      url: 'https://acme.lightning.force.com/lightning/r/Account/001000000000001AAA/view',
      confidence: 'verified',
      evidence: [{ rule: 'ownRecord', value: '' }],
    },
    {
      system: 'hubspot',
      object: 'company',
      id: '9001',
      name: 'Northwind Analytics',
      url: 'https://app.hubspot.com/contacts/24681012/record/0-2/9001',
      confidence: 'verified',
      evidence: [{ rule: 'crossId', value: '001000000000001AAA' }],
    },
    {
      system: 'zendesk',
      object: 'organization',
      id: '3600',
      name: 'northwind',
      url: 'https://cobalt.zendesk.com/agent/organizations/3600',
      confidence: 'matched',
      evidence: [{ rule: 'domain', value: 'northwind-analytics.com' }],
    },
    {
      system: 'stripe',
      object: 'customer',
      id: 'cus_northwind',
      name: 'Northwind Analytics, Inc.',
      url: 'https://dashboard.stripe.com/customers/cus_northwind',
      confidence: 'verified',
      evidence: [{ rule: 'crossId', value: '001000000000001AAA' }],
    },
  ],
  sections: {
    health: ok(
      {
        score: 84.2,
        band: 'healthy',
        coverage: 0.91,
        confidence: 'high',
        factors: [
          factor('lastActivity', 'engagement', 4, 'days', 95, 9.04),
          factor('championsPresent', 'engagement', 2, 'count', 90, 6.68),
          factor('urgentTickets', 'support', 1, 'count', 30, -4.33),
          factor('satisfaction', 'support', 92, 'percent', 92, 8.41),
          factor('replyHours', 'support', 3.4, 'hours', 84, 4.35),
          factor('overdueDays', 'billing', 0, 'days', 100, 6.05),
          factor('renewalInHand', 'renewal', null, 'percent', null, 0),
          factor('paymentFailures', 'billing', 0, 'count', 100, 4),
        ],
        caps: [],
        trend: { direction: 'up', delta: 3.4 },
        history: history.map((p, i) => ({ ...p, score: i === 59 ? 84.2 : p.score })),
        rulesVersion: 1,
      },
      source('salesforce'),
      source('zendesk'),
      source('stripe'),
    ),
    billing: ok(
      {
        state: 'current',
        plans: [{ name: 'Enterprise', quantity: 120, interval: 'year' }],
        arr: [{ amountMinor: 14_280_000, currency: 'USD' }],
        renewsAt: inDays(143),
        cancelsAt: null,
        openInvoices: [],
        overdue: [],
        disputes: [],
        failedPayments: metric('failedPayments', 0, { windowDays: 90 }),
        billingCustomers: 1,
      },
      source('stripe', 0.004),
    ),
    support: ok(
      {
        openTickets: [ticket('30011', 'How do we add a second workspace?', { priority: 'normal' })],
        openCount: 1,
        urgentCount: 0,
        escalatedCount: 0,
        metrics: [
          metric('ticketVolume', 6, { previous: 9 }),
          metric('firstResponse', 204, { unit: 'minutes', windowDays: 90 }),
          metric('resolution', 1_630, { unit: 'minutes', windowDays: 90 }),
          metric('csat', 92, { unit: 'percent', windowDays: 90, n: 13 }),
        ],
      },
      source('zendesk', 0.01),
    ),
    people: ok(
      {
        people: [
          person('Mara Lindqvist', 'VP Data', 'champion'),
          person('Tobias Renner', 'CFO', 'decisionMaker'),
          person('Ana Beltrán', null, 'billing'),
        ],
      },
      source('hubspot', 0.02),
    ),
    pipeline: ok(
      {
        openDeals: [
          {
            id: '006000000000002',
            name: 'Forecasting add-on',
            amount: { amountMinor: 2_400_000, currency: 'USD' },
            stage: 'Discovery',
            closesAt: day(60),
            kind: 'expansion',
            url: 'https://acme.lightning.force.com/lightning/r/Opportunity/006000000000002AAA/view',
          },
        ],
        contractEndsAt: day(143),
      },
      source('salesforce', 0.003),
    ),
    usage: empty('notConnected', 'usage'),
  },
  actions: [],
  held: [],
};

function factor(
  id: string,
  group: 'usage' | 'engagement' | 'support' | 'billing' | 'renewal',
  value: number | null,
  unit: string,
  score: number | null,
  points: number,
) {
  return { id, group, value, unit, score, weight: 0.125, points };
}

export function ticket(id: string, subject: string, rest: object = {}) {
  return {
    id,
    subject,
    priority: 'urgent' as const,
    status: 'open' as const,
    escalated: false,
    createdAt: inDays(-3),
    updatedAt: inDays(-1),
    requester: null,
    url: `https://cobalt.zendesk.com/agent/tickets/${id}`,
    ...rest,
  };
}

export function person(name: string, title: string | null, role: 'champion' | 'decisionMaker' | 'billing' | 'unknown') {
  return {
    name,
    title,
    role,
    email: `${name.split(' ')[0]}@northwind-analytics.com`,
    leftAt: null,
    doNotContact: false,
  };
}
