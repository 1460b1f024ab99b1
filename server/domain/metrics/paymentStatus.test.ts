import { describe, expect, it } from 'vitest';
import { accountFacts, company, dispute, invoice, nowMs, subscription, usd } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { paymentStatus } from './paymentStatus.ts';

describe('paymentStatus', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(paymentStatus, accountFacts(some), nowMs);

  it('is the worst state, with credit beside it', () => {
    const stripe = company({ balance: usd(-250_00) });
    expect(of({ subscriptions: [subscription()], disputes: [dispute()], companies: [stripe] })).toMatchObject({
      value: null,
      unit: 'text',
      text: 'disputed',
      n: 1,
      amounts: [usd(250_00)],
    });
  });

  it('is current when all is paid; what is owed is not credit', () => {
    const facts = { subscriptions: [subscription()], companies: [company({ balance: usd(40_00) })] };
    expect(of(facts)).toMatchObject({ text: 'current' });
    expect(of(facts).amounts).toBeUndefined();
    expect(of({ invoices: [invoice()] }).text).toBe('pastDue');
  });

  it('is missing when nothing was ever billed', () => {
    expect(of()).toMatchObject({ n: 0, reason: 'nothingYet' });
    expect(of().text).toBeUndefined();
    expect(of({ subscriptions: [subscription({ status: 'incomplete_expired' })] })).toEqual(of());
  });
});
