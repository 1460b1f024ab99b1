import { giveCommerce } from './commerce.ts';
import { applyHeroes } from './heroes.ts';
import { hubspotId, salesforceId, stripeId, zendeskId } from './ids.ts';
import { addNoise } from './noise.ts';
import { createRandom, type Random } from './random.ts';
import { dayMs, giveBilling, giveDeals, givePeople, giveTickets, isoDay } from './stories.ts';
import type { Customer, World } from './types.ts';
import { countries, freeMail, hostileNames, industries, nameHeads, nameTails, owners, plans } from './words.ts';

/**
 * Builds the world of Cobalt's customers. Deterministic in (seed, accounts, nowMs). Coherent: every system tells parts of the same
 * story; and messy as real ones are: duplicates, subsidiaries, resellers, shared and free-mail domains, missing websites, wrong ids.
 */
export function buildWorld(options: {
  seed: number;
  accounts: number;
  nowMs: number;
  /** Makes names, sites and ids as untidy as real ones; see `addNoise`. */
  noise?: boolean;
  /** Companies and people, and nothing that happens to them: for identity alone, at sizes that the rest would not fit into memory. */
  companiesOnly?: boolean;
}): World {
  const random = createRandom(options.seed);
  const customers: Customer[] = [];
  const taken = new Set<string>();
  for (let index = 0; index < options.accounts; index++) {
    const customer = newCustomer(random, index, options.nowMs, taken);
    const parent = index > 20 && random.chance(0.08) ? customers[random.int(10, index - 1)] : undefined;
    if (parent && parent.parent === null) makeSubsidiary(random, customer, parent);
    customers.push(customer);
    placeInSystems(random, customer, customers);
    givePeople(random, customer, options.nowMs);
    if (options.companiesOnly) continue;
    giveBilling(random, customer, options.nowMs);
    giveDeals(random, customer, options.nowMs);
    giveTickets(random, customer, options.nowMs);
  }
  applyHeroes(customers, options.nowMs);
  // A randomness of its own, so that what came later into this world does not change what was in it.
  const commerce = createRandom(options.seed + 1);
  if (!options.companiesOnly) for (const customer of customers) giveCommerce(commerce, customer, options.nowMs);
  if (options.noise) addNoise(customers, options.seed);
  return { seed: options.seed, nowMs: options.nowMs, customers };
}

function newCustomer(random: Random, index: number, nowMs: number, taken: Set<string>): Customer {
  const country = random.pick(countries);
  let base = `${random.pick(nameHeads)} ${random.pick(nameTails)}`;
  // Names repeat in a real market, but rarely; a numbered town keeps most of them apart.
  if (taken.has(base)) base = `${base} ${random.pick(nameHeads)}`;
  while (taken.has(base)) base = `${base} ${index}`;
  taken.add(base);
  const hostile = index >= 12 && index < 12 + hostileNames.length ? hostileNames[index - 12] : undefined;
  const form = random.pick(country.legalForms);
  const name = hostile ?? `${base} ${form}`;
  const label = base.toLowerCase().replace(/[^a-z0-9]+/g, '');
  const createdAt = nowMs - random.int(120, 1500) * dayMs;
  const endsOn = nowMs + random.int(-20, 360) * dayMs;
  return {
    truthId: `t${String(index).padStart(6, '0')}`,
    index,
    name,
    spellings: {
      salesforce: name,
      hubspot: hostile ?? (random.chance(0.5) ? base : name),
      zendesk: hostile ?? base,
      stripe: hostile ?? (random.chance(0.3) ? name.toUpperCase() : name),
    },
    country: { code: country.code, name: country.name, currency: country.currency },
    domain: `${label}.${country.tld}`,
    industry: random.pick(industries),
    tier: random.pick(plans).tier,
    owner: random.pick(owners),
    parent: null,
    createdAt,
    modifiedAt: nowMs - random.int(0, 40 * 24) * 3_600_000,
    contractStartsOn: isoDay(endsOn - 365 * dayMs),
    contractEndsOn: isoDay(endsOn),
    people: [],
    deals: [],
    tickets: [],
    subscriptions: [],
    invoices: [],
    charges: [],
    disputes: [],
    orders: [],
    refunds: [],
    creditNotes: [],
    balanceMinor: 0,
    typedArrMinor: null,
    ownerLeft: false,
    salesforce: [],
    hubspot: [],
    zendesk: [],
    stripe: [],
  };
}

function makeSubsidiary(random: Random, customer: Customer, parent: Customer): void {
  customer.parent = parent.truthId;
  // Half of the subsidiaries live under the parent's domain: then a domain names a family, not a customer.
  if (random.chance(0.5)) customer.domain = parent.domain;
}

/** Decides which systems know the customer, and how well. */
function placeInSystems(random: Random, customer: Customer, customers: readonly Customer[]): void {
  const n = customer.index;
  const small = random.chance(0.04);
  if (small) customer.domain = null;
  const website = customer.domain ? `https://www.${customer.domain}` : null;
  // A reseller's own site stands in the record of a few of its clients.
  const reseller = customers[5];
  const resold = n > 40 && random.chance(0.03) ? (reseller?.domain ?? null) : null;

  const known = random.next();
  const inSalesforce = n < 12 || known < 0.93;
  if (inSalesforce) {
    customer.salesforce.push({
      id: salesforceId('001', n),
      website: resold ? `http://${resold}` : random.chance(0.1) ? null : website,
    });
    if (random.chance(0.03)) customer.salesforce.push({ id: salesforceId('001', 500_000 + n), website });
  }
  const salesforce = customer.salesforce[0]?.id ?? null;
  if (n < 12 || random.chance(0.88) || !inSalesforce) {
    customer.hubspot.push({
      id: hubspotId(n),
      domain: random.chance(0.1) ? null : customer.domain,
      salesforceId: salesforce && random.chance(0.6) ? salesforce : null,
      mergedIds: random.chance(0.03) ? [hubspotId(900_000 + n)] : [],
    });
    if (random.chance(0.05)) {
      customer.hubspot.push({ id: hubspotId(500_000 + n), domain: customer.domain, salesforceId: null, mergedIds: [] });
    }
  }
  if (n < 12 || random.chance(0.85)) {
    customer.zendesk.push({
      id: zendeskId(n),
      domains: random.chance(0.15) || !customer.domain ? [] : [customer.domain],
      externalId: salesforce && random.chance(0.7) ? (random.chance(0.2) ? salesforce.slice(0, 15) : salesforce) : null,
    });
  }
  if (n < 12 || random.chance(0.85)) {
    customer.stripe.push(stripeCustomer(random, customer, stripeId('cus', n), salesforce));
    if (random.chance(0.04))
      customer.stripe.push(stripeCustomer(random, customer, stripeId('cus', 500_000 + n), salesforce));
  }
}

function stripeCustomer(
  random: Random,
  customer: Customer,
  id: string,
  salesforce: string | null,
): Customer['stripe'][number] {
  const metadata: Record<string, string> = {};
  if (salesforce && random.chance(0.75)) {
    // Typed by hand: sometimes the short form, rarely an id that leads nowhere.
    const wrong = random.chance(0.02);
    metadata.salesforce_account_id = wrong
      ? salesforceId('001', 9_000_000 + customer.index)
      : random.chance(0.2)
        ? salesforce.slice(0, 15)
        : salesforce;
  }
  const email = `billing@${customer.domain ?? random.pick(freeMail)}`;
  return { id, email, metadata };
}
