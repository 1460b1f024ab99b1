import type { CreditNote, Customer, Refund } from '../world/types.ts';
import { type StripeObject, s, unset } from './stripeObjects.ts';

export function refundObject(c: Customer, refund: Refund): StripeObject {
  return {
    id: refund.id,
    object: 'refund',
    ...unset('balance_transaction', 'customer', 'customer_account', 'payment_intent', 'payment_method', 'reason'),
    ...unset('receipt_number', 'source_transfer_reversal', 'transfer_reversal'),
    amount: refund.amountMinor,
    charge: refund.chargeId,
    created: s(refund.createdAt),
    currency: c.country.currency.toLowerCase(),
    destination_details: { card: { type: 'refund' }, type: 'card' },
    metadata: {},
    status: refund.succeeded ? 'succeeded' : 'failed',
  };
}

export function creditNoteObject(c: Customer, customerId: string, note: CreditNote): StripeObject {
  return {
    id: note.id,
    object: 'credit_note',
    ...unset('customer_account', 'customer_balance_transaction', 'memo', 'out_of_band_amount', 'shipping_cost'),
    ...unset('total_taxes', 'voided_at'),
    amount: note.amountMinor,
    amount_shipping: 0,
    created: s(note.createdAt),
    currency: c.country.currency.toLowerCase(),
    customer: customerId,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: s(note.createdAt),
    invoice: note.invoiceId,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/credit_notes/${note.id}/lines` },
    livemode: false,
    metadata: {},
    number: `CB-CN-${c.index}`,
    pdf: '',
    post_payment_amount: note.amountMinor,
    pre_payment_amount: 0,
    pretax_credit_amounts: [],
    reason: note.reason,
    refunds: [],
    status: 'issued',
    subtotal: note.amountMinor,
    subtotal_excluding_tax: note.amountMinor,
    total: note.amountMinor,
    total_excluding_tax: note.amountMinor,
    type: 'post_payment',
  };
}
