import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildWorld } from '../world/buildWorld.ts';
import { priceObjects, productObjects } from './stripeCatalogue.ts';
import { customerObject, subscriptionObject } from './stripeObjects.ts';
import { chargeObject, disputeObject, invoiceObject } from './stripePayments.ts';
import { creditNoteObject, refundObject } from './stripeReturns.ts';

type Json = Record<string, unknown>;
/** Stripe's published examples; source and licence stand in the file. */
const { resources } = JSON.parse(
  readFileSync(new URL('../../../tests/fixtures/stripeObjects.json', import.meta.url), 'utf8'),
) as { resources: Record<string, Json> };

const world = buildWorld({ seed: 7, accounts: 200, nowMs: Date.parse('2026-11-21T00:00:00Z') });
const sent = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json;
const made: Record<string, Json[]> = {
  customer: world.customers.flatMap((c) => c.stripe.map((record) => sent(customerObject(c, record)))),
  subscription: world.customers.flatMap((c) => c.subscriptions.map((sub) => sent(subscriptionObject(c, 'cus_1', sub)))),
  invoice: world.customers.flatMap((c) => c.invoices.map((invoice) => sent(invoiceObject(c, 'cus_1', invoice)))),
  charge: world.customers.flatMap((c) => c.charges.map((charge) => sent(chargeObject(c, 'cus_1', charge)))),
  refund: world.customers.flatMap((c) => c.refunds.map((refund) => sent(refundObject(c, refund)))),
  credit_note: world.customers.flatMap((c) => c.creditNotes.map((note) => sent(creditNoteObject(c, 'cus_1', note)))),
  product: productObjects(world).map(sent),
  price: priceObjects(world).map(sent),
  dispute: world.customers.flatMap((c) => c.disputes.map((dispute) => sent(disputeObject(c, dispute)))),
};

/** The first item of a list object. */
function firstOf(list: unknown): Json {
  return ((list as { data: Json[] }).data[0] ?? {}) as Json;
}

describe("the sandbox's Stripe objects", () => {
  it.each(Object.keys(made))('%s has exactly the keys of the published one', (name) => {
    const keys = Object.keys(resources[name] ?? {}).sort();
    expect(keys.length).toBeGreaterThan(10);
    expect(made[name]?.length).toBeGreaterThan(3);
    for (const object of made[name] ?? []) expect(Object.keys(object).sort()).toEqual(keys);
  });

  it('has the keys of a published item and price in each subscription', () => {
    const published = firstOf(resources.subscription?.items);
    for (const subscription of made.subscription ?? []) {
      const item = firstOf(subscription.items);
      expect(Object.keys(item)).toEqual(expect.arrayContaining(Object.keys(published)));
      expect(Object.keys(item.price as Json)).toEqual(expect.arrayContaining(Object.keys(published.price as Json)));
    }
  });

  it('has values of the published type wherever both are set', () => {
    const kind = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);
    for (const [name, objects] of Object.entries(made)) {
      for (const object of objects) {
        const differing = Object.entries(resources[name] ?? {}).filter(
          ([key, value]) => value !== null && object[key] !== null && kind(value) !== kind(object[key]),
        );
        expect(differing.map(([key]) => `${name}.${key}`)).toEqual([]);
      }
    }
  });

  it('states amounts in whole minor units and instants in whole seconds', () => {
    for (const object of Object.values(made).flat()) {
      for (const key of ['amount', 'amount_due', 'amount_remaining', 'total', 'created', 'due_date']) {
        const value = object[key];
        if (value !== undefined && value !== null) expect(Number.isSafeInteger(value), key).toBe(true);
      }
      expect(object.created as number).toBeLessThan(world.nowMs / 1000 + 1);
    }
  });
});
