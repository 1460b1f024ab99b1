import type { Money } from '../../lib/contract/values.ts';
import type { ActivityDay, ActivitySource } from './activity/activityDay.ts';
import type { CatalogueProduct } from './catalogueProduct.ts';
import type { Statement } from './consentStatement.ts';
import type { PlanLine } from './planLine.ts';

/**
 * What the sources say, in one vocabulary. A connector turns a raw vendor object into one of these (`normalise`);
 * everything after it (identity, metrics, health, actions) reads only these. Instants are epoch milliseconds, days are
 * `YYYY-MM-DD`, ids are strings, unknown is null and never zero or an empty string.
 */
export type Source = 'salesforce' | 'hubspot' | 'zendesk' | 'stripe' | 'file';

/** A source that is asked; the rows of files are brought. */
export type PulledSource = Exclude<Source, 'file'>;

/** Where a fact comes from. `kind` is the vendor's own object name (`Account`, `company`, `organization`, `customer`, ...). */
export type SourceKey = { source: Source; kind: string; id: string };

export type Consent = Statement<SourceKey>;

export type Fact =
  | CompanyFact
  | PersonFact
  | DealFact
  | ContractFact
  | TicketFact
  | SubscriptionFact
  | InvoiceFact
  | DisputeFact
  | PaymentFact
  | OrderFact
  | RefundFact
  | CreditFact
  | ProductFact
  | PriceFact
  | BreachFact
  | FeedbackFact
  | TerritoryFact
  | ActivityFact
  | OtherFact;

/**
 * Fields every fact has. `companyId` is the id of the company-like record of the same source: the only one that the source links, or the
 * one it calls primary; null when it links none, or several alike.
 */
type Base<T extends string> = {
  type: T;
  key: SourceKey;
  companyId: string | null;
  modifiedAt: number;
  url: string | null;
};

/** What a source may link to several companies. `companyIds`: all of them, the primary first. */
type Shared<T extends string> = Base<T> & { companyIds: string[] };

/** Salesforce Account, HubSpot company, Zendesk organization, Stripe customer. */
export type CompanyFact = Base<'company'> & {
  name: string;
  /** As written in the source; the registrable domain is derived in domain/identity. */
  websites: string[];
  emails: string[];
  country: string | null;
  industry: string | null;
  tier: string | null;
  /** The company's status as the source words it (`Customer`, `Prospect`). */
  status: string | null;
  owner: { name: string; email: string | null } | null;
  /** Whether the owner still works with us; absent where the source does not say. */
  ownerActive?: boolean | null;
  /** Annual recurring revenue as somebody typed it into a CRM, to be compared with billing. */
  arr?: Money | null;
  /** What a billing system has on the customer's account: below zero is credit that the customer has with us. */
  balance?: Money | null;
  /** Whether a billing system has something to charge on file. */
  hasCard?: boolean;
  parentId: string | null;
  /** Ids of the same customer in other systems, as claimed by this record (Stripe metadata, Zendesk external_id, HubSpot's Salesforce property). */
  crossIds: { source: Source; id: string }[];
  /** Ids of records that were merged into this one in the source. */
  mergedIds: string[];
  taxIds: string[];
};

export type PersonFact = Shared<'person'> & {
  name: string;
  email: string | null;
  title: string | null;
  role: 'champion' | 'decisionMaker' | 'billing' | 'user' | 'unknown';
  leftAt: number | null;
  doNotContact: boolean;
  /** What is said of the person's consent; nothing said is not agreement. */
  consents?: Consent[];
  lastActivityAt: number | null;
  firstTouch: FirstTouch | null;
};

export type DealFact = Shared<'deal'> & {
  name: string;
  amount: Money | null;
  stage: string;
  closesOn: string | null;
  isClosed: boolean;
  isWon: boolean;
  kind: 'new' | 'renewal' | 'expansion' | 'unknown';
  /** 0..1, as the stage or a person says; absent or null where nobody does. */
  probability?: number | null;
  /** Where it came from, as the CRM words it. */
  touch?: string | null;
  /** Left out of the forecast on purpose. */
  omitted?: boolean;
};

export type ContractFact = Base<'contract'> & { startsOn: string | null; endsOn: string | null; status: string };

export type TicketFact = Shared<'ticket'> & {
  subject: string;
  priority: 'urgent' | 'high' | 'normal' | 'low' | 'none';
  status: 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed';
  /** Something is broken, or somebody wants to know something; null or absent where the source does not say. */
  about?: 'problem' | 'question' | null;
  escalated: boolean;
  /** Id of the person of the same source who asks. */
  requesterId: string | null;
  /** Ids of the people copied on it, in order; agents among them are of no account. */
  copiedIds: string[];
  createdAt: number;
  solvedAt: number | null;
  /** Calendar minutes from creation to the first public agent reply; null until replied. */
  firstReplyMinutes: number | null;
  /** Calendar minutes from creation to the last solve; null until solved. */
  fullResolutionMinutes: number | null;
  /** Zendesk: good, bad; null when unrated. */
  rating: 'good' | 'bad' | null;
};

/** A promise about a ticket (an SLA target, a milestone) that was due at an instant. It is broken unless it was met by then. */
export type BreachFact = Shared<'breach'> & {
  /** Id of the ticket of the same source. */
  ticketId: string;
  /** What was promised, as the source words it. */
  promise: string;
  dueAt: number;
  /** Null: not met, or the source tells of broken ones alone. */
  metAt: number | null;
  requesterId: string | null;
  copiedIds: string[];
};

