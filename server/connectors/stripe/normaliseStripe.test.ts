import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { checkNormalise } from '../../../tests/support/checkNormalise.ts';
import { sendJson, startVendorServer, vendorConfig, vendorDeps } from '../../../tests/support/vendorServer.ts';
import type { InvoiceFact } from '../../domain/model.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { normaliseStripe } from './normaliseStripe.ts';
import { stripe } from './stripe.ts';

const record = (kind: string, id: string, body: object): RawRecord => ({
  source: 'stripe',
  kind,
  id,
  modifiedAt: Date.parse('2026-11-20T10:00:00Z'),
  deleted: false,
  body: { id, object: kind, created: 1_700_000_000, livemode: false, ...body },
});
const customer = record('customer', 'cus_1', {
  name: 'Northwind Analytics',
  email: 'billing@northwind.example',
  address: { country: 'DE' },
  metadata: { salesforce_account_id: '001xx000003DGb0' },
  tax_ids: { data: [{ type: 'eu_vat', value: 'DE123456789' }] },
});
const subscription = record('subscription', 'sub_1', {
  customer: 'cus_1',
  status: 'active',
  start_date: 1_600_000_000,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  ended_at: null,
  discounts: [],
  items: {
    data: [
      {
        quantity: 10,
        current_period_end: 1_800_000_000,
        price: {
          currency: 'usd',
          unit_amount: 2500,
          nickname: 'Team',
          recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
        },
      },
      {
        quantity: 1,
        current_period_end: 1_790_000_000,
        price: {
          currency: 'usd',
          unit_amount: 12_000,
          nickname: 'Support',
          recurring: { interval: 'year', interval_count: 1, usage_type: 'licensed' },
        },
      },
    ],
  },
});
const invoice = record('invoice', 'in_1', {
  customer: { id: 'cus_1' },
  status: 'open',
  currency: 'usd',
  total: 26_000,
  amount_remaining: 6000,
  number: 'A-1',
  due_date: 1_700_500_000,
  status_transitions: { paid_at: null },
  attempt_count: 2,
});
const charge = record('charge', 'ch_1', {
  customer: 'cus_1',
  amount: 26_000,
  currency: 'jpy',
  status: 'failed',
  failure_code: 'card_declined',
});
const dispute = record('dispute', 'dp_1', {
  charge: { id: 'ch_1', customer: 'cus_1' },
  amount: 26_000,
  currency: 'usd',
  reason: 'fraudulent',
  status: 'needs_response',
  evidence_details: { due_by: 1_700_900_000 },
});
const refund = record('refund', 're_1', {
  charge: { id: 'ch_1', customer: 'cus_1' },
  amount: 500,
  currency: 'usd',
  status: 'succeeded',
});
const creditNote = record('credit_note', 'cn_1', {
  customer: 'cus_1',
  amount: 700,
  currency: 'usd',
  status: 'issued',
  reason: 'order_change',
});
const body = (one: RawRecord, over: object) => ({ ...one, body: { ...(one.body as object), ...over } });

