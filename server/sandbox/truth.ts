import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { caseOf } from './world/casesAndLeads.ts';
import { zeroDecimal } from './world/money.ts';
import { hasOnboardingTicket } from './world/stories.ts';
import type { Customer, World } from './world/types.ts';

/** What is really so, for evaluation. The product never reads it. */
export type TruthAccount = {
  truthId: string;
  name: string;
  parent: string | null;
  members: { source: 'salesforce' | 'hubspot' | 'zendesk' | 'stripe'; kind: string; id: string }[];
  /** Minor units per currency, of live subscriptions after recurring discounts. */
  arr: Record<string, number>;
  overdueMinor: number;
  overdueInvoices: number;
  openTickets: number;
  openDisputes: number;
  renewsAt: string | null;
};

/** The truth about every customer of the world. */
export function worldTruth(world: World): TruthAccount[] {
  return world.customers.map((c) => ({
    truthId: c.truthId,
    name: c.name,
    parent: c.parent,
    members: [
      ...c.salesforce.map((r) => ({ source: 'salesforce' as const, kind: 'Account', id: r.id })),
      ...c.hubspot.map((r) => ({ source: 'hubspot' as const, kind: 'company', id: r.id })),
      ...c.zendesk.map((r) => ({ source: 'zendesk' as const, kind: 'organization', id: r.id })),
      ...c.stripe.map((r) => ({ source: 'stripe' as const, kind: 'customer', id: r.id })),
    ],
    ...billingTruth(c, world.nowMs),
    openTickets:
      c.tickets.filter((t) => t.status !== 'solved' && t.status !== 'closed').length +
      (hasOnboardingTicket(c) ? 1 : 0) +
      (caseOf(c)?.closedAt === null ? 1 : 0),
    openDisputes:
      c.stripe.length === 0 ? 0 : c.disputes.filter((d) => d.status !== 'won' && d.status !== 'lost').length,
  }));
}

function billingTruth(
  c: Customer,
  nowMs: number,
): Pick<TruthAccount, 'arr' | 'overdueMinor' | 'overdueInvoices' | 'renewsAt'> {
  const currency = c.country.currency;
  const arr: Record<string, number> = {};
  let renewsAt: number | null = null;
  for (const sub of c.subscriptions) {
    if (sub.status !== 'active' && sub.status !== 'past_due' && sub.status !== 'unpaid') continue;
    const perYear = sub.interval === 'year' ? 1 : 12;
    const discounted = sub.unitMinor * sub.quantity * perYear * (1 - (sub.percentOff ?? 0) / 100);
    arr[currency] = (arr[currency] ?? 0) + discounted;
    renewsAt = renewsAt === null ? sub.periodEnd : Math.min(renewsAt, sub.periodEnd);
  }
  const overdue = c.invoices.filter(
    (i) =>
      (i.status === 'open' || i.status === 'uncollectible') &&
      i.dueAt !== null &&
      i.dueAt < nowMs &&
      i.remainingMinor > 0,
  );
  return {
    arr,
    overdueMinor: overdue.reduce((sum, i) => sum + i.remainingMinor, 0),
    overdueInvoices: overdue.length,
    renewsAt: renewsAt === null ? null : new Date(Math.floor(renewsAt / 1000) * 1000).toISOString(),
  };
}

/** Writes the truth to a file; `zeroDecimal` tells which currencies have no minor unit. */
export function writeTruth(world: World, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ seed: world.seed, nowMs: world.nowMs, zeroDecimal: [...zeroDecimal], accounts: worldTruth(world) })}\n`,
  );
}
