import { describe, expect, it } from 'vitest';
import {
  accountFacts,
  daysAgo,
  deal,
  dispute,
  feedback,
  invoice,
  nowMs,
  payment,
  person,
  solvedTicket,
  subscription,
  ticket,
} from '../../../tests/support/facts.ts';
import type { AccountFacts } from '../model.ts';
import { factors as all } from './factors.ts';

/** Those of usage have a test of their own. */
const factors = all.filter((f) => f.group !== 'usage');

const yearly = (days: number) =>
  subscription({ plans: [{ name: 'G', quantity: 1, interval: 'year' }], renewsAt: daysAgo(-days) });
const monthly = (days: number) => subscription({ renewsAt: daysAgo(-days) });
/** Yearly, beside something by the month: the only end that is known is the month's. */
const mixed = (days: number) =>
  subscription({
    plans: [
      { name: 'G', quantity: 1, interval: 'year' },
      { name: 'M', quantity: 1, interval: 'month' },
    ],
    renewsAt: daysAgo(-days),
  });
const won = (days: number) =>
  deal({
    kind: 'renewal',
    isClosed: true,
    isWon: true,
    closesOn: new Date(daysAgo(days)).toISOString().slice(0, 10),
  });
const champion = (leftAt: number | null = null) => person({ role: 'champion', leftAt });
const twin = (email: string) => {
  const key = { source: 'hubspot', kind: 'contact', id: '1' } as const;
  return person({ role: 'champion', email, key });
};
const billed = { subscriptions: [subscription()] };

/** Per factor: facts, and the value they give. The first line of each is what nothing known gives. */
const cases: Record<string, [Partial<AccountFacts>, number | null | 'notApplicable'][]> = {
  lastActivity: [
    [{}, null],
    [{ people: [person()] }, null],
    [{ people: [person({ lastActivityAt: daysAgo(9) }), person({ lastActivityAt: daysAgo(3) })] }, 3],
    [{ people: [person({ lastActivityAt: daysAgo(-2) })] }, 0],
  ],
  championsPresent: [
    [{ people: [person()] }, null],
    [{ people: [champion()] }, 100],
    [{ people: [champion(), champion(daysAgo(3))] }, 50],
    [{ people: [champion(daysAgo(3))] }, 0],
    // Known to two systems, of which one says that they left.
    [{ people: [person({ role: 'champion', email: 'a@x.com', leftAt: daysAgo(3) }), twin('A@x.com'), champion()] }, 50],
  ],
  urgentTickets: [
    [{}, 'notApplicable'],
    [{ tickets: [ticket()] }, 0],
    [
      { tickets: [ticket({ priority: 'urgent' }), ticket({ escalated: true }), solvedTicket(1, { escalated: true })] },
      2,
    ],
  ],
  satisfaction: [
    [{}, 'notApplicable'],
    [{ tickets: [ticket()] }, null],
    [{ tickets: [1, 2, 3, 4].map((d) => solvedTicket(d, { rating: 'bad' })) }, null],
    [{ tickets: [1, 2, 3, 4, 5].map((d) => solvedTicket(d, { rating: d === 1 ? 'bad' : 'good' })) }, 80],
    [{ feedback: [1, 2, 3, 4].map((d) => feedback(d)) }, null],
    [{ feedback: [1, 2, 3, 4, 5].map((d) => feedback(d, { verdict: d === 1 ? 'neutral' : 'good' })) }, 80],
    [{ feedback: [1, 2, 3, 4, 5].map((d) => feedback(d, { survey: 'nps' })) }, 'notApplicable'],
  ],
  replyHours: [
    [{}, 'notApplicable'],
    [{ tickets: [ticket()] }, null],
    [{ tickets: [ticket({ firstReplyMinutes: 90 })] }, 1.5],
  ],
  overdueDays: [
    [{}, 'notApplicable'],
    [billed, 0],
    [{ invoices: [invoice({ dueAt: daysAgo(5) }), invoice({ dueAt: daysAgo(12) })] }, 12],
    [{ invoices: [invoice({ dueAt: daysAgo(-3) })] }, 0],
    [{ invoices: [invoice({ status: 'void' }), invoice({ status: 'draft' })] }, 'notApplicable'],
    [
      { subscriptions: [subscription({ status: 'incomplete_expired' })], invoices: [invoice({ status: 'void' })] },
      'notApplicable',
    ],
  ],
  paymentFailures: [
    [{}, 'notApplicable'],
    [billed, null],
    [{ ...billed, payments: [payment(), payment({ succeeded: false })] }, 50],
    [{ ...billed, payments: [payment()] }, 0],
  ],
  disputes: [
    [{}, 'notApplicable'],
    [billed, 0],
    [{ ...billed, disputes: [dispute(), dispute({ status: 'won' })] }, 1],
  ],
  endingSubscriptions: [
    [{}, 'notApplicable'],
    [{ invoices: [invoice()] }, null],
    [billed, 0],
    [{ subscriptions: [subscription(), subscription({ cancelsAt: daysAgo(-3) })] }, 50],
    [{ subscriptions: [subscription({ status: 'canceled' })] }, 100],
    [{ subscriptions: [subscription({ status: 'paused' }), subscription({ status: 'canceled' })] }, 100],
    [{ subscriptions: [subscription({ status: 'canceled' }), subscription()] }, 0],
    [{ subscriptions: [subscription({ status: 'trialing' })] }, null],
  ],
  renewalInHand: [
    [{}, 'notApplicable'],
    [billed, 'notApplicable'],
    [{ subscriptions: [yearly(91)] }, 'notApplicable'],
    [{ subscriptions: [yearly(60)] }, 0],
    [{ subscriptions: [yearly(60)], deals: [deal({ kind: 'renewal', isClosed: true })] }, 0],
    [{ subscriptions: [yearly(60)], deals: [deal({ kind: 'renewal' })] }, 100],
    [{ subscriptions: [yearly(90)] }, 0],
    [{ subscriptions: [yearly(300), monthly(10)] }, 'notApplicable'],
    [{ subscriptions: [yearly(60), monthly(10)] }, 0],
    [{ subscriptions: [mixed(10)] }, 'notApplicable'],
    // The renewal is in 60 days: 120 days ago is 180 days before it.
    [{ subscriptions: [yearly(60)], deals: [won(120)] }, 100],
    [{ subscriptions: [yearly(60)], deals: [won(121)] }, 0],
    [{ subscriptions: [yearly(60)], deals: [{ ...won(1), closesOn: null }] }, 0],
    [{ subscriptions: [yearly(60)], deals: [{ ...won(1), kind: 'expansion' }] }, 0],
  ],
};

describe('health factors', () => {
  it('are all covered here', () => {
    expect(Object.keys(cases)).toEqual(factors.map((f) => f.id));
  });

  it.each(factors.map((f) => [f.id, f] as const))('%s', (id, factor) => {
    for (const [facts, expected] of cases[id] ?? []) expect(factor.measure(accountFacts(facts), nowMs)).toBe(expected);
  });

  it.each(all.map((f) => [f.id, f] as const))('%s has scores within 0 and 100', (_, { anchors, young }) => {
    expect(anchors.length).toBeGreaterThan(1);
    for (const [, score] of [...anchors, ...(young?.anchors ?? [])]) expect(score >= 0 && score <= 100).toBe(true);
  });
});