describe('normaliseStripe', () => {
  it('reads a customer with tax ids and its Salesforce account', () => {
    expect(normaliseStripe(customer)).toMatchObject({
      type: 'company',
      companyId: 'cus_1',
      name: 'Northwind Analytics',
      emails: ['billing@northwind.example'],
      country: 'DE',
      crossIds: [{ source: 'salesforce', id: canonicalSalesforceId('001xx000003DGb0') }],
      taxIds: ['DE123456789'],
    });
  });

  it('reads a subscription: the earliest period end, the recurring amount over all items', () => {
    expect(normaliseStripe(subscription)).toMatchObject({
      type: 'subscription',
      companyId: 'cus_1',
      status: 'active',
      arr: { amountMinor: 312_000, currency: 'USD' },
      startedAt: 1_600_000_000_000,
      renewsAt: 1_790_000_000_000,
      cancelsAt: null,
      canceledAt: null,
    });
  });

  it.each([
    ['paused collection', { pause_collection: { behavior: 'void' } }, { status: 'paused' }],
    ['late and paused', { status: 'past_due', pause_collection: { behavior: 'keep_as_draft' } }, { status: 'paused' }],
    ['unpaid and paused', { status: 'unpaid', pause_collection: { behavior: 'void' } }, { status: 'paused' }],
    ['ended in a pause', { status: 'canceled', pause_collection: { behavior: 'void' } }, { status: 'canceled' }],
    ['a pause that is over', { status: 'past_due', pause_collection: null }, { status: 'past_due' }],
    ['a trial', { status: 'trialing' }, { status: 'trialing', arr: { amountMinor: 312_000, currency: 'USD' } }],
    ['the end of a period', { cancel_at_period_end: true }, { cancelsAt: 1_790_000_000_000 }],
    ['a day it ends on', { cancel_at: 1_750_000_000 }, { cancelsAt: 1_750_000_000_000 }],
    [
      'an end',
      { status: 'canceled', canceled_at: 1_650_000_000, ended_at: 1_660_000_000 },
      { status: 'canceled', canceledAt: 1_660_000_000_000 },
    ],
  ])('reads a subscription with %s', (_what, over, expected) => {
    expect(normaliseStripe(body(subscription, over))).toMatchObject(expected);
  });

  it.each([
    ['a bank that says it', { outcome: { reason: 'lost_card' } }, true],
    ['a bank that says never again', { outcome: { network_advice_code: 'do_not_try_again' } }, true],
    ['a number that is wrong', { failure_code: 'incorrect_number', outcome: null }, true],
    ['too little money', { outcome: { reason: 'insufficient_funds' } }, false],
    ['no reason', { outcome: null }, false],
    ['success', { status: 'succeeded', outcome: { reason: 'lost_card' } }, false],
  ])('tells a decline for good from others by %s', (_what, over, final) => {
    expect(normaliseStripe(body(charge, over))).toMatchObject({ final });
  });

  it('knows whether there is something to charge, and when it is tried again', () => {
    expect(normaliseStripe(customer)).toMatchObject({ hasCard: false });
    expect(normaliseStripe(body(customer, { default_source: 'card_1' }))).toMatchObject({ hasCard: true });
    const settings = { invoice_settings: { default_payment_method: { id: 'pm_1' } } };
    expect(normaliseStripe(body(customer, settings))).toMatchObject({ hasCard: true });
    expect(normaliseStripe(subscription)).toMatchObject({ hasCard: false });
    expect(normaliseStripe(body(subscription, { default_payment_method: 'pm_1' }))).toMatchObject({ hasCard: true });
    const planned = { collection_method: 'charge_automatically', next_payment_attempt: 1_700_600_000 };
    expect(normaliseStripe(body(invoice, planned))).toMatchObject({
      automatic: true,
      nextAttemptAt: 1_700_600_000_000,
    });
    expect(normaliseStripe(invoice)).toMatchObject({ automatic: false, nextAttemptAt: null });
  });

  it('takes an invoice that is charged by itself for late once a charge has failed, but not the first of a subscription', () => {
    const automatic = {
      due_date: null,
      collection_method: 'charge_automatically',
      status_transitions: { finalized_at: 1_700_400_000, paid_at: null },
    };
    const dueAt = (over: object) => (normaliseStripe(body(invoice, { ...automatic, ...over })) as InvoiceFact).dueAt;
    expect(dueAt({})).toBe(1_700_400_000_000);
    expect(dueAt({ created: 1_700_300_000, status_transitions: {} })).toBe(1_700_300_000_000);
    expect(dueAt({ attempt_count: 0 })).toBeNull();
    expect(dueAt({ status: 'paid' })).toBeNull();
    expect(dueAt({ billing_reason: 'subscription_create' })).toBeNull();
    expect(dueAt({ collection_method: 'send_invoice' })).toBeNull();
    expect(dueAt({ due_date: 1_700_500_000 })).toBe(1_700_500_000_000);
  });

  it('reads an invoice, a charge and a dispute, whose customer is that of its charge', () => {
    expect(normaliseStripe(invoice)).toMatchObject({
      type: 'invoice',
      companyId: 'cus_1',
      amountDue: { amountMinor: 6000 },
      attemptCount: 2,
      dueAt: 1_700_500_000_000,
    });
    expect(normaliseStripe(charge)).toMatchObject({
      type: 'payment',
      succeeded: false,
      failureReason: 'card_declined',
      amount: { amountMinor: 26_000, currency: 'JPY' },
    });
    const captured = (fields: object) =>
      normaliseStripe({ ...charge, body: { ...(charge.body as object), status: 'succeeded', ...fields } });
    expect(captured({ captured: true, amount_captured: 9000 })).toMatchObject({ amount: { amountMinor: 9000 } });
    expect(captured({ captured: false })).toMatchObject({ amount: { amountMinor: 0 } });
    expect(normaliseStripe(dispute)).toMatchObject({
      type: 'dispute',
      companyId: 'cus_1',
      url: 'https://dashboard.stripe.com/payments/ch_1',
      evidenceDueAt: 1_700_900_000_000,
      paymentId: 'ch_1',
    });
    expect(normaliseStripe(body(dispute, { charge: 'ch_2' }))).toMatchObject({ paymentId: 'ch_2' });
    expect(normaliseStripe(body(dispute, { charge: null }))).toMatchObject({ paymentId: null });
  });

  it('reads a refund, whose customer is that of its charge, a credit note, and what is on the account', () => {
    expect(normaliseStripe(refund)).toMatchObject({
      type: 'refund',
      companyId: 'cus_1',
      amount: { amountMinor: 500, currency: 'USD' },
      succeeded: true,
      createdAt: 1_700_000_000_000,
      paymentId: 'ch_1',
      url: 'https://dashboard.stripe.com/payments/ch_1',
    });
    expect(normaliseStripe(body(refund, { status: 'pending' }))).toMatchObject({ succeeded: false });
    expect(normaliseStripe(creditNote)).toMatchObject({
      type: 'credit',
      companyId: 'cus_1',
      amount: { amountMinor: 700, currency: 'USD' },
      reason: 'order_change',
    });
    expect(normaliseStripe(body(customer, { balance: -900, currency: 'usd' }))).toMatchObject({
      balance: { amountMinor: -900, currency: 'USD' },
    });
    expect(normaliseStripe(body(customer, { balance: 0, currency: null }))).toMatchObject({ balance: null });
  });

  it('does not take the release of what was never captured for a refund', () => {
    const of = (charge: object, fields: object = {}) =>
      normaliseStripe(body(refund, { amount: 400, charge: { id: 'ch_1', customer: 'cus_1', ...charge }, ...fields }));
    const part = { amount: 1000, amount_captured: 600, amount_refunded: 400, refunded: false };
    const by = (type: string) => ({ destination_details: { type: 'card', card: { type } } });
    expect(of(part)).toBeNull();
    expect(of(part, by('reversal'))).toBeNull();
    expect(of(part, { reason: 'requested_by_customer' })).toMatchObject({ amount: { amountMinor: 400 } });
    expect(of({ ...part, amount: 400, amount_captured: 0 }, { reason: 'expired_uncaptured_charge' })).toBeNull();
    const capturedBy = { ...part, payment_method_details: { card: { capture_before: 1_700_000_000 } } };
    expect(of(capturedBy, { created: 1_700_000_000 })).toBeNull();
    expect(of(capturedBy, { created: 1_700_000_001 })).toMatchObject({ amount: { amountMinor: 400 } });
    expect(of({ ...part, amount_refunded: 1000, refunded: true })).toBeNull();
    expect(of({ ...part, amount_refunded: 500 }, { amount: 100 })).toMatchObject({ amount: { amountMinor: 100 } });
    expect(of(part, by('refund'))).toMatchObject({ amount: { amountMinor: 400 } });
    const half = { amount: 800, amount_captured: 400, amount_refunded: 400, refunded: true };
    expect(of(half)).toMatchObject({ amount: { amountMinor: 400 } });
    expect(of({ ...half, amount_captured: 800 })).toMatchObject({ amount: { amountMinor: 400 } });
    expect(of({ amount: 400, amount_captured: 400, amount_refunded: 400, refunded: true })).not.toBeNull();
  });

  it.each([
    ['a credit note that is void', body(creditNote, { status: 'void' })],
    ['an unknown status', body(subscription, { status: 'new_in_2030' })],
    ['an invoice without amounts', body(invoice, { total: null, amount_due: null })],
    ['a charge under way', body(charge, { status: 'pending' })],
    ['a kind that is not pulled', { ...charge, kind: 'payout' }],
    ['an id that is none', { ...charge, id: '..' }],
  ])('has no use for %s', (_what, odd) => {
    expect(normaliseStripe(odd)).toBeNull();
  });

  it.each([
    ['customer', customer],
    ['subscription', subscription],
    ['invoice', invoice],
    ['charge', charge],
    ['dispute', dispute],
    ['refund', refund],
    ['credit_note', creditNote],
  ])('is total for one %s', (_kind, one) => checkNormalise(stripe, one));
});

