import { afterEach, describe, expect, it } from 'vitest';
import {
  sendJson,
  startVendorServer,
  type VendorServer,
  vendorConfig,
  vendorDeps,
} from '../../../tests/support/vendorServer.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { hasGood } from '../fieldDrift.ts';
import { reliedOnFields } from '../reliedOn.ts';
import { failedInputs, nextAfter } from './answers.ts';
import { hubspot } from './hubspot.ts';

let server: VendorServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const stamp = '2026-11-01T00:00:00Z';
const object = (id: string) => ({
  id,
  properties: {
    hs_lastmodifieddate: stamp,
    lastmodifieddate: stamp,
    email: `p${id}@example.com`,
    hubspot_owner_id: '7',
  },
});
const missing = (category: string) => ({ status: 'error', category });
/** What a portal answers, by a part of the path; the first that fits counts. */
const good: Record<string, unknown> = {
  '/account-info/': { companyCurrency: 'EUR', additionalCurrencies: ['USD'] },
  '/crm/properties/': { results: [{ name: 'account_id' }] },
  '/crm/owners/': { results: [{ id: '7', firstName: 'Ada' }] },
  '/crm/associations/': { results: [{ from: { id: '1' }, to: [{ toObjectId: 9 }] }] },
  '/communication-preferences/': {
    results: [{ subscriberIdString: 'p1@example.com', statuses: [{ status: 'SUBSCRIBED' }] }],
  },
  '/search': { results: [object('1'), object('2')] },
  '/batch/read': { results: [object('1'), object('2')] },
  '/crm/objects/': { results: [object('1'), object('2')] },
};

async function portal(over: Record<string, unknown> = {}) {
  const answers: Record<string, unknown> = { ...over, ...good, ...over };
  server = await startVendorServer((request, response) => {
    const part = Object.keys(answers).find((one) => request.url.includes(one)) ?? '';
    const archived = request.url.includes('archived=true');
    sendJson(response, archived ? { results: [] } : answers[part]);
  });
  return vendorConfig('hubspot', server.url);
}
const changes = JSON.stringify({ fromMs: null, id: null, topMs: Date.parse(stamp) });

async function pull(stream: string, over: Record<string, unknown> = {}, cursor: string | null = null) {
  const config = await portal(over);
  const records: RawRecord[] = [];
  for await (const page of hubspot.pull(config, stream, cursor, vendorDeps())) records.push(...page.records);
  return records;
}
const bad = { kind: 'badAnswer', source: 'hubspot' };

