import { describe, expect, it } from 'vitest';
import {
  accountFacts,
  contract,
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
  territory,
  ticket,
  usd,
} from '../../tests/support/facts.ts';
import { factsAsOf } from './factsAsOf.ts';

const at = daysAgo(30);

describe('factsAsOf', () => {
  it('keeps today as it is', () => {
    const facts = accountFacts({
      people: [person({ role: 'champion', leftAt: daysAgo(3), lastActivityAt: daysAgo(1) })],
      tickets: [ticket({ firstReplyMinutes: 5 }), solvedTicket(3, { rating: 'good' })],
      subscriptions: [subscription(), subscription({ status: 'canceled', canceledAt: daysAgo(2), renewsAt: null })],
      invoices: [invoice(), invoice({ status: 'paid', paidAt: daysAgo(2), amountDue: usd(0) })],
      disputes: [dispute()],
      feedback: [feedback(0)],
      territories: [territory('DACH')],
      payments: [payment()],
      deals: [deal({ isClosed: true, closesOn: '2026-11-20' })],
      contracts: [contract({ startsOn: '2026-01-01' })],
    });
    expect(factsAsOf(facts, nowMs)).toEqual(facts);
  });

  it('takes out what did not exist', () => {
    const then = factsAsOf(
      accountFacts({
        tickets: [ticket({ createdAt: daysAgo(29) })],
        invoices: [invoice({ createdAt: daysAgo(29) })],
        disputes: [dispute({ createdAt: daysAgo(29) })],
        feedback: [feedback(29)],
        payments: [payment({ createdAt: daysAgo(29) })],
        subscriptions: [subscription({ startedAt: daysAgo(29) })],
        contracts: [contract({ startsOn: '2026-11-20' })],
      }),
      at,
    );
    expect(then).toEqual(accountFacts());
  });

  it('opens a ticket that was solved later, without its reply and rating', () => {
    const late = ticket({
      status: 'closed',
      createdAt: daysAgo(31),
      solvedAt: daysAgo(20),
      firstReplyMinutes: 3 * 1440,
      fullResolutionMinutes: 11 * 1440,
      rating: 'bad',
    });
    expect(factsAsOf(accountFacts({ tickets: [late] }), at).tickets).toEqual([
      { ...late, status: 'open', solvedAt: null, firstReplyMinutes: null, fullResolutionMinutes: null, rating: null },
    ]);
    const replied = { ...late, firstReplyMinutes: 60 };
    expect(factsAsOf(accountFacts({ tickets: [replied] }), at).tickets[0]?.firstReplyMinutes).toBe(60);
  });

  it('asks again for what was paid later', () => {
    const paid = invoice({
      status: 'paid',
      createdAt: daysAgo(60),
      dueAt: daysAgo(46),
      paidAt: daysAgo(10),
      amountDue: usd(0),
    });
    expect(factsAsOf(accountFacts({ invoices: [paid] }), at).invoices).toEqual([
      { ...paid, status: 'open', paidAt: null, amountDue: paid.total },
    ]);
    expect(factsAsOf(accountFacts({ invoices: [paid] }), daysAgo(10)).invoices).toEqual([paid]);
  });

  it('takes a notice back before it was given, and runs what ended later', () => {
    const noticed = subscription({ cancelsAt: daysAgo(-20), canceledAt: daysAgo(6) });
    const ended = subscription({ status: 'canceled', canceledAt: daysAgo(6) });
    const then = factsAsOf(accountFacts({ subscriptions: [noticed, ended] }), at).subscriptions;
    expect(then.map((s) => [s.status, s.cancelsAt, s.canceledAt])).toEqual([
      ['active', null, null],
      ['active', null, null],
    ]);
    expect(
      factsAsOf(accountFacts({ subscriptions: [noticed] }), daysAgo(5)).subscriptions[0]?.cancelsAt,
    ).not.toBeNull();
  });

  it('knows the renewal of the period that runs, and no earlier one', () => {
    const monthly = subscription({ renewsAt: daysAgo(-20) });
    expect(factsAsOf(accountFacts({ subscriptions: [monthly] }), daysAgo(7)).subscriptions[0]?.renewsAt).not.toBeNull();
    expect(factsAsOf(accountFacts({ subscriptions: [monthly] }), at).subscriptions[0]?.renewsAt).toBeNull();
    const plan = { name: 'G', quantity: 1, interval: 'year' as const, every: 2, endsAt: daysAgo(-20) };
    const term = subscription({ plans: [plan], renewsAt: daysAgo(-20), startedAt: daysAgo(900) });
    const then = (days: number) => factsAsOf(accountFacts({ subscriptions: [term] }), daysAgo(days)).subscriptions;
    expect(then(600)).toMatchObject([{ renewsAt: daysAgo(-20), plans: [{ endsAt: daysAgo(-20) }] }]);
    expect(then(800)).toMatchObject([{ renewsAt: null, plans: [{ endsAt: null }] }]);
  });

  it('brings back who left later, and forgets an activity that came later', () => {
    const people = [person({ role: 'champion', leftAt: daysAgo(3), lastActivityAt: daysAgo(4) })];
    expect(factsAsOf(accountFacts({ people }), at).people).toMatchObject([{ leftAt: null, lastActivityAt: null }]);
    const earlier = [person({ leftAt: daysAgo(40), lastActivityAt: daysAgo(41) })];
    expect(factsAsOf(accountFacts({ people: earlier }), at).people).toEqual(earlier);
  });

  it('opens a deal that closed later', () => {
    const deals = [deal({ isClosed: true, isWon: true, closesOn: '2026-11-10' })];
    expect(factsAsOf(accountFacts({ deals }), at).deals).toMatchObject([{ isClosed: false, isWon: false }]);
  });
});
