import { stripeId } from './ids.ts';
import { dayMs, isoDay } from './stories.ts';
import type { Customer } from './types.ts';

/** A hero's subscription and how well it is paid. Amounts in minor units, times in days from now. */
export type HeroBill = {
  currency: string;
  plan: string;
  unitMinor: number;
  quantity: number;
  interval: 'month' | 'year';
  periodEndDays: number;
  overdueDays?: number;
  cancels?: boolean;
};

/** Replaces the customer's contract, subscription, invoices and charges. */
export function billHero(c: Customer, nowMs: number, b: HeroBill): void {
  c.country = { ...c.country, currency: b.currency };
  c.tier = b.plan;
  c.contractEndsOn = isoDay(nowMs + (b.interval === 'year' ? b.periodEndDays : 200) * dayMs);
  c.contractStartsOn = isoDay(nowMs + (b.periodEndDays - 365) * dayMs);
  const totalMinor = b.unitMinor * b.quantity;
  c.subscriptions = [
    {
      id: stripeId('sub', c.index),
      status: b.overdueDays ? 'past_due' : 'active',
      plan: b.plan,
      unitMinor: b.unitMinor,
      quantity: b.quantity,
      interval: b.interval,
      startedAt: nowMs - 500 * dayMs,
      periodEnd: nowMs + b.periodEndDays * dayMs,
      cancelAtPeriodEnd: b.cancels ?? false,
      canceledAt: b.cancels ? nowMs - 6 * dayMs : null,
      percentOff: null,
    },
  ];
  c.disputes = [];
  c.charges = [
    {
      id: stripeId('ch', c.index * 16 + 1),
      amountMinor: totalMinor,
      succeeded: true,
      createdAt: nowMs - 60 * dayMs,
      failure: null,
    },
  ];
  c.invoices = [
    {
      id: stripeId('in', c.index * 16 + 1),
      number: `CB-${10_000 + c.index * 16 + 1}`,
      status: 'paid',
      totalMinor,
      remainingMinor: 0,
      createdAt: nowMs - 61 * dayMs,
      dueAt: nowMs - 47 * dayMs,
      paidAt: nowMs - 60 * dayMs,
      attempts: 1,
    },
  ];
  if (b.overdueDays) {
    const dueMinor = b.interval === 'year' ? 420_000 : totalMinor;
    c.invoices.push({
      id: stripeId('in', c.index * 16),
      number: `CB-${10_000 + c.index * 16}`,
      status: 'open',
      totalMinor: dueMinor,
      remainingMinor: dueMinor,
      createdAt: nowMs - (b.overdueDays + 14) * dayMs,
      dueAt: nowMs - b.overdueDays * dayMs,
      paidAt: null,
      attempts: 3,
    });
    c.charges.push({
      id: stripeId('ch', c.index * 16),
      amountMinor: dueMinor,
      succeeded: false,
      createdAt: nowMs - b.overdueDays * dayMs,
      failure: 'card_declined',
    });
  }
}
