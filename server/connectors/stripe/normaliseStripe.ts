import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { minor } from '../../domain/currency.ts';
import type { Fact, SourceKey } from '../../domain/model.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { flag, id, integer, list, read, text, unixTime } from '../read.ts';
import { catalogueFact, productIds } from './catalogue.ts';
import { pathPart, stripeId } from './stripeId.ts';
import { planLines, yearlyRecurring } from './yearlyRecurring.ts';

/** Stripe objects as facts: customer, subscription, invoice, dispute, charge, refund, credit note, product, price; both object shapes. Total; what cannot be read is null. */
export function normaliseStripe(record: RawRecord): Fact | null {
  const { body } = record;
  if (stripeId(record, 'id') === null) return null;
  const key: SourceKey = { source: 'stripe', kind: record.kind, id: record.id };
  const chargeId = id(body, 'charge.id') ?? id(body, 'charge');
  const ofCharge = record.kind === 'dispute' || record.kind === 'refund';
  const path = ofCharge || record.kind === 'charge' ? 'payments' : `${record.kind}s`;
  const linked = ofCharge ? (chargeId ?? record.id) : record.id;
  const companyId = record.kind === 'customer' ? id(record, 'id') : customerOf(body);
  const currency = text(body, 'currency');
  const common = {
    key,
    companyId,
    modifiedAt: record.modifiedAt,
    url: `https://dashboard.stripe.com/${path}/${pathPart(linked)}`,
  };
  switch (record.kind) {
    case 'customer': {
      // Other systems name customers, too: their ids are plain.
      if (companyId === null) return null;
      const email = text(body, 'email');
      const claim = text(body, 'metadata.salesforce_account_id');
      const salesforceId = claim?.startsWith('001') ? canonicalSalesforceId(claim) : null;
      return {
        type: 'company',
        ...common,
        name: text(body, 'name') ?? email ?? record.id,
        websites: [],
        emails: email ? [email] : [],
        country: text(body, 'address.country'),
        industry: null,
        tier: null,
        status: null,
        owner: null,
        balance: minor(integer(body, 'balance'), currency),
        hasCard: isSet(body, 'invoice_settings.default_payment_method') || isSet(body, 'default_source'),
        parentId: null,
        crossIds: salesforceId ? [{ source: 'salesforce', id: salesforceId }] : [],
        mergedIds: [],
        taxIds: list(body, 'tax_ids.data').flatMap((t) => text(t, 'value') ?? []),
      };
    }
    case 'subscription': {
      const status = subscriptionStatuses.find((s) => s === text(body, 'status'));
      if (!status) return null;
      return {
        type: 'subscription',
        ...common,
        status: collected.has(status) && isSet(body, 'pause_collection') ? 'paused' : status,
        arr: yearlyRecurring(body),
        plans: planLines(body),
        startedAt: unixTime(body, 'start_date') ?? unixTime(body, 'created') ?? record.modifiedAt,
        renewsAt: periodEnd(body),
        cancelsAt: unixTime(body, 'cancel_at') ?? (flag(body, 'cancel_at_period_end') ? periodEnd(body) : null),
        canceledAt: unixTime(body, 'ended_at') ?? unixTime(body, 'canceled_at'),
        hasCard: isSet(body, 'default_payment_method') || isSet(body, 'default_source'),
        productIds: productIds(body),
      };
    }
    case 'invoice': {
      const status = invoiceStatuses.find((s) => s === text(body, 'status'));
      const total = minor(integer(body, 'total') ?? integer(body, 'amount_due'), currency);
      const amountDue = minor(integer(body, 'amount_remaining'), currency);
      // Older versions have it beside the rest.
      const subscription = stripeId(body, 'parent.subscription_details.subscription') ?? stripeId(body, 'subscription');
      if (!status || !total || !amountDue) return null;
      return {
        type: 'invoice',
        ...common,
        status,
        total,
        amountDue,
        ...(subscription === null ? {} : { subscriptionId: subscription }),
        number: text(body, 'number') ?? record.id,
        createdAt: unixTime(body, 'created') ?? record.modifiedAt,
        dueAt: unixTime(body, 'due_date') ?? failedSince(body),
        paidAt: unixTime(body, 'status_transitions.paid_at'),
        attemptCount: integer(body, 'attempt_count') ?? 0,
        automatic: text(body, 'collection_method') === 'charge_automatically',
        nextAttemptAt: unixTime(body, 'next_payment_attempt'),
      };
    }
    case 'dispute': {
      const amount = minor(integer(body, 'amount'), currency);
      if (!amount) return null;
      return {
        type: 'dispute',
        ...common,
        amount,
        reason: text(body, 'reason') ?? 'general',
        status: text(body, 'status') ?? 'unknown',
        createdAt: unixTime(body, 'created') ?? record.modifiedAt,
        evidenceDueAt: unixTime(body, 'evidence_details.due_by'),
        paymentId: chargeId,
      };
    }
    case 'charge': {
      const status = text(body, 'status');
      if (status !== 'succeeded' && status !== 'failed') return null;
      const amount = minor(status === 'succeeded' ? taken(body) : integer(body, 'amount'), currency);
      if (!amount) return null;
      return {
        type: 'payment',
        ...common,
        amount,
        succeeded: status === 'succeeded',
        createdAt: unixTime(body, 'created') ?? record.modifiedAt,
        failureReason: text(body, 'failure_code'),
        final: status === 'failed' && isFinal(body),
      };
    }
    case 'refund': {
      const amount = minor(integer(body, 'amount'), currency);
      if (!amount || isRelease(body)) return null;
      return {
        type: 'refund',
        ...common,
        amount,
        succeeded: text(body, 'status') === 'succeeded',
        createdAt: unixTime(body, 'created') ?? record.modifiedAt,
        paymentId: chargeId,
        orderId: null,
      };
    }
    case 'credit_note': {
      const amount = minor(integer(body, 'amount') ?? integer(body, 'total'), currency);
      if (!amount || text(body, 'status') === 'void') return null;
      return {
        type: 'credit',
        ...common,
        amount,
        reason: text(body, 'reason'),
        createdAt: unixTime(body, 'created') ?? record.modifiedAt,
      };
    }
    case 'product':
    case 'price':
      return catalogueFact(record.kind, body, { ...common, companyId: null });
    default:
      return null;
  }
}

