import type { Contradiction, contradictionKinds } from '../../lib/contract/quality.ts';
import { annualRecurring, liveSubscriptions, nextTermEnd, termMonths } from './billing.ts';
import { differing } from './consent.ts';
import { hasLeft } from './health/leaving.ts';
import { registrableDomain, registrableDomains } from './identity/domains.ts';
import { livingCompanies } from './livingCompanies.ts';
import type { AccountFacts, CompanyFact, Consent, PersonFact, SubscriptionFact, TicketFact } from './model.ts';
import { addMonths } from './months.ts';
import { mergePeople } from './people.ts';
import { signed } from './renewals.ts';

const dayMs = 86_400_000;
/** A week: contract and billing period rarely end on the same day. */
const renewalDays = 7;
const monthDays = 365.25 / 12;
const arrShare = 0.05;
const requesterDays = 90;

type Side = Contradiction['sides'][number];
type Found = Pick<Contradiction, 'sides' | 'holder'> & { what: (typeof contradictionKinds)[number] };
/** Which other customers have a domain, by domain: the one, or null for several. One that nobody has is left out. */
export type Holders = ReadonlyMap<string, NonNullable<Contradiction['holder']> | null>;

/** What the sources of an account say differently, with both values, their dates and sources. Pure; the order is fixed. */
export function contradictions(facts: AccountFacts, holders: Holders, nowMs: number): Found[] {
  const found = [renewalDate(facts), arr(facts), status(facts), owner(facts)];
  return [...found, ...requesterDomains(facts, holders, nowMs), ...consent(facts, nowMs)].flatMap((one) => one ?? []);
}

const iso = (ms: number) => new Date(ms).toISOString();
const isoDay = (ms: number) => iso(ms).slice(0, 10);

/** A side that a record of a source takes. */
function side(
  fact: { key: { source: Side['system'] }; modifiedAt: number; url: string | null },
  value: string,
  amount?: Side['amount'],
): Side {
  const { key, modifiedAt, url } = fact;
  return { value, ...(amount ? { amount } : {}), system: key.source, at: iso(modifiedAt), url };
}

/** The side of a subscription. Stripe does not say when it was changed, so it is dated by its end or its beginning. */
function billedSide(s: SubscriptionFact, value: string, amount?: Side['amount']): Side {
  return { ...side(s, value, amount), at: iso(s.canceledAt ?? s.startedAt) };
}

/**
 * No contract of the CRM ends on the day on which the term of the subscription does, nor so many of its terms later: one of three years may be
 * billed by the year. What is paid by the month has no such day. The contract that ends last is shown.
 */
function renewalDate(facts: AccountFacts): Found | null {
  const billed = nextTermEnd(facts);
  const contracts = signed(facts.contracts)
    .flatMap((c) => (c.endsOn === null ? [] : [{ ...c, endsOn: c.endsOn }]))
    .sort((a, b) => (a.endsOn === b.endsOn ? (a.key.id < b.key.id ? -1 : 1) : a.endsOn > b.endsOn ? -1 : 1));
  const [contract] = contracts;
  if (billed === null || contract === undefined) return null;
  const months = termMonths(billed.subscription) ?? 12;
  if (contracts.some(({ endsOn }) => isTermEnd(Date.parse(endsOn), billed.at, months))) return null;
  const sides = [side(contract, contract.endsOn), billedSide(billed.subscription, isoDay(billed.at))];
  return { what: 'renewalDate', sides };
}

/** Whether a day is within a week of the end of a term, or of one after it. */
function isTermEnd(day: number, end: number, months: number): boolean {
  const terms = Math.max(0, Math.round((day - end) / (months * monthDays * dayMs)));
  const nearest = Date.parse(isoDay(addMonths(end, terms * months)));
  return Math.abs(day - nearest) <= renewalDays * dayMs;
}

/**
 * Recurring revenue as somebody typed it into the CRM differs from what is billed by more than 5 %. Beside what is billed in another
 * currency, or by usage that is not known, nobody can tell: what was typed may be the sum.
 */
function arr(facts: AccountFacts): Found | null {
  const live = liveSubscriptions(facts).sort((a, b) => b.startedAt - a.startedAt || (a.key.id < b.key.id ? -1 : 1));
  const [newest] = live;
  const [billed, ...others] = annualRecurring(facts);
  if (!newest || !billed || others.length > 0 || live.some((s) => s.arr === null)) return null;
  for (const company of sorted(livingCompanies(facts))) {
    const typed = company.arr;
    if (typed?.currency !== billed.currency) continue;
    if (Math.abs(typed.amountMinor - billed.amountMinor) <= arrShare * billed.amountMinor) continue;
    return { what: 'arr', sides: [side(company, '', typed), billedSide(newest, '', billed)] };
  }
  return null;
}

