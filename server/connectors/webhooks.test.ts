import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SignedVendor, signWebhook } from '../sandbox/signWebhook.ts';
import { signedUri } from './hubspot/webhook.ts';
import { connectors } from './registry.ts';
import { WebhookRefused } from './signature.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');
const url = 'https://alongside.example/v1/webhooks/x?tag=a%3Ab%2Fc';
const secrets = ['whsec_new_9K', 'whsec_old_4T'];
const bodies: Record<SignedVendor, string> = {
  stripe: JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'customer.subscription.updated',
    data: { object: { id: 'sub_1', object: 'subscription' } },
  }),
  hubspot: JSON.stringify([
    {
      eventId: 1,
      subscriptionId: 5,
      portalId: 24,
      occurredAt: 7,
      subscriptionType: 'deal.propertyChange',
      objectId: 101,
    },
    { eventId: 2, subscriptionType: 'object.deletion', objectTypeId: '0-1', objectId: 102, portalId: 24 },
    { eventId: 3, subscriptionType: 'company.merge', primaryObjectId: 103, mergedObjectIds: [104, 105], portalId: 24 },
    { eventId: 4, subscriptionType: 'ticket.associationChange', fromObjectId: 106, toObjectId: 9, portalId: 24 },
    { eventId: 5, subscriptionType: 'contact.creation', objectId: 107, portalId: 25 },
    { eventId: 6, subscriptionType: 'conversation.newMessage', objectId: 108, portalId: 24 },
  ]),
  zendesk: JSON.stringify({ id: 'abc-1', type: 'zen:event-type:ticket.status_changed', subject: 'zen:ticket:35436' }),
};
const vendors = Object.keys(bodies) as SignedVendor[];

function receive(
  vendor: SignedVendor,
  over: Partial<{
    body: string | Buffer;
    headers: Record<string, string>;
    nowMs: number;
    secrets: string[];
    uri: string;
  }> = {},
) {
  const signed = signWebhook(vendor, { url, body: bodies[vendor], secret: secrets[0] ?? '', atMs: nowMs });
  const headers: Record<string, string> = over.headers ?? signed;
  const delivery = {
    header: (name: string) => headers[name] ?? null,
    body: Buffer.from(over.body ?? bodies[vendor]),
    publicUri: over.uri ?? url,
    secrets: over.secrets ?? secrets,
    nowMs: over.nowMs ?? nowMs,
  };
  const config = { source: vendor, baseUrl: 'https://x.example', instance: '24', secret: 's' };
  return connectors[vendor].webhooks?.receive(delivery, config);
}

describe.each(vendors)('a webhook of %s', (vendor) => {
  it('is read when one of the secrets made its signature within five minutes', () => {
    for (const secret of secrets) {
      const headers = signWebhook(vendor, { url, body: bodies[vendor], secret, atMs: nowMs });
      expect(receive(vendor, { headers })?.length).toBeGreaterThan(0);
    }
    for (const offMs of [-299_000, 299_000]) expect(receive(vendor, { nowMs: nowMs + offMs })).toBeDefined();
  });

  it('is refused without a signature, with another secret, too late and too early', () => {
    expect(() => receive(vendor, { headers: {} })).toThrow(WebhookRefused);
    expect(() => receive(vendor, { secrets: ['another'] })).toThrow(WebhookRefused);
    for (const offMs of [-301_000, 301_001])
      expect(() => receive(vendor, { nowMs: nowMs + offMs })).toThrow(/five minutes/);
  });

  it('is refused when anything about it was changed', () => {
    const good = Buffer.from(bodies[vendor]);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const body = Buffer.from(good);
        body[at] = (body[at] ?? 0) ^ change;
        expect(() => receive(vendor, { body })).toThrow(WebhookRefused);
      }),
      { seed: 5, numRuns: 60 },
    );
    const headers = signWebhook(vendor, { url, body: bodies[vendor], secret: secrets[0] ?? '', atMs: nowMs });
    for (const name of Object.keys(headers)) {
      for (const value of [
        '',
        'x',
        `${headers[name]}0`,
        (headers[name] ?? '').replace(/\d/, (d) => String((Number(d) + 1) % 10)),
      ]) {
        if (vendor === 'stripe' && value.startsWith(headers[name] ?? ' ')) continue;
        expect(() => receive(vendor, { headers: { ...headers, [name]: value } }), value).toThrow(WebhookRefused);
      }
    }
  });

  it('that is signed but says nothing of use names nothing', () => {
    for (const body of ['{}', '[]', 'null', '"x"', '[null,{"subscriptionType":7}]']) {
      const headers = signWebhook(vendor, { url, body, secret: secrets[0] ?? '', atMs: nowMs });
      expect(receive(vendor, { body, headers })).toEqual([]);
    }
    const body = '{';
    const headers = signWebhook(vendor, { url, body, secret: secrets[0] ?? '', atMs: nowMs });
    expect(() => receive(vendor, { body, headers })).toThrow(SyntaxError);
  });
});

