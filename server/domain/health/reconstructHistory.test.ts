import { describe, expect, it } from 'vitest';
import {
  accountFacts,
  daysAgo,
  dispute,
  invoice,
  nowMs,
  payment,
  person,
  solvedTicket,
  subscription,
  ticket,
  usd,
} from '../../../tests/support/facts.ts';
import type { AccountFacts } from '../model.ts';
import { reconstructHistory } from './reconstructHistory.ts';

const history = (some: Partial<AccountFacts>) => reconstructHistory(accountFacts(some), nowMs);
const day = (days: number) => new Date(daysAgo(days)).toISOString().slice(0, 10);
const billed = { subscriptions: [subscription()], payments: [payment({ createdAt: daysAgo(200) })] };

describe('reconstructHistory', () => {
  it('has a point a week, oldest first, today not among them', () => {
    expect(history(billed).map((p) => p.day)).toEqual([84, 77, 70, 63, 56, 49, 42, 35, 28, 21, 14, 7].map(day));
  });

  it('has no point before the first dated fact, and none without one', () => {
    expect(history({ subscriptions: [subscription({ startedAt: daysAgo(20) })] }).map((p) => p.day)).toEqual(
      [14, 7].map(day),
    );
    expect(history({})).toEqual([]);
    expect(history({ people: [person({ role: 'champion' })] })).toEqual([]);
  });

  it('falls while an invoice is overdue and recovers with the payment', () => {
    const paid = invoice({
      status: 'paid',
      createdAt: daysAgo(80),
      dueAt: daysAgo(66),
      paidAt: daysAgo(25),
      amountDue: usd(0),
    });
    const scores = new Map(history({ ...billed, invoices: [paid] }).map((p) => [p.day, p.score]));
    const score = (days: number) => scores.get(day(days)) ?? Number.NaN;
    expect(score(70)).toBe(100);
    expect(score(56)).toBeLessThan(score(63));
    expect(score(28)).toBeLessThan(score(56));
    expect(score(21)).toBe(100);
  });

  it('falls when a champion leaves', () => {
    const people = [person({ role: 'champion', leftAt: daysAgo(10) })];
    const scores = history({ ...billed, people }).map((p) => p.score);
    expect(scores.slice(0, -1).every((s) => s === 100)).toBe(true);
    expect(scores.at(-1)).toBeLessThan(90);
  });

  it('applies caps as of the day', () => {
    const notice = subscription({ cancelsAt: daysAgo(-20), canceledAt: daysAgo(10) });
    const scores = history({ subscriptions: [notice] }).map((p) => p.score);
    expect(scores.slice(-2)).toEqual([100, 29]);
  });

  it('leaves out a factor that the sources do not date, instead of guessing', () => {
    const undecided = history({ ...billed, disputes: [dispute({ createdAt: daysAgo(40) })] });
    const decided = history({ ...billed, disputes: [dispute({ createdAt: daysAgo(40), status: 'won' })] });
    expect(undecided.at(-1)?.score).toBeLessThan(100);
    expect(decided.at(-1)?.score).toBe(100);
  });

  it('does not guess since when a subscription is paused', () => {
    const paused = { ...billed, subscriptions: [subscription({ status: 'paused' })], tickets: [solvedTicket(80)] };
    expect(history(paused).at(-1)?.score).toBe(100);
  });

  it('has no point on a day that too little is known about', () => {
    const tickets = [ticket({ status: 'closed', createdAt: daysAgo(50), solvedAt: null })];
    expect(history({ tickets })).toEqual([]);
  });
});
