import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, invoice, nowMs, usd } from '../../../tests/support/facts.ts';
import { measure } from './defineMetric.ts';
import { overdueAmount } from './overdueAmount.ts';

describe('overdueAmount', () => {
  const of = (some: Parameters<typeof accountFacts>[0] = {}) => measure(overdueAmount, accountFacts(some), nowMs);

  const late = (days: number, some = {}) => invoice({ dueAt: daysAgo(days), amountDue: usd(1_00), ...some });

  it('adds by currency, and in parts by days past due', () => {
    const euro = late(31, { amountDue: { amountMinor: 7, currency: 'EUR' } });
    expect(
      of({ invoices: [late(0.01), late(30), late(30.01), euro, late(60), late(61), late(90), late(91)] }),
    ).toMatchObject({
      value: null,
      n: 8,
      amounts: [{ amountMinor: 7, currency: 'EUR' }, usd(7_00)],
      parts: [
        { id: 'days1to30', n: 2, amounts: [usd(2_00)] },
        { id: 'days31to60', n: 3, amounts: [{ amountMinor: 7, currency: 'EUR' }, usd(2_00)] },
        { id: 'days61to90', n: 2, amounts: [usd(2_00)] },
        { id: 'daysOver90', n: 1, amounts: [usd(1_00)] },
      ],
    });
  });

  it('counts what is not paid and past due only', () => {
    const others = [late(-1), late(5, { status: 'paid' }), late(5, { amountDue: usd(0) }), invoice({ dueAt: null })];
    const bad = late(5, { status: 'uncollectible' });
    expect(of({ invoices: [...others, bad] })).toMatchObject({ n: 1, parts: [{ id: 'days1to30', n: 1 }] });
  });

  it('is missing when nothing is overdue', () => {
    expect(of({ invoices: [late(-1)] })).toMatchObject({ n: 0, reason: 'nothingYet' });
    expect(of().parts).toBeUndefined();
  });
});
