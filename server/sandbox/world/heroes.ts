import { billHero } from './heroBilling.ts';
import { heroTicket } from './heroTicket.ts';
import { hubspotId, salesforceId, stripeId, zendeskId } from './ids.ts';
import { shareRecords } from './sharedRecords.ts';
import { dayMs } from './stories.ts';
import type { Customer } from './types.ts';

/**
 * A few hand-made customers with fixed stories and stable ids, for the tour, the pictures and the tests. They replace the first
 * customers of every world, whatever the seed.
 */
export const heroes = {
  /** Overdue invoice, escalated ticket, renewal in 23 days. */
  northwind: hero(0, 'Northwind Analytics Inc.', 'northwind-analytics.com'),
  /** All is well. */
  halden: hero(1, 'Halden Maritime AS', 'haldenmaritime.no'),
  /** Subscription cancelled at period end, disputes a charge, champion left. */
  pellworm: hero(2, 'Pellworm Textil GmbH', 'pellworm-textil.de'),
  /** Bills in yen, which have no minor unit. */
  tanuki: hero(3, 'Tanuki Foods K.K.', 'tanukifoods.co.jp'),
  /** A name in Arabic script. */
  noor: hero(4, 'شركة نور للطاقة', 'noor-energy.example'),
  /** A reseller: its domain stands in the records of several clients. */
  bridgepoint: hero(5, 'Bridgepoint Resellers Ltd', 'bridgepoint-resale.co.uk'),
  /** Two sisters under one domain; a requester without organisation could belong to either. */
  castor: hero(6, 'Castor Optics AB', 'dioscuri-group.se'),
  pollux: hero(7, 'Pollux Optics AB', 'dioscuri-group.se'),
  /** A client of the reseller: some records are of both, see `sharedRecords`. */
  larkspur: hero(8, 'Larkspur Clinics Ltd', 'larkspur-clinics.co.uk'),
} as const;

export type Hero = {
  index: number;
  name: string;
  domain: string;
  salesforceAccount: string;
  hubspotCompany: string;
  zendeskOrganization: string;
  zendeskTicket: string;
  stripeCustomer: string;
};

function hero(index: number, name: string, domain: string): Hero {
  return {
    index,
    name,
    domain,
    salesforceAccount: salesforceId('001', index),
    hubspotCompany: hubspotId(index),
    zendeskOrganization: zendeskId(index),
    zendeskTicket: String(30_000 + index * 16),
    stripeCustomer: stripeId('cus', index),
  };
}

