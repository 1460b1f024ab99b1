import type { Charge, Customer, Dispute, Invoice } from '../world/types.ts';
import { address, type StripeObject, s, unset } from './stripeObjects.ts';

export function invoiceObject(c: Customer, customerId: string, invoice: Invoice): StripeObject {
  const subscription = c.subscriptions[0]?.id ?? null;
  // One that is charged by itself has no due date; it is finalised when it is charged first.
  const automatic = invoice.attempts > 0;
  return {
    id: invoice.id,
    object: 'invoice',
    ...unset('account_tax_ids', 'application', 'automatically_finalizes_at', 'custom_fields', 'customer_account'),
    ...unset('customer_address', 'customer_phone', 'customer_shipping', 'default_payment_method', 'default_source'),
    ...unset('description', 'ending_balance', 'footer', 'from_invoice', 'invoice_pdf', 'last_finalization_error'),
    ...unset('latest_revision', 'on_behalf_of', 'receipt_number', 'rendering', 'shipping_cost', 'shipping_details'),
    ...unset('statement_descriptor', 'subscription', 'test_clock', 'total_pretax_credit_amounts', 'total_taxes'),
    amount_overpaid: 0,
    amount_shipping: 0,
    automatic_tax: { enabled: false, liability: null, status: null, disabled_reason: null, provider: null },
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_tax_rates: [],
    effective_at: s(invoice.createdAt),
    issuer: { type: 'self' },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    subtotal_excluding_tax: invoice.totalMinor,
    total_discount_amounts: [],
    total_excluding_tax: invoice.totalMinor,
    webhooks_delivered_at: s(invoice.createdAt),
    account_country: 'US',
    account_name: 'Cobalt',
    amount_due: invoice.totalMinor,
    amount_paid: invoice.totalMinor - invoice.remainingMinor,
    amount_remaining: invoice.remainingMinor,
    attempt_count: invoice.attempts,
    attempted: invoice.attempts > 0,
    auto_advance: invoice.status === 'open',
    billing_reason: 'subscription_cycle',
    collection_method: automatic ? 'charge_automatically' : 'send_invoice',
    created: s(invoice.createdAt),
    currency: c.country.currency.toLowerCase(),
    customer: customerId,
    customer_email: null,
    customer_name: c.spellings.stripe,
    discounts: [],
    due_date: automatic || invoice.dueAt === null ? null : s(invoice.dueAt),
    hosted_invoice_url: null,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/invoices/${invoice.id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt:
      invoice.status === 'open' && invoice.attempts < 4 ? s(invoice.createdAt + 20 * 86_400_000) : null,
    number: invoice.number,
    parent: { type: 'subscription_details', quote_details: null, subscription_details: { metadata: {}, subscription } },
    period_end: s(invoice.createdAt),
    period_start: s(invoice.createdAt),
    starting_balance: 0,
    status: invoice.status,
    status_transitions: {
      finalized_at: s(
        automatic && invoice.status !== 'paid' ? (invoice.dueAt ?? invoice.createdAt) : invoice.createdAt,
      ),
      marked_uncollectible_at: invoice.status === 'uncollectible' ? s(invoice.createdAt) : null,
      paid_at: invoice.paidAt === null ? null : s(invoice.paidAt),
      voided_at: null,
    },
    subtotal: invoice.totalMinor,
    total: invoice.totalMinor,
  };
}

export function chargeObject(c: Customer, customerId: string, charge: Charge): StripeObject {
  const refunded = c.refunds
    .filter((r) => r.chargeId === charge.id && r.succeeded)
    .reduce((sum, r) => sum + r.amountMinor, 0);
  return {
    id: charge.id,
    object: 'charge',
    ...unset('application', 'application_fee', 'application_fee_amount', 'balance_transaction', 'on_behalf_of'),
    ...unset('calculated_statement_descriptor', 'failure_balance_transaction', 'payment_intent', 'payment_method'),
    ...unset(
      'payment_method_details',
      'receipt_email',
      'receipt_number',
      'receipt_url',
      'review',
      'shipping',
      'source',
    ),
    ...unset(
      'source_transfer',
      'statement_descriptor',
      'statement_descriptor_suffix',
      'transfer_data',
      'transfer_group',
    ),
    fraud_details: {},
    refunds: { object: 'list', data: [], has_more: false, url: `/v1/charges/${charge.id}/refunds` },
    amount: charge.amountMinor,
    amount_captured: charge.succeeded ? charge.amountMinor : 0,
    amount_refunded: refunded,
    billing_details: { address, email: null, name: null, phone: null, tax_id: null },
    captured: charge.succeeded,
    created: s(charge.createdAt),
    currency: c.country.currency.toLowerCase(),
    customer: customerId,
    description: 'Subscription update',
    disputed: c.disputes.some((d) => d.chargeId === charge.id),
    failure_code: charge.failure,
    failure_message: charge.failure === null ? null : 'Your card was declined.',
    livemode: false,
    metadata: {},
    outcome: {
      reason: declineOf(c, charge),
      network_status: charge.succeeded ? 'approved_by_network' : 'declined_by_network',
      type: charge.succeeded ? 'authorized' : 'issuer_declined',
    },
    paid: charge.succeeded,
    refunded: refunded > 0 && refunded === charge.amountMinor,
    status: charge.succeeded ? 'succeeded' : 'failed',
  };
}

/** What the bank says. One that was lost is not tried again. */
function declineOf(c: Customer, { failure }: Charge): string | null {
  if (failure !== 'card_declined') return failure;
  return c.index % 5 === 2 ? 'lost_card' : 'generic_decline';
}

export function disputeObject(c: Customer, dispute: Dispute): StripeObject {
  return {
    id: dispute.id,
    object: 'dispute',
    amount: dispute.amountMinor,
    balance_transactions: [],
    charge: dispute.chargeId,
    created: s(dispute.createdAt),
    currency: c.country.currency.toLowerCase(),
    evidence: {},
    evidence_details: {
      due_by: s(dispute.dueBy),
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      enhanced_eligibility: {},
    },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: null,
    payment_method_details: null,
    reason: dispute.reason,
    status: dispute.status,
    enhanced_eligibility_types: [],
  };
}