describe('what webhooks name', () => {
  it('is the object of a Stripe event, and the customer of a tax number', () => {
    expect(receive('stripe')).toEqual([{ key: 'evt_1', stream: 'subscriptions', id: 'sub_1' }]);
    const tax = JSON.stringify({ id: 'evt_2', data: { object: { id: 'txi_1', object: 'tax_id', customer: 'cus_1' } } });
    const headers = signWebhook('stripe', { url, body: tax, secret: secrets[1] ?? '', atMs: nowMs });
    expect(receive('stripe', { body: tax, headers })).toEqual([{ key: 'evt_2', stream: 'customers', id: 'cus_1' }]);
  });

  it('are the objects of this HubSpot portal, all of a merge', () => {
    expect(receive('hubspot')?.map(({ stream, id }) => `${stream} ${id}`)).toEqual([
      'deals 101',
      'contacts 102',
      'companies 103',
      'companies 104',
      'companies 105',
      'tickets 106',
    ]);
    expect(receive('hubspot')?.[0]?.key).toBe('1:5:7:deals:101');
  });

  it.each([
    [
      'the object that a merge has made',
      { subscriptionType: 'contact.merge', objectId: 3, primaryObjectId: 1, mergedObjectIds: [2], newObjectId: 4 },
      ['contacts 1', 'contacts 2', 'contacts 3', 'contacts 4'],
    ],
    [
      'both ends of an association, in the form of one type',
      {
        subscriptionType: 'company.associationChange',
        associationType: 'COMPANY_TO_DEAL',
        fromObjectId: 1,
        toObjectId: 2,
      },
      ['companies 1', 'deals 2'],
    ],
    [
      'both ends of an association, in the form of all types',
      {
        subscriptionType: 'object.associationChange',
        fromObjectTypeId: '0-5',
        toObjectTypeId: '0-2',
        fromObjectId: 1,
        toObjectId: 2,
      },
      ['companies 2', 'tickets 1'],
    ],
    ['nothing of a type that is a word of JavaScript', { subscriptionType: 'constructor.creation', objectId: 1 }, []],
  ])('is at HubSpot %s', (_what, event, named) => {
    const body = JSON.stringify([{ eventId: 1, occurredAt: 7, portalId: 24, ...event }]);
    const headers = signWebhook('hubspot', { url, body, secret: secrets[0] ?? '', atMs: nowMs });
    const found = new Set(receive('hubspot', { body, headers })?.map(({ stream, id }) => `${stream} ${id}`));
    expect([...found].sort()).toEqual(named);
  });

  it('is another one of HubSpot each time it is sent, if it has neither number nor time', () => {
    const body = JSON.stringify([{ portalId: 24, subscriptionType: 'deal.propertyChange', objectId: 101 }]);
    const keyAt = (atMs: number) =>
      receive('hubspot', { body, headers: signWebhook('hubspot', { url, body, secret: secrets[0] ?? '', atMs }) })?.[0]
        ?.key;
    expect(keyAt(nowMs)).toBe(keyAt(nowMs));
    expect(keyAt(nowMs + 1)).not.toBe(keyAt(nowMs));
  });

  it('is the subject of a Zendesk event', () => {
    expect(receive('zendesk')).toEqual([{ key: 'abc-1', stream: 'tickets', id: '35436' }]);
  });
});

describe('the address that HubSpot signs', () => {
  it('is the public one, with some characters decoded', () => {
    expect(signedUri('https://x.example/a?b=%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B')).toBe(
      "https://x.example/a?b=:/?@!$'()*,;",
    );
    expect(signedUri('https://x.example/a%20b?c=%26%3d%23%C3%A4')).toBe('https://x.example/a%20b?c=%26%3d%23%C3%A4');
    expect(() => receive('hubspot', { uri: url.replace('https', 'http') })).toThrow(WebhookRefused);
    expect(() => receive('hubspot', { uri: url.replace('/x?', '/y?') })).toThrow(WebhookRefused);
  });
});
