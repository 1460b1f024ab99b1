import { describe, expect, it } from 'vitest';
import { Contradiction } from '../../lib/contract/quality.ts';
import {
  accountFacts,
  company,
  contract,
  daysAgo,
  nowMs,
  person,
  subscription,
  ticket,
  usd,
} from '../../tests/support/facts.ts';
import { contradictions, foreignDomains, type Holders } from './contradictions.ts';

const of = (some: Parameters<typeof accountFacts>[0], holders: Holders = new Map()) => {
  const found = contradictions(accountFacts(some), holders, nowMs);
  for (const one of found) expect(Contradiction.parse(one)).toEqual(one);
  return found;
};
const day = (days: number) => new Date(daysAgo(days)).toISOString().slice(0, 10);
const yearly = (some = {}) =>
  subscription({ plans: [{ name: 'G', quantity: 1, interval: 'year' }], renewsAt: daysAgo(-40), ...some });

describe('contradictions', () => {
  it('finds a contract that ends on another day than billing renews, from a week on', () => {
    const late = contract({ endsOn: day(-60) });
    expect(of({ contracts: [late], subscriptions: [yearly()] })).toEqual([
      {
        what: 'renewalDate',
        sides: [
          { value: day(-60), system: 'salesforce', at: new Date(nowMs).toISOString(), url: late.url },
          expect.objectContaining({ value: day(-40), system: 'stripe' }),
        ],
      },
    ]);
    expect(of({ contracts: [contract({ endsOn: day(-47) })], subscriptions: [yearly()] })).toEqual([]);
    expect(of({ contracts: [late], subscriptions: [subscription({ renewsAt: daysAgo(-5) })] })).toEqual([]);
    expect(of({ contracts: [contract({ endsOn: day(-60), status: 'Draft' })], subscriptions: [yearly()] })).toEqual([]);
    expect(of({ contracts: [late] })).toEqual([]);
  });

  it('finds none where a contract ends with the term, or so many terms later', () => {
    const contracts = (...list: Parameters<typeof contract>[0][]) => list.map((some) => contract(some));
    const plus = (years: number, days = 0) => {
      const date = new Date(daysAgo(-40 - days));
      date.setUTCFullYear(date.getUTCFullYear() + years);
      return date.toISOString().slice(0, 10);
    };
    const found = (...list: Parameters<typeof contract>[0][]) =>
      of({ contracts: contracts(...list), subscriptions: [yearly()] }).map((c) => c.sides[0]?.value);
    // The one of next year is signed already; another one is of three years and billed by the year.
    expect(found({ endsOn: day(-40) }, { endsOn: day(-500) })).toEqual([]);
    for (const years of [1, 2, 4]) expect(found({ endsOn: plus(years, 5) })).toEqual([]);
    expect(found({ endsOn: plus(2, 9) })).toEqual([plus(2, 9)]);
    expect(found({ endsOn: plus(-1) })).toEqual([plus(-1)]);
    // What was sold lasts longer than what was agreed.
    const asset = { key: { source: 'salesforce' as const, kind: 'Asset', id: 'a' }, endsOn: day(-900) };
    expect(found({ endsOn: day(-60) }, asset)).toEqual([day(-60)]);
    expect(found({ endsOn: day(-41) }, asset)).toEqual([]);
  });

  it('finds it beside an add-on that is paid by the month', () => {
    const contracts = [contract({ endsOn: day(-60) })];
    const subscriptions = [yearly(), subscription({ renewsAt: daysAgo(-5) })];
    expect(of({ contracts, subscriptions })).toMatchObject([
      { what: 'renewalDate', sides: [{ value: day(-60) }, { value: day(-40) }] },
    ]);
    expect(of({ contracts: [contract({ endsOn: day(-40) })], subscriptions })).toEqual([]);
    const mixed = subscription({ plans: [...yearly().plans, ...subscription().plans], renewsAt: daysAgo(-40) });
    const sides = of({ contracts, subscriptions: [mixed, yearly({ startedAt: daysAgo(70) })] })[0]?.sides;
    expect(sides?.[1]?.at).toBe(new Date(daysAgo(70)).toISOString());
    const three = yearly({ plans: [{ name: 'G', quantity: 1, interval: 'year', every: 3, endsAt: daysAgo(-40) }] });
    expect(of({ contracts, subscriptions: [three] })).toHaveLength(1);
  });

  it('does not believe an account that was merged into another', () => {
    const left = { owner: { name: 'Rhea', email: null }, ownerActive: false, arr: usd(1), status: 'Customer' };
    const survivor = company({ websites: ['https://acme.com'] });
    const loser = company({
      ...left,
      websites: ['https://oldacme.com'],
      crossIds: [{ source: 'salesforce', id: survivor.key.id }],
    });
    const companies = [loser, survivor];
    expect(of({ companies, subscriptions: [subscription()] })).toEqual([]);
    expect(of({ companies, subscriptions: [subscription({ status: 'canceled' })] })).toEqual([]);
    expect(of({ companies: [company(left), survivor], subscriptions: [subscription()] })).toHaveLength(2);
    const people = [person({ key: { source: 'zendesk', kind: 'user', id: '1' }, email: 'a@oldacme.com' })];
    expect(of({ companies, people, tickets: [ticket({ requesterId: '1', createdAt: daysAgo(1) })] })).toEqual([]);
  });

  it('finds revenue that was typed otherwise than it is billed, beyond 5 %', () => {
    const typed = (amountMinor: number) => ({
      companies: [company({ arr: usd(amountMinor) })],
      subscriptions: [subscription()],
    });
    expect(of(typed(1_260_00))).toEqual([]);
    expect(of(typed(1_260_01))).toMatchObject([
      { what: 'arr', sides: [{ amount: usd(1_260_01) }, { amount: usd(1_200_00), system: 'stripe' }] },
    ]);
    expect(of(typed(1_139_99))).toHaveLength(1);
    const euro = {
      companies: [company({ arr: { amountMinor: 1, currency: 'EUR' } })],
      subscriptions: [subscription()],
    };
    expect(of(euro)).toEqual([]);
    // Nobody knows how much is missing to what was typed.
    const others = [subscription({ arr: { amountMinor: 5, currency: 'EUR' } }), subscription({ arr: null })];
    for (const other of others) expect(of({ ...typed(2_000_00), subscriptions: [subscription(), other] })).toEqual([]);
    expect(of({ companies: [company({ arr: usd(1) })] })).toEqual([]);
  });

  it('finds a customer whose subscriptions have all ended', () => {
    const ended = subscription({ status: 'canceled', canceledAt: daysAgo(30) });
    const crm = company({ status: 'Customer - Direct' });
    expect(of({ companies: [crm], subscriptions: [ended] })).toMatchObject([
      {
        what: 'status',
        sides: [{ value: 'Customer - Direct' }, { value: 'cancelled', at: new Date(daysAgo(30)).toISOString() }],
      },
    ]);
    const never = subscription({ status: 'incomplete_expired' });
    expect(of({ companies: [crm], subscriptions: [never, ended] })).toHaveLength(1);
    expect(of({ companies: [crm], subscriptions: [never] })).toEqual([]);
    expect(of({ companies: [crm], subscriptions: [ended, subscription()] })).toEqual([]);
    expect(of({ companies: [company({ status: 'Prospect' })], subscriptions: [ended] })).toEqual([]);
    expect(of({ companies: [crm] })).toEqual([]);
  });

  it('finds an owner who left', () => {
    const owner = { name: 'Rhea', email: null };
    expect(of({ companies: [company({ owner, ownerActive: false })] })).toMatchObject([
      { what: 'owner', sides: [{ value: 'Rhea', system: 'salesforce' }] },
    ]);
    const key = { source: 'file' as const, kind: 'company', id: '0' };
    const imported = company({ key, owner: { name: 'Uma', email: null }, ownerActive: false });
    expect(of({ companies: [imported, company({ owner, ownerActive: false })] })).toMatchObject([
      { sides: [{ value: 'Rhea', system: 'salesforce' }] },
    ]);
    expect(of({ companies: [company({ owner, ownerActive: true }), company({ owner, ownerActive: null })] })).toEqual(
      [],
    );
  });

  it('finds requesters who write from another company, each domain once', () => {
    const companies = [company({ websites: ['https://acme.com'] })];
    const who = (id: string, email: string) => person({ key: { source: 'zendesk', kind: 'user', id }, email });
    const people = [who('1', 'a@birch.com'), who('2', 'b@acme.com'), who('3', 'c@gmail.com')];
    const asked = (requesterId: string, days = 1) => ticket({ requesterId, createdAt: daysAgo(days) });
    expect(of({ companies, people, tickets: [asked('1'), asked('1'), asked('2'), asked('3')] })).toMatchObject([
      { what: 'requesterDomain', sides: [{ value: 'birch.com', system: 'zendesk' }, { value: 'acme.com' }] },
    ]);
    expect(of({ companies, people, tickets: [asked('1', 91)] })).toEqual([]);
    expect(of({ companies: [company()], people, tickets: [asked('1')] })).toEqual([]);
    expect(foreignDomains(accountFacts({ companies, people, tickets: [asked('1'), asked('3')] }), nowMs)).toEqual([
      'birch.com',
    ]);
  });

  it('takes none of our own people for a stranger', () => {
    const companies = [company({ websites: ['https://acme.com'] })];
    const people = [person({ key: { source: 'zendesk', kind: 'user', id: '1' }, email: 'agent@cobalt.example' })];
    const facts = { companies, people, tickets: [ticket({ requesterId: '1', createdAt: daysAgo(1) })] };
    expect(of(facts)).toHaveLength(1);
    expect(of({ ...facts, ownDomains: ['cobalt.example'] })).toEqual([]);
  });

  it('says whose the domain of such a requester is: of one, of several, or of nobody that is known', () => {
    const companies = [company({ websites: ['https://acme.com'] })];
    const people = [person({ key: { source: 'zendesk', kind: 'user', id: '1' }, email: 'a@birch.com' })];
    const facts = { companies, people, tickets: [ticket({ requesterId: '1', createdAt: daysAgo(1) })] };
    const birch = { accountId: 'acc_2', name: 'Birch' };
    expect(of(facts, new Map([['birch.com', birch]]))).toMatchObject([{ what: 'requesterDomain', holder: birch }]);
    expect(of(facts, new Map([['birch.com', null]]))).toMatchObject([{ holder: null }]);
    expect(of(facts, new Map([['cedar.com', birch]]))[0]).not.toHaveProperty('holder');
  });
});
