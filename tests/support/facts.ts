import type { ActivityDay } from '../../server/domain/activity/activityDay.ts';
import type {
  AccountFacts,
  BreachFact,
  CompanyFact,
  Consent,
  ContractFact,
  CreditFact,
  DealFact,
  DisputeFact,
  FeedbackFact,
  InvoiceFact,
  OrderFact,
  OtherFact,
  PaymentFact,
  PersonFact,
  RefundFact,
  SubscriptionFact,
  TerritoryFact,
  TicketFact,
} from '../../server/domain/model.ts';
import { emptyFacts } from '../../server/jobs/accountFacts.ts';

export const dayMs = 86_400_000;
/** The "now" of tests that look at facts. */
export const nowMs = Date.parse('2026-11-21T09:00:00Z');
/** An instant some days before now; negative is after. */
export const daysAgo = (days: number) => nowMs - days * dayMs;

let count = 0;
const base = <S extends 'salesforce' | 'hubspot' | 'zendesk' | 'stripe'>(source: S, kind: string, id: string) => ({
  key: { source, kind, id },
  companyId: null,
  modifiedAt: nowMs,
  url: `https://${source}.example/${kind}/${id}`,
});
const next = (prefix: string) => `${prefix}${++count}`;

export const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

/** Facts of an account that nothing is known about, with some filled in. */
export function accountFacts(some: Partial<AccountFacts> = {}): AccountFacts {
  return { ...emptyFacts('acc'), ...some };
}

export function company(some: Partial<CompanyFact> = {}): CompanyFact {
  return {
    type: 'company',
    ...base('salesforce', 'Account', next('001')),
    name: 'Acme Inc.',
    websites: [],
    emails: [],
    country: null,
    industry: null,
    tier: null,
    status: null,
    owner: null,
    parentId: null,
    crossIds: [],
    mergedIds: [],
    taxIds: [],
    ...some,
  };
}

export function person(some: Partial<PersonFact> = {}): PersonFact {
  return {
    type: 'person',
    ...base('salesforce', 'Contact', next('003')),
    name: 'Ada Byron',
    email: null,
    title: null,
    role: 'unknown',
    leftAt: null,
    doNotContact: false,
    companyIds: [],
    lastActivityAt: null,
    firstTouch: null,
    ...some,
  };
}

/** Somebody who refused e-mail in Salesforce, without a word since when. */
export function consent(some: Partial<Consent> = {}): Consent {
  const key = { source: 'salesforce', kind: 'ContactPointTypeConsent', id: next('0ZY') } as const;
  return {
    channel: 'email',
    topic: null,
    state: 'optedOut',
    key,
    url: `https://salesforce.example/${key.id}`,
    origin: null,
    at: null,
    until: null,
    ...some,
  };
}

export function deal(some: Partial<DealFact> = {}): DealFact {
  return {
    type: 'deal',
    ...base('salesforce', 'Opportunity', next('006')),
    companyIds: some.companyId ? [some.companyId] : [],
    name: 'More seats',
    amount: null,
    stage: 'Proposal',
    closesOn: null,
    isClosed: false,
    isWon: false,
    kind: 'unknown',
    ...some,
  };
}

export function contract(some: Partial<ContractFact> = {}): ContractFact {
  return {
    type: 'contract',
    ...base('salesforce', 'Contract', next('800')),
    startsOn: null,
    endsOn: null,
    status: 'Activated',
    ...some,
  };
}

export function ticket(some: Partial<TicketFact> = {}): TicketFact {
  return {
    type: 'ticket',
    ...base('zendesk', 'ticket', next('9')),
    subject: 'It does not work',
    priority: 'normal',
    status: 'open',
    escalated: false,
    companyIds: some.companyId ? [some.companyId] : [],
    requesterId: null,
    copiedIds: [],
    createdAt: daysAgo(1),
    solvedAt: null,
    firstReplyMinutes: null,
    fullResolutionMinutes: null,
    rating: null,
    ...some,
  };
}

/** A promise about a ticket that was due a day ago and not kept. */
export function breach(of: TicketFact, some: Partial<BreachFact> = {}): BreachFact {
  return {
    type: 'breach',
    ...base('zendesk', 'ticket_metric_event', next('8')),
    companyIds: [],
    ticketId: of.key.id,
    promise: 'reply_time',
    dueAt: daysAgo(1),
    metAt: null,
    requesterId: null,
    copiedIds: [],
    ...some,
  };
}

