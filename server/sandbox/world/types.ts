/** The sandbox's own model: one true customer and the records that the four systems hold of it. Instants are epoch milliseconds. */
export type Person = {
  name: string;
  email: string;
  title: string;
  role: 'Champion' | 'Decision Maker' | 'Billing' | 'User';
  leftAt: number | null;
  optedOut: boolean;
  lastActivityAt: number | null;
  salesforceId: string | null;
  hubspotId: string | null;
  zendeskId: string | null;
  /** Whether Zendesk knows which organisation the person belongs to. */
  inOrganization: boolean;
  /** The companies that HubSpot associates, where they are not just the customer's own; `primary` is one of them, or null. */
  hubspotCompanies: { ids: string[]; primary: string | null } | null;
  /** Where the person came from, in Salesforce's words, and when. */
  firstTouch: { channel: string; at: number } | null;
};

export type Deal = {
  id: string;
  hubspotId: string;
  name: string;
  amountMinor: number;
  stage: string;
  closeOn: string;
  isClosed: boolean;
  isWon: boolean;
  kind: 'New Business' | 'Renewal' | 'Expansion';
};

export type Ticket = {
  id: string;
  subject: string;
  priority: 'urgent' | 'high' | 'normal' | 'low';
  status: 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed';
  tags: string[];
  createdAt: number;
  updatedAt: number;
  solvedAt: number | null;
  firstReplyMin: number | null;
  resolutionMin: number | null;
  rating: 'good' | 'bad' | null;
  requester: Person;
  /** People in copy, of whatever customer. */
  copied: Person[];
};

export type Invoice = {
  id: string;
  number: string;
  status: 'paid' | 'open' | 'uncollectible' | 'void';
  totalMinor: number;
  remainingMinor: number;
  createdAt: number;
  dueAt: number | null;
  paidAt: number | null;
  attempts: number;
};
export type Charge = { id: string; amountMinor: number; succeeded: boolean; createdAt: number; failure: string | null };
export type Dispute = {
  id: string;
  chargeId: string;
  amountMinor: number;
  reason: string;
  status: string;
  createdAt: number;
  dueBy: number;
};
/** A purchase beside the subscription: training, hardware, a project. Without a Salesforce id it is kept in HubSpot. */
export type Order = {
  n: number;
  number: string;
  amountMinor: number;
  createdAt: number;
  status: 'draft' | 'done' | 'cancelled';
};
export type Refund = { id: string; chargeId: string; amountMinor: number; createdAt: number; succeeded: boolean };
export type CreditNote = { id: string; invoiceId: string; amountMinor: number; createdAt: number; reason: string };
export type Subscription = {
  id: string;
  status: 'trialing' | 'active' | 'past_due' | 'unpaid' | 'canceled' | 'paused';
  plan: string;
  unitMinor: number;
  quantity: number;
  interval: 'month' | 'year';
  startedAt: number;
  periodEnd: number;
  cancelAtPeriodEnd: boolean;
  canceledAt: number | null;
  percentOff: number | null;
};

export type Customer = {
  truthId: string;
  index: number;
  name: string;
  /** How the CRM writes it, when it differs. */
  spellings: { salesforce: string; hubspot: string; zendesk: string; stripe: string };
  country: { code: string; name: string; currency: string };
  domain: string | null;
  industry: string;
  tier: string;
  owner: { name: string; email: string };
  parent: string | null;
  createdAt: number;
  modifiedAt: number;
  contractEndsOn: string | null;
  contractStartsOn: string | null;
  people: Person[];
  deals: Deal[];
  tickets: Ticket[];
  subscriptions: Subscription[];
  invoices: Invoice[];
  charges: Charge[];
  disputes: Dispute[];
  orders: Order[];
  refunds: Refund[];
  creditNotes: CreditNote[];
  /** Below zero: credit that the customer has. */
  balanceMinor: number;
  /** Yearly recurring revenue as a person typed it into the CRM; null when nobody did. */
  typedArrMinor: number | null;
  ownerLeft: boolean;
  /** Record ids per system; several when the system holds duplicates, none when it does not know the customer. */
  salesforce: { id: string; website: string | null }[];
  hubspot: { id: string; domain: string | null; salesforceId: string | null; mergedIds: string[] }[];
  zendesk: { id: string; domains: string[]; externalId: string | null }[];
  stripe: { id: string; email: string | null; metadata: Record<string, string> }[];
};

export type World = { seed: number; nowMs: number; customers: Customer[] };
