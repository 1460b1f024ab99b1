import { dayOf, type ReadEvent } from '../../server/domain/activity/event.ts';
import type { Sandbox } from '../../server/sandbox/startSandbox.ts';
import { individualOf } from '../../server/sandbox/world/consents.ts';
import { hubspotId, salesforceId, stripeId, zendeskId } from '../../server/sandbox/world/ids.ts';
import type { Customer, World } from '../../server/sandbox/world/types.ts';
import { saveEvents } from '../../server/store/activityWrites.ts';
import { saveDecision } from '../../server/store/decisions.ts';
import type { Store } from '../../server/store/openStore.ts';
import { acceptEvents } from '../../server/store/refetch.ts';

/** A customer that all four systems know, with one record in each. */
type Whole = Record<'salesforce' | 'hubspot' | 'zendesk' | 'stripe' | 'domain', string> & { customer: Customer };

function wholeCustomers(world: World): (n: number) => Whole {
  const found = world.customers.flatMap((customer): Whole[] => {
    const { salesforce, hubspot, zendesk, stripe, domain, subscriptions, invoices } = customer;
    const one = (records: readonly { id: string }[]) => (records.length === 1 ? records[0]?.id : undefined);
    const [a, b, c, d] = [one(salesforce), one(hubspot), one(zendesk), one(stripe)];
    if (!a || !b || !c || !d || !domain || subscriptions.length === 0 || invoices.length === 0) return [];
    return [{ customer, domain, salesforce: a, hubspot: b, zendesk: c, stripe: d }];
  });
  return (n) => {
    const one = found[n];
    if (!one)
      throw new Error(`The world has only ${found.length} customers that all systems know. Take more accounts.`);
    return one;
  };
}

/**
 * What happens at the vendors between two synchronisations: values change, records are deleted, merged on both sides of the house, moved
 * to another customer and added, a customer vanishes, one gets a parent. Throws when a record is not there.
 */
