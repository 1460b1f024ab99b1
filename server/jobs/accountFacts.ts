import type { ActivityDay, ActivitySource } from '../domain/activity/activityDay.ts';
import { oldestDay } from '../domain/activity/event.ts';
import { withoutCopies } from '../domain/copiedTickets.ts';
import type { AccountFacts, Fact } from '../domain/model.ts';

/** An account of which nothing is known. */
export function emptyFacts(accountId: string): AccountFacts {
  return {
    accountId,
    companies: [],
    people: [],
    deals: [],
    contracts: [],
    tickets: [],
    breaches: [],
    feedback: [],
    territories: [],
    subscriptions: [],
    invoices: [],
    disputes: [],
    payments: [],
    orders: [],
    refunds: [],
    credits: [],
    catalogue: [],
    activity: null,
    activityFrom: [],
  };
}

const listOf = {
  company: 'companies',
  person: 'people',
  deal: 'deals',
  contract: 'contracts',
  ticket: 'tickets',
  breach: 'breaches',
  feedback: 'feedback',
  territory: 'territories',
  subscription: 'subscriptions',
  invoice: 'invoices',
  dispute: 'disputes',
  payment: 'payments',
  order: 'orders',
  refund: 'refunds',
  credit: 'credits',
} as const satisfies Partial<Record<Fact['type'], keyof AccountFacts>>;

/**
 * Sorts the facts of one account by what they are; those that count nowhere are left out, and so are tickets that a sync
 * has copied, and what a file says of days that are no
 * longer kept. `activity`: what events told, null when nothing tells of activity; `activityFrom`: what tells of it.
 */
export function gatherFacts(
  accountId: string,
  all: Iterable<Fact>,
  activity: readonly ActivityDay[] | null,
  activityFrom: readonly ActivitySource[],
  nowMs: number,
): AccountFacts {
  const facts: AccountFacts = {
    ...emptyFacts(accountId),
    activity: activity && [...activity],
    activityFrom: [...activityFrom],
  };
  const oldest = oldestDay(nowMs);
  for (const fact of all) {
    if (fact.type === 'activity') {
      const { day, userId, channel, name, count } = fact;
      if (day >= oldest) facts.activity = [...(facts.activity ?? []), { day, userId, channel, name, count }];
    } else if (fact.type !== 'other' && fact.type !== 'product' && fact.type !== 'price')
      (facts[listOf[fact.type]] as Fact[]).push(fact);
  }
  facts.tickets = withoutCopies(facts.tickets);
  return facts;
}
