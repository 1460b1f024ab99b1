import { describe, expect, it } from 'vitest';
import { accountFacts, nowMs, payment, refund, usd } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { refundedValue } from './refundedValue.ts';

describe('refundedValue', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(refundedValue, accountFacts(some), nowMs);

  const paid = (amountMinor: number) => payment({ amount: usd(amountMinor) });

  it('is the value that went back, and never more than was paid', () => {
    const [a, b] = [paid(300), paid(100)];
    expect(of({ payments: [a, b], refunds: [refund({ paymentId: b.key.id, amount: usd(40) })] })).toMatchObject({
      value: 10,
      n: 2,
    });
    expect(of({ payments: [a, b], refunds: [refund({ paymentId: b.key.id, amount: usd(900) })] }).value).toBe(25);
  });

  it('is 0 when nothing went back, or only in another currency', () => {
    const a = paid(100);
    const euro = refund({ paymentId: a.key.id, amount: { amountMinor: 50, currency: 'EUR' } });
    expect(of({ payments: [a], refunds: [euro] })).toMatchObject({ value: 0, n: 1 });
  });

  it('is missing without sales, and across currencies', () => {
    expect(of()).toMatchObject({ value: null, n: 0, reason: 'nothingYet' });
    const euro = payment({ amount: { amountMinor: 50, currency: 'EUR' } });
    expect(of({ payments: [paid(100), euro] })).toMatchObject({ value: null, n: 2, reason: 'currencies' });
  });
});
