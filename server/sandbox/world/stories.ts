import { hubspotId, salesforceId, stripeId, zendeskId } from './ids.ts';
import type { Random } from './random.ts';
import type { Customer, Person, Ticket } from './types.ts';
import { familyNames, freeMail, givenNames, plans, subjects, titles } from './words.ts';

export const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Price level of a currency against the dollar, so that amounts look right; whole yen, hundredths elsewhere. */
const level: Record<string, number> = {
  USD: 1,
  EUR: 0.92,
  GBP: 0.79,
  SEK: 10.4,
  JPY: 1.5,
  BRL: 5.2,
  INR: 83,
  AUD: 1.5,
};

export function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function givePeople(random: Random, customer: Customer, nowMs: number): void {
  const count = random.int(2, 5);
  const roles = ['Champion', 'Decision Maker', 'Billing', 'User', 'User'] as const;
  for (let i = 0; i < count; i++) {
    const given = random.pick(givenNames);
    const family = random.pick(familyNames);
    const n = customer.index * 8 + i;
    const local = `${given}.${family}`
      .normalize('NFKD')
      .replace(/[^A-Za-z.]/g, '')
      .toLowerCase();
    const role = roles[i] ?? 'User';
    const active = nowMs - random.int(0, 120) * dayMs;
    customer.people.push({
      name: `${given} ${family}`,
      email: `${local}${i === 0 ? '' : i}@${customer.domain ?? random.pick(freeMail)}`,
      title: random.pick(titles),
      role,
      leftAt: role === 'Champion' && random.chance(0.08) ? nowMs - random.int(2, 40) * dayMs : null,
      optedOut: random.chance(0.06),
      lastActivityAt: random.chance(0.1) ? null : active,
      salesforceId: customer.salesforce.length > 0 ? salesforceId('003', n) : null,
      hubspotId: customer.hubspot.length > 0 && random.chance(0.8) ? hubspotId(2_000_000 + n) : null,
      zendeskId: zendeskId(1_000_000 + n),
      inOrganization: !random.chance(0.12),
      hubspotCompanies: null,
      firstTouch: null,
    });
  }
}

/** Units of the customer's currency for a price in US cents. */
export function inCurrency(customer: Customer, usdMinor: number): number {
  return Math.round(usdMinor * (level[customer.country.currency] ?? 1));
}

export function giveBilling(random: Random, customer: Customer, nowMs: number): void {
  if (customer.stripe.length === 0) return;
  const plan = plans.find((p) => p.tier === customer.tier) ?? plans[0];
  const quantity = random.int(5, customer.tier === 'Enterprise' ? 400 : 80);
  const yearly = random.chance(0.55);
  const unitMinor = inCurrency(customer, plan.unitMinor * (yearly ? 10 : 1));
  const fate = random.next();
  const status =
    fate < 0.84 ? 'active' : fate < 0.9 ? 'past_due' : fate < 0.93 ? 'trialing' : fate < 0.95 ? 'unpaid' : 'canceled';
  const contractEnd = customer.contractEndsOn ? Date.parse(customer.contractEndsOn) : nowMs;
  // In one of eight the billing period and the CRM's contract disagree by weeks: a late renewal.
  const skew = random.chance(0.12) ? random.int(-45, 45) * dayMs : 0;
  const periodEnd = yearly ? Math.max(nowMs + dayMs, contractEnd + skew) : nowMs + random.int(1, 30) * dayMs;
  const canceledAt = status === 'canceled' ? nowMs - random.int(5, 200) * dayMs : null;
  customer.subscriptions.push({
    id: stripeId('sub', customer.index),
    status,
    plan: plan.name,
    unitMinor,
    quantity,
    interval: yearly ? 'year' : 'month',
    startedAt: customer.createdAt,
    periodEnd,
    cancelAtPeriodEnd: status === 'active' && random.chance(0.04),
    canceledAt,
    percentOff: random.chance(0.15) ? random.pick([10, 15, 20]) : null,
  });
  giveInvoices(random, customer, nowMs, unitMinor * quantity, status);
}