describe('an answer of HubSpot', () => {
  it.each([
    ['deals', '/crm/objects/', null],
    ['deals', '/search', changes],
    ['deals', '/crm/associations/', null],
    ['companies', '/crm/owners/', null],
    ['companies', '/crm/properties/', null],
    ['contacts', '/communication-preferences/', null],
  ])('about %s without the list of %s is an error, and not nothing', async (stream, path, cursor) => {
    expect(await pull(stream, {}, cursor)).toHaveLength(2);
    await server?.close();
    await expect(pull(stream, { [path]: { status: 'COMPLETE' } }, cursor)).rejects.toMatchObject(bad);
  });

  it.each([
    ['deals', '/crm/associations/', [{ from: { id: '1' } }]],
    ['deals', '/crm/associations/', [{ source: { id: '1' }, to: [] }]],
    ['companies', '/crm/owners/', [{ ownerId: '7' }]],
    ['companies', '/crm/properties/', [{ label: 'Account id' }]],
    ['contacts', '/communication-preferences/', [{ subscriberIdString: 'p1@example.com' }]],
    ['contacts', '/communication-preferences/', [{ address: 'p1@example.com', statuses: [] }]],
  ])('about %s with rows of %s of which none says what it was read for is one, too', async (stream, path, results) => {
    await expect(pull(stream, { [path]: { results } })).rejects.toMatchObject(bad);
  });

  it('that some have no associations or subscriptions is believed; that they were not looked up is not', async () => {
    const answers = (category: string) => ({
      '/crm/associations/': { ...(good['/crm/associations/'] as object), errors: [missing(category)] },
      '/communication-preferences/': {
        ...(good['/communication-preferences/'] as object),
        errors: [missing(category)],
      },
    });
    const known = { associations: { companies: [{ toObjectId: 9 }] }, subscriptions: [{ status: 'SUBSCRIBED' }] };
    const [first, second] = await pull('contacts', answers('OBJECT_NOT_FOUND'));
    expect(first?.body).toMatchObject(known);
    expect(second?.body).toMatchObject({ associations: { companies: [] }, subscriptions: [] });
    await server?.close();
    const [read, unread] = await pull('contacts', answers('INTERNAL_ERROR'));
    expect(read?.body).toMatchObject(known);
    expect(unread?.body).toMatchObject({ associations: {} });
    expect(unread?.body).not.toHaveProperty('associations.companies');
    expect(unread?.body).not.toHaveProperty('subscriptions');
    // What is left out is seen as missing, so that the stored value stays.
    const doubtful = Object.entries(reliedOnFields('hubspot', 'contacts')).flatMap(([field, type]) =>
      hasGood(unread?.body, field, type) ? [] : field,
    );
    expect(doubtful).toEqual(expect.arrayContaining(['associations.companies', 'subscriptions']));
    expect(hasGood(read?.body, 'associations.companies', 'list')).toBe(true);
  });

  it('to a webhook leaves out what is gone, and counts what cannot be read or was not looked up', async () => {
    const odd = { ...object('2'), properties: {} };
    const refetch = async (answer: object) => {
      const config = await portal({ '/crm/objects/2026-03/deals/batch/read': answer });
      const found = await hubspot.webhooks?.refetch(config, 'deals', ['1', '2', '3'], vendorDeps());
      await server?.close();
      return [found?.records.map((r) => r.id), found?.unreadable];
    };
    const gone = { numErrors: 1, errors: [missing('OBJECT_NOT_FOUND')] };
    expect(await refetch({ results: [object('1')], ...gone })).toEqual([['1'], 0]);
    expect(await refetch({ results: [object('1'), odd], ...gone })).toEqual([['1'], 1]);
    expect(await refetch({ results: [odd] })).toEqual([[], 1]);
    expect(await refetch({ results: [], errors: [missing('INTERNAL_ERROR')] })).toEqual([[], 1]);
    await expect(refetch({ status: 'COMPLETE' })).rejects.toMatchObject(bad);
  });

  it('ends without a next page, goes on after one, and does not end with one that cannot be read', () => {
    expect(nextAfter({ results: [] }, 'deals')).toBe(null);
    expect(nextAfter({ paging: { next: { after: '9' } } }, 'deals')).toBe('9');
    expect(nextAfter({ paging: { next: { after: 9 } } }, 'deals')).toBe('9');
    expect(() => nextAfter({ paging: { next: { link: 'x' } } }, 'deals')).toThrow(/deals/);
    expect(failedInputs({ errors: [missing('OBJECT_NOT_FOUND'), missing('X'), {}] })).toBe(2);
  });
});

it('the portal’s own properties that hold ids of other systems are asked for, and are no claim of a Salesforce account', async () => {
  const properties = [
    'account_id',
    'customer_number',
    'Salesforce_Account_ID',
    'hs_object_id',
    'external_id_old',
    'notes',
  ];
  const [company] = await pull('companies', { '/crm/properties/': { results: properties.map((name) => ({ name })) } });
  const asked = server?.requests.find((request) => request.includes('/crm/objects/')) ?? '';
  const names = new URL(asked.replace(/^\w+ /, ''), 'http://x').searchParams.get('properties')?.split(',') ?? [];
  expect(names).toEqual(expect.arrayContaining(['account_id', 'customer_number', 'Salesforce_Account_ID', 'name']));
  for (const name of ['notes', 'external_id_old']) expect(names).not.toContain(name);
  expect(company?.body).toMatchObject({ salesforceProperties: ['Salesforce_Account_ID'] });
});
