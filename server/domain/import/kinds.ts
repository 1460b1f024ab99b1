/** How a value is read: see `convert.ts`. `list`: several values. `to`: the kind of row of a set that the value names by its id. */
export type FieldSpec = {
  type: 'text' | 'day' | 'instant' | 'money' | 'boolean' | 'number' | 'word' | 'reference' | 'salesforceId';
  required?: true;
  list?: true;
  /** The words that a `word` may be. */
  words?: readonly string[];
  to?: ImportKind;
};

export const importKinds = [
  'company',
  'person',
  'deal',
  'contract',
  'ticket',
  'subscription',
  'invoice',
  'payment',
  'order',
  'refund',
  'activity',
] as const;
/** What a row may be. */
export type ImportKind = (typeof importKinds)[number];

const text: FieldSpec = { type: 'text' };
const texts: FieldSpec = { type: 'text', list: true };
const day: FieldSpec = { type: 'day' };
const instant: FieldSpec = { type: 'instant' };
const money: FieldSpec = { type: 'money' };
const yesOrNo: FieldSpec = { type: 'boolean' };
const number: FieldSpec = { type: 'number' };
const word = (...words: string[]): FieldSpec => ({ type: 'word', words });
const of = (to: ImportKind): FieldSpec => ({ type: 'reference', to });
const needed = (spec: FieldSpec): FieldSpec => ({ ...spec, required: true });
const company = of('company');

/** The fields of each kind. They are those of the facts (server/domain/model.ts), with flat names where a fact has parts. */
export const importFields: Readonly<Record<ImportKind, Readonly<Record<string, FieldSpec>>>> = {
  company: {
    name: needed(text),
    websites: texts,
    emails: texts,
    country: text,
    industry: text,
    tier: text,
    status: text,
    ownerName: text,
    ownerEmail: text,
    parent: company,
    salesforceId: { type: 'salesforceId' },
    hubspotId: text,
    zendeskId: text,
    stripeId: text,
    taxIds: texts,
  },
  person: {
    name: needed(text),
    company,
    email: text,
    title: text,
    role: word('champion', 'decisionMaker', 'billing', 'user', 'unknown'),
    leftAt: instant,
    doNotContact: yesOrNo,
    lastActivityAt: instant,
    firstTouchChannel: text,
    firstTouchAt: instant,
  },
  deal: {
    name: needed(text),
    company,
    amount: money,
    stage: text,
    closesOn: day,
    isClosed: needed(yesOrNo),
    isWon: needed(yesOrNo),
    kind: word('new', 'renewal', 'expansion', 'unknown'),
  },
  contract: { company, startsOn: day, endsOn: day, status: text },
  ticket: {
    subject: needed(text),
    company,
    requester: of('person'),
    priority: word('urgent', 'high', 'normal', 'low', 'none'),
    status: needed(word('new', 'open', 'pending', 'hold', 'solved', 'closed')),
    escalated: yesOrNo,
    createdAt: needed(instant),
    solvedAt: instant,
    firstReplyMinutes: number,
    fullResolutionMinutes: number,
    rating: word('good', 'bad'),
  },
  subscription: {
    company,
    status: needed(
      word('trialing', 'active', 'past_due', 'unpaid', 'canceled', 'incomplete', 'incomplete_expired', 'paused'),
    ),
    yearly: money,
    plan: text,
    quantity: number,
    interval: word('day', 'week', 'month', 'year'),
    startedAt: needed(instant),
    renewsAt: instant,
    cancelsAt: instant,
    canceledAt: instant,
  },
  invoice: {
    company,
    number: text,
    status: needed(word('draft', 'open', 'paid', 'uncollectible', 'void')),
    total: needed(money),
    amountDue: needed(money),
    createdAt: needed(instant),
    dueAt: instant,
    paidAt: instant,
    attemptCount: number,
  },
  payment: {
    company,
    amount: needed(money),
    succeeded: needed(yesOrNo),
    createdAt: needed(instant),
    failureReason: text,
  },
  order: { company, number: text, subtotal: money, createdAt: needed(instant), canceledAt: instant },
  refund: {
    company,
    amount: needed(money),
    succeeded: needed(yesOrNo),
    createdAt: needed(instant),
    payment: of('payment'),
    order: of('order'),
  },
  activity: {
    company,
    day: needed(day),
    person: needed(text),
    channel: word('product', 'email', 'meeting', 'call', 'web'),
    name: needed(text),
    count: number,
  },
};
