import { DAY } from './facts.ts';
import { inventSubscriptions, invoiceFor } from './generateSubscriptions.ts';
import { currencies, instant, maybe, seconds, upTo, type Writer } from './writer.ts';

type Own = (kind: string, prefix: string, i: number, body: object) => void;

/** What Stripe has of an account: a customer, what it subscribes to, and what went there and back. */
export function inventBilling(w: Writer): void {
  const { random, put } = w;
  const customer = `cus_${w.n}`;
  const main = random.pick(currencies).toLowerCase();
  const currency = () => (random.chance(0.9) ? main : random.pick(currencies).toLowerCase());
  const own: Own = (kind, prefix, i, body) => put('stripe', kind, `${prefix}_${w.n}x${i}`, { customer, ...body });
  put('stripe', 'customer', customer, {
    name: `Payer ${w.n}`,
    metadata: { salesforce_account_id: w.sfdc },
    balance: random.pick([0, 0, -2500, 900]),
    invoice_settings: { default_payment_method: maybe(random, 0.6, 'pm_1') },
    currency: main,
  });
  const subscriptions = inventSubscriptions(w, own, currency);
  invoices(w, own, currency, subscriptions);
  for (const i of upTo(random.int(0, 6))) charge(w, own, i, customer, currency);
  for (const i of upTo(random.pick([0, 0, 1, 2])))
    own('credit_note', 'cn', i, {
      amount: random.int(1, 9000),
      currency: currency(),
      status: random.pick(['issued', 'issued', 'void']),
      created: seconds(instant(w, 500)),
    });
}

function invoices(w: Writer, own: Own, currency: () => string, subscriptions: readonly string[]): void {
  const { random, now } = w;
  const main = currency();
  const usual = random.pick([1200, 36_000]);
  // Old versions of the source do not say what an invoice is for.
  const tells = random.chance(0.6);
  for (const i of upTo(random.int(0, 7))) {
    const created = instant(w, 800);
    const status = random.pick(['paid', 'paid', 'paid', 'open', 'open', 'uncollectible', 'void', 'draft']);
    const total = random.chance(0.8) ? usual : random.int(0, 50_000);
    const isAutomatic = random.chance(0.6);
    own('invoice', 'in', i, {
      status,
      ...(tells ? invoiceFor(w, subscriptions) : {}),
      currency: random.chance(0.95) ? main : currency(),
      total,
      amount_remaining: status === 'paid' ? 0 : random.pick([0, total, Math.floor(total / 2)]),
      created: seconds(created),
      due_date: isAutomatic ? null : maybe(random, 0.9, seconds(created + random.pick([0, 14, 30]) * DAY)),
      collection_method: isAutomatic ? 'charge_automatically' : 'send_invoice',
      billing_reason: random.pick(['subscription_cycle', 'subscription_cycle', 'subscription_create']),
      attempt_count: random.pick([0, 1, 4]),
      next_payment_attempt: maybe(random, 0.5, seconds(now + random.int(-2, 5) * DAY)),
      status_transitions: {
        finalized_at: status === 'draft' ? null : seconds(created + random.pick([0, 1, 40]) * 3_600_000),
        paid_at: status === 'paid' ? seconds(created) : null,
      },
    });
  }
}

const disputeStates = ['needs_response', 'under_review', 'won', 'lost', 'lost', 'warning_needs_response'];

/** A charge: taken, taken in part, only reserved, or declined; and what went back of it. */
function charge(w: Writer, own: Own, i: number, customer: string, currency: () => string): void {
  const { random } = w;
  const amount = random.pick([100, 999, 25_000]);
  const cash = currency();
  const charged = instant(w, 800);
  const status = random.pick(['succeeded', 'succeeded', 'succeeded', 'succeeded', 'failed', 'failed', 'pending']);
  const taken = status !== 'succeeded' ? 0 : random.pick([amount, amount, amount, 0, Math.floor(amount / 3)]);
  const id = `ch_${w.n}x${i}`;
  // Older versions let go of the rest by a refund, which counts as one in the charge.
  const isReleased = taken > 0 && taken < amount && random.chance(0.5);
  const backs = Array.from({ length: taken > 0 ? random.pick([0, 0, 0, 1, 2]) : 0 }, () => ({
    amount: random.pick([1, taken, Math.ceil(taken / 2)]),
    status: random.pick(['succeeded', 'succeeded', 'failed', 'pending']),
  }));
  const sum = backs.filter((b) => b.status === 'succeeded').reduce((total, b) => total + b.amount, 0);
  const refunded = Math.min(taken, sum) + (isReleased ? amount - taken : 0);
  const body = {
    amount,
    amount_captured: taken,
    amount_refunded: refunded,
    refunded: refunded === amount,
    captured: taken > 0,
    currency: cash,
    payment_method_details: { card: { capture_before: seconds(charged + 7 * DAY) } },
    created: seconds(charged),
    status,
    failure_code: status === 'failed' ? 'card_declined' : null,
    outcome: { reason: status === 'failed' ? random.pick(['insufficient_funds', 'lost_card', null]) : null },
  };
  own('charge', 'ch', i, body);
  const about = { charge: { id, customer, ...body }, currency: cash };
  const back = { ...about, created: seconds(charged + DAY) };
  if (isReleased) own('refund', 're', i * 4 + 3, { ...back, amount: amount - taken, status: 'succeeded' });
  for (const [k, refund] of backs.entries())
    own('refund', 're', i * 4 + k, {
      ...back,
      ...refund,
      currency: random.chance(0.97) ? cash : currency(),
      ...random.pick([
        { destination_details: { type: 'card', card: { type: 'refund' } } },
        { reason: random.pick(['duplicate', 'requested_by_customer']) },
        { reason: null, created: seconds(charged + 9 * DAY) },
      ]),
    });
  if (taken > 0 && random.chance(0.12))
    own('dispute', 'dp', i, {
      ...back,
      amount: random.pick([taken, Math.ceil(taken / 2)]),
      status: random.pick(disputeStates),
      evidence_details: { due_by: maybe(random, 0.8, seconds(charged + 20 * DAY)) },
    });
}