/**
 * One answer to a survey. What people write into it is not read. `verdict` is the group that the source puts the answer into; null when
 * it has none. Only answers to the question how satisfied somebody is (`csat`) are ratings; the others ask something else.
 */
export type FeedbackFact = Shared<'feedback'> & {
  survey: 'csat' | 'nps' | 'ces' | 'other';
  verdict: 'good' | 'neutral' | 'bad' | null;
  answeredAt: number;
  /** Id of the person of the same source who answered. */
  requesterId: string | null;
  copiedIds: string[];
};

/** A sales territory that a company is assigned to. */
export type TerritoryFact = Base<'territory'> & { name: string };

export type SubscriptionFact = Base<'subscription'> & {
  status: 'trialing' | 'active' | 'past_due' | 'unpaid' | 'canceled' | 'incomplete' | 'incomplete_expired' | 'paused';
  /** Annual recurring revenue after recurring discounts, in minor units rounded once; null when metered without usage. */
  arr: Money | null;
  /** Line by line. */
  plans: PlanLine[];
  startedAt: number;
  /** Earliest current period end over the items. */
  renewsAt: number | null;
  cancelsAt: number | null;
  canceledAt: number | null;
  /** What is bought, by the ids of the catalogue; absent where the source has none. */
  productIds?: string[];
  /** Whether the subscription itself has something to charge on file. */
  hasCard?: boolean;
};

export type InvoiceFact = Base<'invoice'> & {
  /** The subscription that it is for, by its id at the source; absent where it is for none or the source does not say. */
  subscriptionId?: string;
  number: string;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  total: Money;
  amountDue: Money;
  createdAt: number;
  /** When it was to be paid; for one that is charged by itself and failed, when it was finalised. */
  dueAt: number | null;
  paidAt: number | null;
  attemptCount: number;
  /** Charged by itself, not sent to be paid. */
  automatic?: boolean;
  nextAttemptAt?: number | null;
};

export type DisputeFact = Base<'dispute'> & {
  amount: Money;
  reason: string;
  status: string;
  createdAt: number;
  evidenceDueAt: number | null;
  /** The charge that it is about, by id of the same source; null when the source does not say. */
  paymentId: string | null;
};

/** A charge attempt. `failed` ones count as failed payments. */
export type PaymentFact = Base<'payment'> & {
  amount: Money;
  succeeded: boolean;
  createdAt: number;
  failureReason: string | null;
  /** Declined for good: the same card is not tried again. */
  final?: boolean;
};

/** A purchase that is not a renewal charge: Salesforce Order, HubSpot order, an imported order. */
export type OrderFact = Base<'order'> & {
  number: string;
  /** After discounts, before tax and shipping; null when the source does not say. */
  subtotal: Money | null;
  createdAt: number;
  /** Cancelled ones are no purchases. */
  canceledAt: number | null;
};

/** Money that went back for a charge or an order, without shipping. */
export type RefundFact = Base<'refund'> & {
  amount: Money;
  succeeded: boolean;
  createdAt: number;
  /** What it is for, by id of the same source; null when the source does not say. */
  paymentId: string | null;
  orderId: string | null;
};

/** A credit note: what was billed and is not owed after all. It may be a billing error; it is not a return. */
export type CreditFact = Base<'credit'> & { amount: Money; reason: string | null; createdAt: number };

/** What we sell. It belongs to no customer. */
export type ProductFact = Base<'product'> & {
  name: string;
  /** 0..1: how likely it suits a customer who does not have it, as somebody has said; null where nobody did. */
  fit: number | null;
};

/** What a seat of a product costs a year, by the list. It belongs to no customer. */
export type PriceFact = Base<'price'> & { productId: string; yearly: Money };

/** An activity day as a row of an imported file says it. */
export type ActivityFact = Base<'activity'> & ActivityDay;

/** Where a customer came from: the channel of the first contact, as the source words it, and when. */
export type FirstTouch = { channel: string; at: number };

/**
 * A record of which only the customer counts: a Salesforce Lead, a Case that hides what it is, a ticket that was merged into another.
 * `email` tells the customer when the source names no company.
 */
export type OtherFact = Shared<'other'> & {
  name: string;
  email: string | null;
  requesterId: string | null;
  copiedIds: string[];
};

/** All facts of one account, of every source, in one bag; the input of metrics, health, actions and the document. */
export type AccountFacts = {
  accountId: string;
  companies: CompanyFact[];
  people: PersonFact[];
  deals: DealFact[];
  contracts: ContractFact[];
  tickets: TicketFact[];
  breaches: BreachFact[];
  feedback: FeedbackFact[];
  territories: TerritoryFact[];
  subscriptions: SubscriptionFact[];
  invoices: InvoiceFact[];
  disputes: DisputeFact[];
  payments: PaymentFact[];
  orders: OrderFact[];
  refunds: RefundFact[];
  credits: CreditFact[];
  /** What may be offered to any customer. */
  catalogue: CatalogueProduct[];
  /** Of the last 400 days. Null when nothing that tells of activity is connected, which is not the same as none. */
  activity: ActivityDay[] | null;
  /** What tells of activity: the events endpoint, imported files. */
  activityFrom: ActivitySource[];
  /** Registrable domains of our own people, whoever the customer is. */
  ownDomains?: readonly string[];
};

/** How each source stands, for section statuses. `null` when the tenant has not connected it. */
export type SourceStates = Record<Source, { lastSuccessAt: number | null; lastError: string | null } | null>;