/** Overwrites the first customers with the heroes' stories. Worlds smaller than the list get as many as fit. */
export function applyHeroes(customers: Customer[], nowMs: number): void {
  for (const known of Object.values(heroes)) {
    const customer = customers[known.index];
    if (customer) settle(customer, known, nowMs);
  }
  const { northwind, halden, pellworm, tanuki, castor } = heroes;
  tell(customers, northwind, (c) => {
    billHero(c, nowMs, {
      currency: 'USD',
      plan: 'Enterprise',
      unitMinor: 119_000,
      quantity: 120,
      interval: 'year',
      periodEndDays: 23,
      overdueDays: 12,
    });
    c.tickets = [
      heroTicket(
        c,
        0,
        {
          subject: 'Nightly export fails since the upgrade',
          priority: 'urgent',
          status: 'open',
          escalated: true,
          createdDays: 4,
          replyMin: 190,
        },
        nowMs,
      ),
      heroTicket(
        c,
        1,
        { subject: 'Add three seats', priority: 'normal', status: 'pending', createdDays: 9, replyMin: 45 },
        nowMs,
      ),
      heroTicket(
        c,
        2,
        {
          subject: 'Cannot export the monthly report',
          priority: 'high',
          status: 'solved',
          createdDays: 25,
          replyMin: 60,
          solveMin: 2_600,
          rating: 'bad',
        },
        nowMs,
      ),
    ];
  });
  tell(customers, halden, (c) => {
    billHero(c, nowMs, {
      currency: 'EUR',
      plan: 'Growth',
      unitMinor: 65_000,
      quantity: 60,
      interval: 'year',
      periodEndDays: 210,
    });
    c.tickets = [
      heroTicket(
        c,
        0,
        {
          subject: 'How do we add a second workspace?',
          priority: 'low',
          status: 'pending',
          createdDays: 2,
          replyMin: 12,
        },
        nowMs,
      ),
      ...[1, 2, 3, 4, 5].map((i) =>
        heroTicket(
          c,
          i,
          {
            subject: 'Question about permissions',
            priority: 'normal',
            status: 'closed',
            createdDays: 12 * i,
            replyMin: 15,
            solveMin: 180,
            rating: 'good',
          },
          nowMs,
        ),
      ),
    ];
  });
  tell(customers, pellworm, (c) => {
    billHero(c, nowMs, {
      currency: 'EUR',
      plan: 'Growth',
      unitMinor: 6_500,
      quantity: 80,
      interval: 'month',
      periodEndDays: 16,
      overdueDays: 71,
      cancels: true,
    });
    const paid = c.charges.find((charge) => charge.succeeded);
    if (paid)
      c.disputes = [
        {
          id: stripeId('dp', c.index),
          chargeId: paid.id,
          amountMinor: paid.amountMinor,
          reason: 'subscription_canceled',
          status: 'needs_response',
          createdAt: nowMs - 6 * dayMs,
          dueBy: nowMs + 5 * dayMs,
        },
      ];
    const champion = c.people[0];
    if (champion) champion.leftAt = nowMs - 9 * dayMs;
    c.tickets = [
      heroTicket(
        c,
        0,
        {
          subject: 'Please confirm our cancellation',
          priority: 'high',
          status: 'open',
          createdDays: 6,
          replyMin: null,
        },
        nowMs,
      ),
    ];
  });
  tell(customers, tanuki, (c) => {
    billHero(c, nowMs, {
      currency: 'JPY',
      plan: 'Growth',
      unitMinor: 9_800,
      quantity: 45,
      interval: 'month',
      periodEndDays: 12,
    });
    c.tickets = [
      heroTicket(
        c,
        0,
        { subject: '請求書の宛名を変更したい', priority: 'normal', status: 'open', createdDays: 1, replyMin: 30 },
        nowMs,
      ),
    ];
  });
  tell(customers, castor, (c) => {
    for (const person of c.people) person.inOrganization = false;
  });
  shareRecords(customers[heroes.bridgepoint.index], customers[heroes.larkspur.index]);
}

function tell(customers: Customer[], known: Hero, story: (customer: Customer) => void): void {
  const customer = customers[known.index];
  if (customer) story(customer);
}

/** Known to all four systems, linked by ids, with people at their own domain. */
function settle(customer: Customer, known: Hero, nowMs: number): void {
  for (const deal of customer.deals) deal.name = deal.name.replace(customer.spellings.hubspot, known.name);
  customer.name = known.name;
  customer.spellings = { salesforce: known.name, hubspot: known.name, zendesk: known.name, stripe: known.name };
  customer.domain = known.domain;
  customer.parent = null;
  customer.salesforce = [{ id: known.salesforceAccount, website: `https://www.${known.domain}` }];
  customer.hubspot = [
    { id: known.hubspotCompany, domain: known.domain, salesforceId: known.salesforceAccount, mergedIds: [] },
  ];
  customer.zendesk = [{ id: known.zendeskOrganization, domains: [known.domain], externalId: known.salesforceAccount }];
  customer.stripe = [
    {
      id: known.stripeCustomer,
      email: `billing@${known.domain}`,
      metadata: { salesforce_account_id: known.salesforceAccount },
    },
  ];
  for (const [i, person] of customer.people.entries()) {
    person.email = `${person.email.split('@')[0]}@${known.domain}`;
    person.leftAt = null;
    person.optedOut = false;
    person.inOrganization = true;
    person.lastActivityAt = nowMs - (i + 2) * dayMs;
    person.salesforceId ??= salesforceId('003', customer.index * 8 + i);
  }
  if (customer.tickets.length === 0) {
    customer.tickets = [
      heroTicket(
        customer,
        0,
        { subject: 'Question about the renewal', priority: 'normal', status: 'open', createdDays: 3, replyMin: 20 },
        nowMs,
      ),
    ];
  }
}
