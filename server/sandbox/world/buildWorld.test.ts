import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { worldTruth } from '../truth.ts';
import { buildWorld } from './buildWorld.ts';
import { heroes } from './heroes.ts';
import { hubspotId, salesforceId, stripeId, zendeskId } from './ids.ts';
import { createRandom } from './random.ts';
import { sharedRecords } from './sharedRecords.ts';

const nowMs = Date.parse('2026-11-21T00:00:00Z');
const world = buildWorld({ seed: 7, accounts: 200, nowMs });
const { customers } = world;

describe('the world', () => {
  it('is the same for the same seed, to the byte, and another for another seed', () => {
    const bytes = (seed: number) => JSON.stringify(buildWorld({ seed, accounts: 60, nowMs }));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        expect(bytes(seed)).toBe(bytes(seed));
        expect(bytes(seed)).not.toBe(bytes(seed + 1));
      }),
      { numRuns: 10 },
    );
  });

  it('has as many customers as asked, the heroes first whatever the seed', () => {
    expect(customers).toHaveLength(200);
    for (const seed of [1, 2, 3]) {
      const { customers: some } = buildWorld({ seed, accounts: 12, nowMs });
      for (const hero of Object.values(heroes)) expect(some[hero.index]?.name).toBe(hero.name);
    }
    expect(buildWorld({ seed: 1, accounts: 3, nowMs }).customers).toHaveLength(3);
  });

  it('has the records of two customers whatever the seed', () => {
    for (const seed of [1, 2, 3]) {
      const { customers: some } = buildWorld({ seed, accounts: 12, nowMs });
      const [from, to] = [some[heroes.bridgepoint.index], some[heroes.larkspur.index]];
      const asked = from?.tickets.find((t) => t.id === sharedRecords.copiedTicket);
      expect(to?.people).toEqual(expect.arrayContaining(asked?.copied ?? []));
      expect(asked?.copied).toHaveLength(1);
      const companies = [heroes.bridgepoint.hubspotCompany, heroes.larkspur.hubspotCompany];
      const of = (id: string) => some.flatMap((c) => c.people).find((p) => p.hubspotId === id)?.hubspotCompanies;
      expect(of(sharedRecords.primaryContact)).toEqual({ ids: companies, primary: heroes.bridgepoint.hubspotCompany });
      expect(of(sharedRecords.undecidedContact)).toEqual({ ids: companies, primary: null });
      const { requester } = to?.tickets.find((t) => t.id === sharedRecords.ticketWithoutOrganization) ?? {};
      expect([requester?.inOrganization, requester?.email.split('@')[1]]).toEqual([false, heroes.larkspur.domain]);
    }
  });

  it('gives every record an id of its own, in the form of its system', () => {
    const ids = customers.flatMap((c) => [
      ...c.salesforce.map((r) => r.id),
      ...c.hubspot.map((r) => r.id),
      ...c.zendesk.map((r) => r.id),
      ...c.stripe.map((r) => r.id),
      ...c.people.flatMap((p) => [p.salesforceId, p.hubspotId, p.zendeskId].filter((id) => id !== null)),
      ...c.deals.flatMap((d) => [d.id, d.hubspotId]),
      ...c.tickets.map((t) => `ticket ${t.id}`),
      ...[...c.subscriptions, ...c.invoices, ...c.charges, ...c.disputes].map((o) => o.id),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids.filter((i) => i.startsWith('001'))) expect(canonicalSalesforceId(id)).toBe(id);
  });

  it('is coherent: disputes have their charge, tickets their requester, billing its customer', () => {
    for (const c of customers) {
      const charges = new Set(c.charges.map((charge) => charge.id));
      for (const dispute of c.disputes) expect(charges.has(dispute.chargeId)).toBe(true);
      for (const ticket of c.tickets) expect(c.people).toContain(ticket.requester);
      if (c.stripe.length === 0) expect(c.subscriptions.length + c.invoices.length + c.charges.length).toBe(0);
      if (c.parent) expect(customers.some((o) => o.truthId === c.parent && o.parent === null)).toBe(true);
    }
  });

  it('is coherent in time and money', () => {
    for (const c of customers) {
      for (const t of c.tickets) {
        expect(t.createdAt).toBeLessThanOrEqual(nowMs);
        expect(t.solvedAt !== null).toBe(t.status === 'solved' || t.status === 'closed');
        if (t.solvedAt !== null) expect(t.solvedAt).toBeLessThanOrEqual(nowMs);
        if (t.firstReplyMin !== null && t.resolutionMin !== null)
          expect(t.firstReplyMin).toBeLessThanOrEqual(t.resolutionMin);
      }
      for (const i of c.invoices) {
        expect(Number.isSafeInteger(i.totalMinor) && i.totalMinor > 0).toBe(true);
        expect(i.status === 'paid').toBe(i.paidAt !== null && i.remainingMinor === 0);
        expect(i.createdAt).toBeLessThanOrEqual(nowMs);
      }
    }
  });

  it('is messy as real ones are', () => {
    // The rarest kinds of mess need a larger world to be there for sure.
    const { customers: many } = buildWorld({ seed: 7, accounts: 1000, nowMs });
    const accountIds = new Set(many.flatMap((c) => c.salesforce.map((r) => r.id.slice(0, 15))));
    const isUnknown = (claim: string | undefined) => claim !== undefined && !accountIds.has(claim.slice(0, 15));
    const some = (name: string, count: number) => expect([name, count > 0]).toEqual([name, true]);
    some('duplicates', many.filter((c) => c.salesforce.length > 1 || c.hubspot.length > 1).length);
    some('subsidiaries', many.filter((c) => c.parent !== null).length);
    some('free mail', many.filter((c) => c.domain === null).length);
    some('missing websites', many.flatMap((c) => c.salesforce).filter((r) => r.website === null).length);
    some('disputes', many.filter((c) => c.disputes.length > 0).length);
    some('failed payments', many.flatMap((c) => c.charges).filter((charge) => !charge.succeeded).length);
    some('escalations', many.flatMap((c) => c.tickets).filter((t) => t.tags.includes('escalated')).length);
    some('departed champions', many.flatMap((c) => c.people).filter((p) => p.leftAt !== null).length);
    some('wrong ids', many.filter((c) => c.stripe.some((r) => isUnknown(r.metadata.salesforce_account_id))).length);
    expect(new Set(many.map((c) => c.country.currency)).size).toBeGreaterThan(4);
    const shared = many.filter((c) => c.domain && many.some((o) => o !== c && o.domain === c.domain));
    some('shared domains', shared.length);
  });

  it('has a truth about every customer', () => {
    const truth = worldTruth(world);
    expect(truth.map((t) => t.truthId)).toEqual(customers.map((c) => c.truthId));
    expect(truth[heroes.northwind.index]).toMatchObject({
      arr: { USD: 119_000 * 120 },
      overdueMinor: 420_000,
      overdueInvoices: 1,
      openTickets: 2,
      renewsAt: new Date(nowMs + 23 * 86_400_000).toISOString(),
    });
  });
});

describe('ids', () => {
  it('are different for different numbers', () => {
    const number = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        fc.pre(a !== b);
        for (const make of [
          hubspotId,
          zendeskId,
          (n: number) => salesforceId('001', n),
          (n: number) => stripeId('cus', n),
        ])
          expect(make(a)).not.toBe(make(b));
      }),
    );
  });
});

describe('createRandom', () => {
  it('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(50), (seed, lo, span) => {
        const random = createRandom(seed);
        const next = random.next();
        expect(next >= 0 && next < 1).toBe(true);
        const n = random.int(lo, lo + span);
        expect(n >= lo && n <= lo + span && Number.isInteger(n)).toBe(true);
      }),
    );
    expect(() => createRandom(1).pick([])).toThrow(RangeError);
  });
});