/** A customer who said some days ago, in a survey of HubSpot, how satisfied they are. */
export function feedback(answeredDaysAgo: number, some: Partial<FeedbackFact> = {}): FeedbackFact {
  return {
    type: 'feedback',
    ...base('hubspot', 'feedback_submission', next('7')),
    companyIds: [],
    survey: 'csat',
    verdict: 'good',
    answeredAt: daysAgo(answeredDaysAgo),
    requesterId: null,
    copiedIds: [],
    ...some,
  };
}

export function territory(name: string): TerritoryFact {
  return { type: 'territory', ...base('salesforce', 'ObjectTerritory2Association', next('0TO')), name };
}

/** A Salesforce case or lead. */
export function other(kind: 'Case' | 'Lead', some: Partial<OtherFact> = {}): OtherFact {
  return {
    type: 'other',
    ...base('salesforce', kind, next(kind)),
    companyIds: some.companyId ? [some.companyId] : [],
    name: 'Ask us',
    email: null,
    requesterId: null,
    copiedIds: [],
    ...some,
  };
}

/** A ticket that was solved some days ago, a day after it came in. */
export function solvedTicket(solvedDaysAgo: number, some: Partial<TicketFact> = {}): TicketFact {
  return ticket({
    status: 'solved',
    createdAt: daysAgo(solvedDaysAgo + 1),
    solvedAt: daysAgo(solvedDaysAgo),
    firstReplyMinutes: 60,
    fullResolutionMinutes: 1440,
    ...some,
  });
}

export function subscription(some: Partial<SubscriptionFact> = {}): SubscriptionFact {
  return {
    type: 'subscription',
    ...base('stripe', 'subscription', next('sub_')),
    status: 'active',
    arr: usd(1_200_00),
    plans: [{ name: 'Growth', quantity: 1, interval: 'month' }],
    startedAt: daysAgo(400),
    renewsAt: daysAgo(-20),
    cancelsAt: null,
    canceledAt: null,
    ...some,
  };
}

export function invoice(some: Partial<InvoiceFact> = {}): InvoiceFact {
  const id = next('in_');
  return {
    type: 'invoice',
    ...base('stripe', 'invoice', id),
    number: id.toUpperCase(),
    status: 'open',
    total: usd(500_00),
    amountDue: usd(500_00),
    createdAt: daysAgo(30),
    dueAt: daysAgo(16),
    paidAt: null,
    attemptCount: 0,
    ...some,
  };
}

export function dispute(some: Partial<DisputeFact> = {}): DisputeFact {
  return {
    type: 'dispute',
    ...base('stripe', 'dispute', next('dp_')),
    amount: usd(80_00),
    reason: 'product_not_received',
    status: 'needs_response',
    createdAt: daysAgo(3),
    evidenceDueAt: daysAgo(-10),
    paymentId: null,
    ...some,
  };
}

export function payment(some: Partial<PaymentFact> = {}): PaymentFact {
  return {
    type: 'payment',
    ...base('stripe', 'charge', next('ch_')),
    amount: usd(500_00),
    succeeded: true,
    createdAt: daysAgo(10),
    failureReason: null,
    ...some,
  };
}

export function order(some: Partial<OrderFact> = {}): OrderFact {
  const id = next('801');
  return {
    type: 'order',
    ...base('salesforce', 'Order', id),
    number: id,
    subtotal: usd(900_00),
    createdAt: daysAgo(30),
    canceledAt: null,
    ...some,
  };
}

export function refund(some: Partial<RefundFact> = {}): RefundFact {
  return {
    type: 'refund',
    ...base('stripe', 'refund', next('re_')),
    amount: usd(100_00),
    succeeded: true,
    createdAt: daysAgo(5),
    paymentId: null,
    orderId: null,
    ...some,
  };
}

/** A refund of an order of Salesforce. */
export function orderRefund(of: OrderFact, amountMinor: number, some: Partial<RefundFact> = {}): RefundFact {
  return refund({ ...base('salesforce', 'Refund', next('Rf')), orderId: of.key.id, amount: usd(amountMinor), ...some });
}

export function credit(some: Partial<CreditFact> = {}): CreditFact {
  return {
    type: 'credit',
    ...base('stripe', 'credit_note', next('cn_')),
    amount: usd(40_00),
    reason: null,
    createdAt: daysAgo(8),
    ...some,
  };
}

/** What a person did some days ago; use of the product unless said otherwise. */
export function activity(days: number, userId = 'u1', some: Partial<ActivityDay> = {}): ActivityDay {
  const day = new Date(daysAgo(days)).toISOString().slice(0, 10);
  return { day, userId, channel: 'product', name: 'opened', count: 1, ...some };
}