function giveInvoices(random: Random, customer: Customer, nowMs: number, amountMinor: number, status: string): void {
  const step = customer.subscriptions[0]?.interval === 'year' ? 365 : 30;
  const count = step === 365 ? random.int(1, 3) : random.int(4, 10);
  const bad = status === 'past_due' || status === 'unpaid' || random.chance(0.07);
  for (let i = 0; i < count; i++) {
    const createdAt = nowMs - (i * step + random.int(3, 25)) * dayMs;
    if (createdAt < customer.createdAt) break;
    const n = customer.index * 16 + i;
    const dueAt = createdAt + 14 * dayMs;
    const open = i === 0 && (bad || dueAt > nowMs);
    const late = open && bad ? random.int(3, 95) * dayMs : 0;
    const charge = {
      id: stripeId('ch', n),
      amountMinor,
      createdAt: createdAt + dayMs,
      succeeded: !open,
      failure: null as string | null,
    };
    if (open && bad) charge.failure = random.pick(['card_declined', 'insufficient_funds', 'expired_card']);
    customer.invoices.push({
      id: stripeId('in', n),
      number: `CB-${10_000 + n}`,
      status: open ? (status === 'unpaid' ? 'uncollectible' : 'open') : 'paid',
      totalMinor: amountMinor,
      remainingMinor: open ? amountMinor : 0,
      createdAt: late ? nowMs - late - 14 * dayMs : createdAt,
      dueAt: late ? nowMs - late : dueAt,
      paidAt: open ? null : createdAt + random.int(0, 12) * dayMs,
      attempts: open && bad ? random.int(1, 4) : open ? 0 : 1,
    });
    if (!open || bad) customer.charges.push(charge);
  }
  const paid = customer.charges.find((c) => c.succeeded);
  if (paid && random.chance(0.04)) {
    customer.disputes.push({
      id: stripeId('dp', customer.index),
      chargeId: paid.id,
      amountMinor: paid.amountMinor,
      reason: random.pick(['fraudulent', 'product_not_received', 'duplicate', 'subscription_canceled']),
      status: random.pick(['needs_response', 'under_review', 'won', 'lost']),
      createdAt: nowMs - random.int(2, 30) * dayMs,
      dueBy: nowMs + random.int(2, 12) * dayMs,
    });
  }
}

export function giveDeals(random: Random, customer: Customer, nowMs: number): void {
  if (customer.salesforce.length === 0) return;
  for (let i = 0; i < random.int(0, 3); i++) {
    const n = customer.index * 4 + i;
    const kind = random.pick(['New Business', 'Renewal', 'Expansion'] as const);
    const isClosed = random.chance(0.5);
    const isWon = isClosed && random.chance(0.6);
    customer.deals.push({
      id: salesforceId('006', n),
      hubspotId: hubspotId(4_000_000 + n),
      name: `${customer.spellings.hubspot} ${kind.toLowerCase()} ${new Date(nowMs).getUTCFullYear()}`,
      amountMinor: inCurrency(customer, random.int(20, 900) * 10_000),
      stage: isWon ? 'Closed Won' : isClosed ? 'Closed Lost' : random.pick(['Discovery', 'Proposal', 'Negotiation']),
      closeOn: isoDay(nowMs + (isClosed ? -random.int(10, 300) : random.int(-15, 120)) * dayMs),
      isClosed,
      isWon,
      kind,
    });
  }
}

/** A few customers have an open onboarding ticket in the marketing CRM, beside the support desk. */
export function hasOnboardingTicket(customer: Customer): boolean {
  return customer.hubspot.length > 0 && customer.index % 25 === 3;
}

export function giveTickets(random: Random, customer: Customer, nowMs: number): void {
  const count = random.chance(0.25) ? 0 : random.int(1, 9);
  for (let i = 0; i < count; i++) {
    const ageMin = random.int(60, 100 * 24 * 60);
    customer.tickets.push(newTicket(random, customer, i, nowMs - ageMin * minuteMs, nowMs));
  }
}

function newTicket(random: Random, customer: Customer, i: number, createdAt: number, nowMs: number): Ticket {
  const ageMin = Math.floor((nowMs - createdAt) / minuteMs);
  const solved = random.chance(ageMin > 20 * 1440 ? 0.95 : 0.55);
  const resolutionMin = solved ? Math.max(30, Math.floor(ageMin * random.next() * 0.5)) : null;
  const replied = solved || random.chance(0.8);
  const priority = random.pick(['low', 'normal', 'normal', 'normal', 'high', 'urgent'] as const);
  const escalated = !solved && random.chance(0.12);
  const requester = random.pick(customer.people) as Person;
  const solvedAt = resolutionMin === null ? null : createdAt + resolutionMin * minuteMs;
  return {
    id: String(30_000 + customer.index * 16 + i),
    subject: random.pick(subjects),
    priority,
    status: solved
      ? random.chance(0.5)
        ? 'closed'
        : 'solved'
      : random.pick(['new', 'open', 'open', 'pending', 'hold'] as const),
    tags: [...(escalated ? ['escalated'] : []), random.pick(['billing', 'integration', 'account', 'reporting'])],
    createdAt,
    updatedAt: solvedAt ?? nowMs - random.int(10, Math.max(11, Math.min(ageMin, 4000))) * minuteMs,
    solvedAt,
    firstReplyMin: replied ? Math.min(random.int(4, 900), resolutionMin ?? ageMin) : null,
    resolutionMin,
    rating: solved && random.chance(0.4) ? (random.chance(0.8) ? 'good' : 'bad') : null,
    requester,
    copied: [],
  };
}