/** Stripe's published example objects, current shapes; source and licence stand in the file. */
const published = new URL('../../../tests/fixtures/stripeObjects.json', import.meta.url);
describe("Stripe's published objects", () => {
  const { resources: byName } = JSON.parse(readFileSync(published, 'utf8')) as { resources: Record<string, object> };
  const resources = Object.values(byName);

  it('pass through the connector in every stream, are kept whole, and never make it fail', async () => {
    const withId = resources.filter((r) => 'id' in r && /^[\w-]{1,64}$/.test(String(r.id)));
    expect([resources.length > 20, withId.length > 20]).toEqual([true, true]);
    const server = await startVendorServer((_request, response) =>
      sendJson(response, { object: 'list', has_more: false, data: resources }),
    );
    try {
      const config = vendorConfig('stripe', server.url);
      const facts = new Map<string, number>();
      for (const stream of stripe.streams) {
        for await (const page of stripe.pull(config, stream, null, vendorDeps())) {
          expect(page.records.map((r) => r.body)).toEqual(withId);
          for (const one of page.records) {
            const fact = normaliseStripe(one);
            const isOwnKind = (one.body as { object: string }).object === one.kind;
            if (isOwnKind) facts.set(one.kind, (facts.get(one.kind) ?? 0) + Number(fact !== null));
          }
        }
      }
      // Each kind that is pulled is understood in the shape that Stripe publishes.
      expect([...facts].filter(([, n]) => n > 0).map(([kind]) => kind)).toEqual([
        'customer',
        'subscription',
        'invoice',
        'charge',
        'dispute',
        'refund',
        'credit_note',
        'product',
        'price',
      ]);
    } finally {
      await server.close();
    }
  });

  it('say what they say', () => {
    const byKind = (kind: string) =>
      resources.find((r) => 'object' in r && r.object === kind && !('deleted' in r) && 'id' in r) as { id: string };
    const fact = (kind: string) => normaliseStripe(record(kind, byKind(kind).id, byKind(kind)));
    expect(fact('subscription')).toMatchObject({
      status: 'paused',
      companyId: 'cus_QXg1o8vcGmoR32',
      arr: { currency: 'USD' },
    });
    expect(fact('invoice')).toMatchObject({ amountDue: { amountMinor: 1000, currency: 'USD' } });
    expect(fact('dispute')).toMatchObject({
      amount: { amountMinor: 1000 },
      status: 'warning_needs_response',
      evidenceDueAt: 1_723_679_999_000,
    });
  });
});
