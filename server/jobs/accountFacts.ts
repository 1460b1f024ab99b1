import type { AccountFacts, ActivityDay, Fact } from '../domain/model.ts';

/** An account of which nothing is known. */
export function emptyFacts(accountId: string): AccountFacts {
  return {
    accountId,
    companies: [],
    people: [],
    deals: [],
    contracts: [],
    tickets: [],
    subscriptions: [],
    invoices: [],
    disputes: [],
    payments: [],
    orders: [],
    refunds: [],
    credits: [],
    activity: null,
  };
}

const listOf = {
  company: 'companies',
  person: 'people',
  deal: 'deals',
  contract: 'contracts',
  ticket: 'tickets',
  subscription: 'subscriptions',
  invoice: 'invoices',
  dispute: 'disputes',
  payment: 'payments',
  order: 'orders',
  refund: 'refunds',
  credit: 'credits',
} as const satisfies Partial<Record<Fact['type'], keyof AccountFacts>>;

/**
 * Sorts the facts of one account by what they are; those that count nowhere are left out. `activity`: what events told, null when nothing
 * tells of activity.
 */
export function gatherFacts(
  accountId: string,
  all: Iterable<Fact>,
  activity: readonly ActivityDay[] | null,
): AccountFacts {
  const facts: AccountFacts = { ...emptyFacts(accountId), activity: activity && [...activity] };
  for (const fact of all) {
    if (fact.type === 'activity') {
      const { day, userId, channel, name, count } = fact;
      facts.activity = [...(facts.activity ?? []), { day, userId, channel, name, count }];
    } else if (fact.type !== 'other') (facts[listOf[fact.type]] as Fact[]).push(fact);
  }
  return facts;
}
