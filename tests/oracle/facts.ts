/** What the oracle knows of an account, read from the vendors' objects by its own readers. Instants are epoch milliseconds, days `YYYY-MM-DD`. */
export const DAY = 24 * 60 * 60 * 1000;
export type Cash = { currency: string; amountMinor: number };

/** An object of a vendor as its API sends it; `kind` is the vendor's name for it. */
export type Row = { source: 'salesforce' | 'hubspot' | 'zendesk' | 'stripe'; kind: string; id: string; body: unknown };
export type Key = Pick<Row, 'source' | 'kind' | 'id'>;

export type Billed = { balance: Cash | null; hasCard: boolean };
export type Plan = {
  name: string;
  quantity: number;
  /** How long a period is: so many of these. */
  interval: string;
  every: number;
  endsAt: number | null;
  metered: boolean;
};
export type Subscription = {
  key: Key;
  status: string;
  /** Yearly; null when it cannot be told. */
  arr: Cash | null;
  plans: Plan[];
  productIds: string[];
  startedAt: number;
  renewsAt: number | null;
  cancelsAt: number | null;
  endedAt: number | null;
  hasCard: boolean;
};
export type Invoice = {
  key: Key;
  status: string;
  subscriptionId: string | null;
  total: Cash;
  amountDue: Cash;
  createdAt: number;
  dueAt: number | null;
  automatic: boolean;
  attemptCount: number;
  nextAttemptAt: number | null;
};
export type Payment = { key: Key; succeeded: boolean; final: boolean; amount: Cash; createdAt: number };
export type Dispute = {
  key: Key;
  status: string;
  amount: Cash;
  createdAt: number;
  evidenceDueAt: number | null;
  paymentId: string | null;
};
export type Refund = { key: Key; succeeded: boolean; amount: Cash; paymentId: string | null };
export type Credit = { amount: Cash; createdAt: number };
export type Order = { key: Key; number: string; subtotal: Cash | null; createdAt: number; isCancelled: boolean };
export type Person = {
  key: Key;
  name: string;
  role: string;
  email: string | null;
  leftAt: number | null;
  lastActivityAt: number | null;
  firstTouch: { channel: string; at: number } | null;
  /** What they refuse for good, by the flags of the CRM. */
  refuses: { everything: boolean; email: boolean; phone: boolean };
};
export type Deal = {
  key: Key;
  name: string;
  amount: Cash | null;
  closesOn: string | null;
  isClosed: boolean;
  isWon: boolean;
  kind: string;
  probability: number | null;
  touch: string | null;
  omitted: boolean;
};
export type Contract = { key: Key; startsOn: string | null; endsOn: string | null; isAgreed: boolean };
export type Ticket = {
  key: Key;
  isOpen: boolean;
  isUrgent: boolean;
  isEscalated: boolean;
  about: 'problem' | 'question' | null;
  subject: string;
  createdAt: number;
  solvedAt: number | null;
  firstReplyMinutes: number | null;
  resolutionMinutes: number | null;
  rating: 'good' | 'bad' | null;
};
export type Breach = { key: Key; ticketId: string; dueAt: number; isKept: boolean };
export type Answer = { isCsat: boolean; verdict: string | null; answeredAt: number };
/** One person did one thing on one UTC day, however often. */
export type Deed = { day: string; user: string; channel: string; what: string };
export type Offer = { id: string; name: string; fit: number; yearly: Cash[] };

export type Facts = {
  billed: Billed[];
  subscriptions: Subscription[];
  invoices: Invoice[];
  payments: Payment[];
  disputes: Dispute[];
  refunds: Refund[];
  credits: Credit[];
  orders: Order[];
  people: Person[];
  deals: Deal[];
  contracts: Contract[];
  tickets: Ticket[];
  breaches: Breach[];
  answers: Answer[];
  catalogue: Offer[];
  /** Null: nothing that tells of activity is connected. */
  deeds: Deed[] | null;
};

export const noFacts = (): Facts => ({
  billed: [],
  subscriptions: [],
  invoices: [],
  payments: [],
  disputes: [],
  refunds: [],
  credits: [],
  orders: [],
  people: [],
  deals: [],
  contracts: [],
  tickets: [],
  breaches: [],
  answers: [],
  catalogue: [],
  deeds: null,
});
