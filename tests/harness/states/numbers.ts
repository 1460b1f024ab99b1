import type { ContextDocument } from '../../../lib/contract/context.ts';
import type { Metric } from '../../../lib/contract/values.ts';
import { inDays, metric, northwind, ok, source } from './northwind.ts';

const { health, billing, pipeline } = northwind.sections;
const usd = (amountMinor: number) => [{ amountMinor, currency: 'USD' }];
const none = (id: string, reason: string, rest: Partial<Metric> = {}) => metric(id, null, { reason, ...rest });
const money = (id: string, amounts: Metric['amounts'], rest: Partial<Metric> = {}) =>
  metric(id, null, { unit: 'money', windowDays: null, n: 12, ...(amounts ? { amounts } : {}), ...rest });

/** The same customer with every number, some without a value, what a manager says, and sources that disagree. */
export const numbers: ContextDocument = {
  ...northwind,
  header: { ...northwind.header, band: 'watch', score: 68.4 },
  sections: {
    ...northwind.sections,
    health: ok(
      {
        ...(health.data as NonNullable<typeof health.data>),
        score: 68.4,
        band: 'watch',
        history: (health.data?.history ?? []).map((p, i) => ({ ...p, ...(i === 50 ? { marker: 'rules' } : {}) })),
        profile: 'standard',
        override: {
          band: 'atRisk',
          reason: 'The new CFO wants to cut two of the three teams.',
          by: 'Aiko Mori',
          at: inDays(-4),
          expiresAt: inDays(20),
        },
        wayBack: [
          { kind: 'cap', id: 'urgentTicketOpen', to: null, unit: 'score', points: 3.1 },
          { kind: 'factor', id: 'satisfaction', to: 88, unit: 'percent', points: 6.6 },
        ],
        metrics: [metric('churnRisk', 31.5, { unit: 'score', windowDays: null, n: 9 })],
      },
      source('salesforce'),
      source('zendesk'),
      source('stripe'),
    ),
    billing: ok(
      {
        ...(billing.data as NonNullable<typeof billing.data>),
        cancelsAt: inDays(38),
        metrics: [
          metric('paymentStatus', null, { unit: 'text', windowDays: null, text: 'current', amounts: usd(25_000) }),
          money('overdueAmount', usd(1_270_000), {
            n: 3,
            parts: [
              { id: 'days1to30', n: 2, amounts: usd(850_000) },
              { id: 'days61to90', n: 1, amounts: usd(420_000) },
            ],
          }),
          metric('paymentRetry', null, { unit: 'text', windowDays: null, text: 'hardDecline' }),
          metric('failedPayments', 0, { windowDays: 90 }),
          money('customerLifetimeValue', usd(28_560_000), { upTo: usd(99_960_000) }),
          none('netRevenueRetention', 'notDated', { unit: 'percent', windowDays: 365 }),
          metric('grossRevenueRetention', 96, { unit: 'percent', windowDays: 365, n: 2 }),
          money('averageOrderValue', [...usd(412_000), { amountMinor: 55_000, currency: 'EUR' }], { windowDays: 365 }),
          metric('purchaseFrequency', 4, { windowDays: 365, previous: 2 }),
          metric('orderInterval', 61.5, { unit: 'days', windowDays: 365, n: 3 }),
          metric('refundRate', 8.3, { unit: 'percent', windowDays: 365, n: 12 }),
          metric('refundedValue', 2.1, { unit: 'percent', windowDays: 365, n: 12 }),
          none('creditNotes', 'nothingYet', { unit: 'money', windowDays: 365 }),
        ],
      },
      source('stripe', 0.004),
    ),
    pipeline: ok(
      {
        ...(pipeline.data as NonNullable<typeof pipeline.data>),
        metrics: [
          money('pipelineValue', usd(2_400_000), { n: 1 }),
          money('weightedPipeline', usd(480_000), { n: 1 }),
          metric('staleDeals', 0, { windowDays: null, n: 1 }),
          metric('renewalRate', 3, { unit: 'outOf', windowDays: 1095, n: 3 }),
          none('upsellPotential', 'inPipeline', { unit: 'money', windowDays: 28 }),
          metric('acquisitionSource', null, { unit: 'text', windowDays: null, n: 3, text: 'Trade Show' }),
        ],
      },
      source('salesforce', 0.003),
    ),
    usage: ok({
      metrics: [
        metric('productUsage', 82.5, { unit: 'percent', windowDays: 28, n: 120, previous: 79 }),
        metric('engagementScore', 64.2, { unit: 'score', windowDays: 30, n: 311 }),
      ],
    }),
  },
  contradictions: [
    {
      what: 'renewalDate',
      sides: [
        { value: '2027-04-13', system: 'salesforce', at: inDays(-40), url: null },
        {
          value: '2027-05-30',
          system: 'stripe',
          at: inDays(-500),
          url: 'https://dashboard.stripe.com/subscriptions/sub_1',
        },
      ],
    },
    {
      what: 'arr',
      sides: [
        {
          value: '',
          amount: { amountMinor: 11_900_000, currency: 'USD' },
          system: 'salesforce',
          at: inDays(-40),
          url: null,
        },
        {
          value: '',
          amount: { amountMinor: 14_280_000, currency: 'USD' },
          system: 'stripe',
          at: inDays(-500),
          url: null,
        },
      ],
    },
    {
      what: 'requesterDomain',
      sides: [
        { value: 'bridgepoint-resale.co.uk', system: 'zendesk', at: inDays(-2), url: null },
        { value: 'northwind-analytics.com', system: 'salesforce', at: inDays(-40), url: null },
      ],
      holder: { accountId: 'acc_bridgepoint', name: 'Bridgepoint Resale & Managed Services (UK) Ltd' },
    },
    {
      what: 'requesterDomain',
      sides: [
        { value: 'consulting-group.example', system: 'zendesk', at: inDays(-9), url: null },
        { value: 'northwind-analytics.com', system: 'salesforce', at: inDays(-40), url: null },
      ],
      holder: null,
    },
  ],
  quality: [
    { what: 'missing', field: 'country', system: 'hubspot', steward: 'salesOperations' },
    { what: 'stale', field: 'closeDate', system: 'salesforce', steward: 'salesOperations' },
    { what: 'duplicate', field: 'record', system: 'zendesk', steward: 'supportOperations' },
  ],
};