export function changeWorld({ world, vendors }: Pick<Sandbox, 'world' | 'vendors'>, atMs: number): void {
  const { salesforce, hubspot, zendesk, stripe } = vendors;
  const whole = wholeCustomers(world);
  const done: boolean[] = [];
  const note = (isDone: boolean) => void done.push(isDone);

  note(salesforce.change('Account', whole(0).salesforce, { Name: 'Renamed Industries SE', Tier__c: 'Gold' }, atMs));
  note(salesforce.remove('Account', whole(1).salesforce, atMs));
  // Two accounts of Salesforce become one, and two companies of HubSpot.
  note(
    salesforce.change(
      'Account',
      whole(2).salesforce,
      { IsDeleted: true, MasterRecordId: whole(3).salesforce },
      atMs + 1000,
    ),
  );
  note(hubspot.change('companies', whole(4).hubspot, { hs_merged_object_ids: whole(5).hubspot }, atMs));
  note(hubspot.remove('companies', whole(5).hubspot, atMs));
  // What is paid for another customer from now on, and a record that says it belongs to another one.
  const [subscription] = whole(6).customer.subscriptions;
  note(stripe.change('subscriptions', subscription?.id ?? '', { customer: whole(7).stripe }, atMs));
  note(stripe.change('customers', whole(8).stripe, { metadata: { salesforce_account_id: whole(0).salesforce } }, atMs));
  note(
    zendesk.change(
      'organizations',
      whole(7).zendesk,
      { external_id: whole(6).salesforce, domain_names: [whole(6).domain] },
      atMs,
    ),
  );
  const [invoice] = whole(0).customer.invoices;
  note(stripe.change('invoices', invoice?.id ?? '', { status: 'open', amount_remaining: 4711 }, atMs));
  const ticket = world.customers.flatMap((c) => c.tickets)[0];
  note(zendesk.change('tickets', ticket?.id ?? '', { priority: 'urgent', status: 'open' }, atMs));
  note(salesforce.change('Account', whole(4).salesforce, { ParentId: whole(6).salesforce }, atMs));
  // A parent that becomes a part of another customer: what its child says changes, although no record of the child does.
  const child = world.customers.find((c) => c.parent !== null && c.salesforce.length > 0);
  const parent = world.customers.find((c) => c.truthId === child?.parent)?.salesforce[0]?.id ?? '';
  const gone = { IsDeleted: true, MasterRecordId: whole(8).salesforce };
  note(salesforce.change('Account', parent, gone, atMs));
  // One customer that nobody knows any more.
  note(salesforce.remove('Account', whole(9).salesforce, atMs));
  note(hubspot.remove('companies', whole(9).hubspot, atMs));
  note(zendesk.remove('organizations', whole(9).zendesk, atMs));
  note(stripe.remove('customers', whole(9).stripe, atMs));
  // And one that is new.
  const [account, deal, organization] = [salesforceId('001', 90_001), salesforceId('006', 90_001), zendeskId(90_001)];
  const [paying, bought] = [stripeId('cus', 90_001), stripeId('sub', 90_001)];
  const name = 'Quillwort Robotics GmbH';
  const like = whole(0);
  const website = 'https://quillwort-robotics.example';
  note(salesforce.add('Account', like.salesforce, account, { Name: name, Website: website, ParentId: null }, atMs));
  note(
    salesforce.add(
      'Opportunity',
      world.customers.flatMap((c) => c.deals)[0]?.id ?? '',
      deal,
      { AccountId: account },
      atMs,
    ),
  );
  note(
    hubspot.add(
      'companies',
      like.hubspot,
      hubspotId(90_001),
      { name, domain: null, salesforceaccountid: account },
      atMs,
    ),
  );
  note(
    zendesk.add('organizations', like.zendesk, organization, { name, external_id: account, domain_names: [] }, atMs),
  );
  note(
    stripe.add(
      'customers',
      like.stripe,
      paying,
      { name, email: null, metadata: { salesforce_account_id: account } },
      atMs,
    ),
  );
  note(stripe.add('subscriptions', like.customer.subscriptions[0]?.id ?? '', bought, { customer: paying }, atMs));
  // Somebody does not want to be contacted any more. The contact itself stays as it was.
  const { people } = like.customer;
  const person = people.map((p) => individualOf(like.customer, p)).find((id) => id !== null);
  note(salesforce.change('Individual', person ?? '', { HasOptedOutSolicit: true }, atMs));
  const missing = done.indexOf(false);
  if (missing >= 0) throw new Error(`Change ${missing} of the world is about a record that is not there.`);
}

/**
 * What came in at the product itself meanwhile: a webhook about a record that is waiting to be fetched, events of people and groups, a
 * customer that a steward has split and two that are joined.
 */
export async function seedArrivals(store: Store, tenantId: string, world: World, atMs: number): Promise<void> {
  const whole = wholeCustomers(world);
  await acceptEvents(store, tenantId, 'stripe', [{ key: 'evt_drill', stream: 'customers', id: whole(8).stripe }], atMs);
  const events = Array.from({ length: 24 }, (_, i): ReadEvent => {
    const { domain, stripe } = whole(i % 10);
    const common = { messageId: `m${i}`, userId: `u${i}`, formerId: null, at: atMs - i * 60_000, day: dayOf(atMs) };
    // Some are known by their address, some by their group's site, some by an id of Stripe.
    const groupId = i % 3 === 0 ? null : i % 3 === 1 ? `g${i % 10}` : stripe;
    const group = { name: null, website: i % 3 === 1 ? `https://${domain}` : null };
    const email = i % 3 === 0 ? `user${i}@${domain}` : null;
    return { ...common, email, groupId, group, count: { channel: 'product', name: 'Report exported' } };
  });
  await saveEvents(store, tenantId, { sender: 'app', events, others: {} }, atMs);
  const record = (source: 'salesforce' | 'stripe', kind: string, id: string) => ({ source, kind, id });
  const decisions = [
    ['must', record('salesforce', 'Account', whole(10).salesforce), record('stripe', 'customer', whole(11).stripe)],
    ['cannot', record('salesforce', 'Account', whole(12).salesforce), record('stripe', 'customer', whole(12).stripe)],
  ] as const;
  for (const [verdict, a, b] of decisions) {
    const asked = { key: `drill-${verdict}`, verdict, a, b, reason: 'drill' };
    await saveDecision(store, tenantId, 'mona', asked, atMs);
  }
}