const subscriptionStatuses = [
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'paused',
] as const;
/**
 * States in which Stripe asks for money, and which it leaves alone while the collection is paused: no invoice is collected then, whatever
 * the behaviour does with it (draft, uncollectible, void), and the pause is unset when it ends. Source:
 * docs.stripe.com/billing/subscriptions/pause-payment. What was asked for before the pause is still owed, by its invoices.
 */
const collected: ReadonlySet<string> = new Set(['active', 'past_due', 'unpaid']);
const invoiceStatuses = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const;

/** Declines after which Stripe does not try the same card again. Source: docs.stripe.com/billing/revenue-recovery/smart-retries. */
const finalDeclines: ReadonlySet<string> = new Set([
  'incorrect_number',
  'lost_card',
  'pickup_card',
  'stolen_card',
  'revocation_of_authorization',
  'revocation_of_all_authorizations',
  'authentication_required',
  'highest_risk_level',
  'transaction_not_allowed',
]);

/** The reason of the bank, where Stripe passes it on, or else Stripe's own code. */
function isFinal(charge: unknown): boolean {
  const reasons = [text(charge, 'outcome.reason'), text(charge, 'failure_code')];
  return (
    reasons.some((reason) => reason !== null && finalDeclines.has(reason)) ||
    text(charge, 'outcome.network_advice_code') === 'do_not_try_again'
  );
}

/** An id or an expanded object is there. */
function isSet(body: unknown, path: string): boolean {
  return (read(body, path) ?? null) !== null;
}

/**
 * Since when an invoice without a due date is late: it is charged by itself, and a charge has failed. The first one of a subscription is
 * not late but incomplete: Stripe lets it expire within a day.
 */
function failedSince(body: unknown): number | null {
  const isLate =
    text(body, 'collection_method') === 'charge_automatically' &&
    text(body, 'status') !== 'paid' &&
    (integer(body, 'attempt_count') ?? 0) > 0 &&
    text(body, 'billing_reason') !== 'subscription_create';
  return isLate ? (unixTime(body, 'status_transitions.finalized_at') ?? unixTime(body, 'created')) : null;
}

/** The customer, plain or expanded, of the object itself or of a dispute's charge. */
function customerOf(body: unknown): string | null {
  return (
    id(body, 'customer') ?? id(body, 'customer.id') ?? id(body, 'charge.customer') ?? id(body, 'charge.customer.id')
  );
}

/** What was taken: an amount may be reserved on a card, and a part of it or nothing captured. */
function taken(charge: unknown): number | null {
  return integer(charge, 'amount_captured') ?? (read(charge, 'captured') === false ? 0 : integer(charge, 'amount'));
}

/**
 * Whether a refund only lets go of what was reserved and never taken, so that nothing went back. Requests of versions before
 * 2025-03-31.basil make one when a part is captured, for the rest, and it counts in the charge's `amount_refunded`; later ones make none.
 * Source: docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow. Of what was captured
 * in part, a refund with a reason is none: capturing takes no reason, and Stripe gives its own only to what was never captured. Neither is
 * one from after the day by which the charge had to be captured. Source: docs.stripe.com/api/refunds/object, charges/object.
 */
function isRelease(refund: unknown): boolean {
  const [reserved, captured] = [integer(refund, 'charge.amount'), integer(refund, 'charge.amount_captured')];
  if (reserved === null || captured === null || integer(refund, 'amount') !== reserved - captured) return false;
  if (text(refund, 'destination_details.card.type') === 'refund') return false;
  if (captured > 0 && (text(refund, 'reason') !== null || isAfterCapture(refund))) return false;
  const back = integer(refund, 'charge.amount_refunded') ?? 0;
  // Everything that was taken went back, and no more is said to have gone: that is a refund, of as much as the rest by chance.
  return captured < reserved && !(flag(read(refund, 'charge'), 'refunded') && back <= captured);
}

function isAfterCapture(refund: unknown): boolean {
  const [created, by] = [
    unixTime(refund, 'created'),
    unixTime(refund, 'charge.payment_method_details.card.capture_before'),
  ];
  return created !== null && by !== null && created > by;
}

/** The earliest period end over the items; older API versions have it on the subscription itself. */
function periodEnd(body: unknown): number | null {
  const ends = list(body, 'items.data').flatMap((item) => unixTime(item, 'current_period_end') ?? []);
  return ends.length > 0 ? Math.min(...ends) : unixTime(body, 'current_period_end');
}