/** The CRM calls them a customer, and every subscription has ended. */
function status(facts: AccountFacts): Found | null {
  const [ended] = facts.subscriptions
    .filter((s) => s.status === 'canceled')
    .sort((a, b) => (b.canceledAt ?? 0) - (a.canceledAt ?? 0) || (a.key.id < b.key.id ? -1 : 1));
  const company = sorted(livingCompanies(facts)).find(
    (c) => c.key.source !== 'stripe' && /^customer\b/i.test(c.status ?? ''),
  );
  if (!ended || !company?.status || !hasLeft(facts)) return null;
  return { what: 'status', sides: [side(company, company.status), billedSide(ended, 'cancelled')] };
}

/** The account belongs to somebody who does not work here any more. */
function owner(facts: AccountFacts): Found | null {
  const company = sorted(livingCompanies(facts)).find((c) => c.ownerActive === false);
  return company ? { what: 'owner', sides: [side(company, company.owner?.name ?? '')] } : null;
}

/** Somebody writes about this account from an address of another company, and whose that is. */
function requesterDomains(facts: AccountFacts, holders: Holders, nowMs: number): Found[] {
  const [first] = withDomain(facts);
  if (!first) return [];
  const [own] = domainsOf(facts);
  return foreignRequests(facts, nowMs).map(({ ticket, domain }) => {
    const holder = holders.get(domain);
    return {
      what: 'requesterDomain',
      sides: [side(ticket, domain), side(first, own ?? '')],
      ...(holder === undefined ? {} : { holder }),
    };
  });
}

/** The domains that requesters of the last 90 days write from and that are not the account's, the newest first; at most three. */
export function foreignDomains(facts: AccountFacts, nowMs: number): string[] {
  return foreignRequests(facts, nowMs).map(({ domain }) => domain);
}

/** The companies that have a domain, the most believed first. One that was merged away comes last, because its domains are still theirs. */
function withDomain(facts: AccountFacts): CompanyFact[] {
  const living = livingCompanies(facts);
  const gone = facts.companies.filter((c) => !living.includes(c));
  return [...sorted(living), ...sorted(gone)].filter(
    (c) => registrableDomains([...c.websites, ...c.emails]).length > 0,
  );
}

function domainsOf(facts: AccountFacts): string[] {
  return registrableDomains(withDomain(facts).flatMap((c) => [...c.websites, ...c.emails]));
}

/** The newest ticket from each domain that is neither the account's nor our own. An account without a domain has none of others. */
function foreignRequests(facts: AccountFacts, nowMs: number): { ticket: TicketFact; domain: string }[] {
  const { people, tickets, ownDomains = [] } = facts;
  const known = domainsOf(facts);
  if (known.length === 0) return [];
  const own = new Set([...known, ...ownDomains]);
  const emails = new Map(people.map((p) => [`${p.key.source}/${p.key.id}`, p.email]));
  const seen = new Set<string>();
  return [...tickets]
    .sort((a, b) => b.createdAt - a.createdAt || (a.key.id < b.key.id ? -1 : 1))
    .flatMap((ticket) => {
      if (ticket.createdAt <= nowMs - requesterDays * dayMs) return [];
      const email = emails.get(`${ticket.key.source}/${ticket.requesterId}`);
      const domain = email ? registrableDomain(email) : null;
      if (domain === null || own.has(domain) || seen.has(domain)) return [];
      seen.add(domain);
      return [{ ticket, domain }];
    })
    .slice(0, 3);
}

/** One source says that a person agreed, another one that they did not. */
function consent({ people }: AccountFacts, nowMs: number): Found[] {
  const sideOf = ({ name, modifiedAt }: PersonFact, { state, channel, topic, key, at, url }: Consent) =>
    side(
      { key, modifiedAt: at ?? modifiedAt, url },
      `${name}: ${state === 'optedOut' ? 'no' : 'yes'} (${topic ?? channelWords[channel]})`,
    );
  return mergePeople(people)
    .sort((a, b) => (a.key.id < b.key.id ? -1 : 1))
    .flatMap((person): Found[] =>
      differing(person.consents ?? [], nowMs)
        .slice(0, 1)
        .map((sides) => ({ what: 'consent', sides: sides.map((said) => sideOf(person, said)) })),
    )
    .slice(0, 3);
}

const channelWords: Record<Consent['channel'], string> = {
  email: 'e-mail',
  phone: 'phone',
  mail: 'post',
  social: 'social media',
  web: 'web',
  all: 'everything',
  other: 'other',
};

/** Salesforce first, as everywhere, and what was imported last; within one source the record changed last. */
function sorted(companies: readonly CompanyFact[]): CompanyFact[] {
  const order = ['salesforce', 'hubspot', 'zendesk', 'stripe', 'file'];
  return [...companies].sort(
    (a, b) =>
      order.indexOf(a.key.source) - order.indexOf(b.key.source) ||
      b.modifiedAt - a.modifiedAt ||
      (a.key.id < b.key.id ? -1 : 1),
  );
}
