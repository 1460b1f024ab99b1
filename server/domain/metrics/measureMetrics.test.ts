import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountFacts,
  activity,
  company,
  contract,
  credit,
  daysAgo,
  deal,
  dispute,
  invoice,
  nowMs,
  order,
  orderRefund,
  payment,
  person,
  refund,
  solvedTicket,
  subscription,
  ticket,
  usd,
} from '../../../tests/support/facts.ts';
import type { AccountFacts } from '../model.ts';
import { measureMetrics } from './measureMetrics.ts';

const day = (days: number) => new Date(daysAgo(days)).toISOString().slice(0, 10);
const [sold, bought] = [payment(), order()];
/** A part of everything, with equal instants where an order could show. */
const everything = accountFacts({
  companies: [company({ balance: usd(-5_00) }), company({ balance: usd(7_00) })],
  people: ['Web', 'Ads', 'Ads'].map((channel) =>
    person({ role: 'champion', lastActivityAt: daysAgo(3), firstTouch: { channel, at: daysAgo(500) } }),
  ),
  deals: [deal({ amount: usd(5), probability: 0.5 }), deal({ amount: usd(5) }), deal({ name: 'b', kind: 'renewal' })],
  contracts: [contract({ startsOn: day(800), endsOn: day(400) }), contract({ startsOn: day(399), endsOn: day(30) })],
  tickets: [ticket(), solvedTicket(3, { rating: 'good' }), solvedTicket(100)],
  subscriptions: [
    subscription(),
    subscription({ plans: [{ name: 'G', quantity: 4, interval: 'year' }] }),
    subscription({ status: 'canceled', canceledAt: daysAgo(9) }),
  ],
  invoices: [invoice(), invoice({ createdAt: daysAgo(400) }), invoice({ createdAt: daysAgo(400), total: usd(1) })],
  disputes: [dispute({ status: 'won' })],
  payments: [sold, payment({ succeeded: false })],
  orders: [
    bought,
    order(),
    { ...bought, key: { source: 'hubspot', kind: 'order', id: '5' } },
    order({ subtotal: null }),
  ],
  refunds: [refund({ paymentId: sold.key.id }), refund({ paymentId: sold.key.id }), orderRefund(bought, 1)],
  credits: [credit(), credit({ amount: { amountMinor: 3, currency: 'EUR' } })],
  activity: [activity(1), activity(1, 'u2'), activity(40), activity(2, 'u1', { channel: 'meeting' })],
});
const lists = Object.keys(everything).filter((k) => k !== 'accountId') as Exclude<keyof AccountFacts, 'accountId'>[];
const shuffled = fc
  .tuple(
    ...lists.map((k) =>
      fc.shuffledSubarray([...(everything[k] ?? [])] as object[], { minLength: everything[k]?.length ?? 0 }),
    ),
  )
  .map((values) => ({ ...everything, ...Object.fromEntries(lists.map((k, i) => [k, values[i]])) }) as AccountFacts);
const some = fc
  .tuple(...lists.map((k) => fc.subarray([...(everything[k] ?? [])] as object[])), fc.boolean())
  .map((values) => {
    const facts = { ...everything, ...Object.fromEntries(lists.map((k, i) => [k, values[i]])) } as AccountFacts;
    return values.at(-1) ? facts : { ...facts, activity: null };
  });

describe('every number', () => {
  it('does not depend on the order in which facts were read', () => {
    const measured = measureMetrics(everything, nowMs);
    fc.assert(
      fc.property(shuffled, (facts) => {
        expect(measureMetrics(facts, nowMs)).toEqual(measured);
      }),
      { numRuns: 50 },
    );
  });

  it('has a value, amounts or a word, or says why not; and counts what it rests on', () => {
    fc.assert(
      fc.property(some, (facts) => {
        for (const metric of Object.values(measureMetrics(facts, nowMs))) {
          const has = [metric.value !== null, metric.amounts?.length, metric.upTo?.length, metric.text].some(Boolean);
          expect([metric.id, metric.reason === undefined]).toEqual([metric.id, has]);
          expect(metric.n, metric.id).toBeGreaterThanOrEqual(0);
          if (metric.unit === 'score' && metric.value !== null)
            expect(metric.value >= 0 && metric.value <= 100).toBe(true);
          const currencies = (metric.amounts ?? []).map((m) => m.currency);
          expect(currencies, metric.id).toEqual([...new Set(currencies)].sort());
        }
      }),
      { numRuns: 100 },
    );
  });

  it('changes nothing in the facts', () => {
    const before = structuredClone(everything);
    measureMetrics(everything, nowMs);
    expect(everything).toEqual(before);
  });

  it('names the connected sources and the age of the oldest', () => {
    const read = (ms: number) => ({ lastSuccessAt: ms, lastError: null });
    const states = {
      salesforce: read(daysAgo(2)),
      hubspot: null,
      zendesk: read(nowMs),
      stripe: read(daysAgo(1)),
      file: null,
    };
    const { pipelineValue, csat, productUsage, failedPayments } = measureMetrics(accountFacts(), nowMs, states);
    expect(pipelineValue).toMatchObject({ sources: ['salesforce'], asOf: new Date(daysAgo(2)).toISOString() });
    expect(csat).toMatchObject({ sources: ['zendesk'], asOf: new Date(nowMs).toISOString() });
    expect(productUsage).toMatchObject({ sources: ['stripe'], asOf: new Date(daysAgo(1)).toISOString() });
    const { upsellPotential, refundRate } = measureMetrics(accountFacts(), nowMs, states);
    expect(upsellPotential).toMatchObject({
      sources: ['stripe', 'zendesk', 'salesforce'],
      asOf: new Date(daysAgo(2)).toISOString(),
    });
    expect(refundRate.asOf).toBe(new Date(daysAgo(2)).toISOString());
    const { zendesk: _, ...rest } = states;
    const none = measureMetrics(accountFacts(), nowMs, { ...rest, zendesk: null, stripe: null });
    expect(none.failedPayments).toMatchObject({ sources: [], asOf: null });
    expect(failedPayments.sources).toEqual(['stripe']);
  });
});
