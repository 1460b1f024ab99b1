import { describe, expect, it } from 'vitest';
import { accountFacts, company, daysAgo, invoice, nowMs, payment, subscription } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { paymentRetry } from './paymentRetry.ts';

describe('paymentRetry', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(paymentRetry, accountFacts(some), nowMs);

  const failed = (some = {}) => invoice({ automatic: true, attemptCount: 2, ...some });
  const next = { nextAttemptAt: daysAgo(-2) };
  const card = company({ hasCard: true });
  const text = (some: Parameters<typeof accountFacts>[0]) => of(some).text;

  it('says whether another attempt is planned', () => {
    expect(of({ invoices: [failed(next), failed()], companies: [card] })).toMatchObject({
      text: 'retrying',
      n: 2,
      unit: 'text',
    });
    expect(text({ invoices: [failed({ nextAttemptAt: daysAgo(2) })], companies: [card] })).toBe('noRetry');
  });

  it('does not believe in an attempt without a card, or after a decline for good', () => {
    const without = company({ hasCard: false });
    expect(text({ invoices: [failed(next)], companies: [without] })).toBe('noCard');
    expect(
      text({ invoices: [failed(next)], companies: [without], subscriptions: [subscription({ hasCard: true })] }),
    ).toBe('retrying');
    expect(text({ invoices: [failed(next)] })).toBe('retrying');
    const lost = payment({ succeeded: false, final: true, createdAt: daysAgo(3) });
    const facts = { invoices: [failed(next)], companies: [without] };
    expect(text({ ...facts, payments: [lost] })).toBe('hardDecline');
    const later = payment({ succeeded: false, createdAt: daysAgo(1) });
    expect(text({ ...facts, companies: [card], payments: [later, lost] })).toBe('retrying');
  });

  it('is missing without a failed charge', () => {
    const others = [failed({ attemptCount: 0 }), failed({ automatic: false }), failed({ status: 'paid' })];
    expect(of({ invoices: others })).toMatchObject({ n: 0, reason: 'nothingYet' });
  });
});
