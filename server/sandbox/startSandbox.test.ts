import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sandboxSecrets } from './instances.ts';
import { type Sandbox, startSandbox } from './startSandbox.ts';

type Json = Record<string, unknown>;
const nowMs = Date.parse('2026-11-21T00:00:00Z');
const authorization = {
  salesforce: `Bearer ${sandboxSecrets.salesforce}`,
  hubspot: `Bearer ${sandboxSecrets.hubspot}`,
  zendesk: `Basic ${Buffer.from(sandboxSecrets.zendesk).toString('base64')}`,
  stripe: `Bearer ${sandboxSecrets.stripe}`,
} as const;
type Vendor = keyof typeof authorization;
const query = (soql: string) => `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, seed: 7, accounts: 200, nowMs });
});
afterAll(() => sandbox?.close());

function call(vendor: Vendor, path: string, init: RequestInit = {}, at = sandbox): Promise<Response> {
  const headers = { authorization: authorization[vendor], ...(init.headers as Record<string, string>) };
  return fetch(path.startsWith('http') ? path : `${at.url}/${vendor}${path}`, { ...init, headers });
}
async function read(vendor: Vendor, path: string, init: RequestInit = {}): Promise<Json> {
  const response = await call(vendor, path, init);
  expect(response.status, path).toBe(200);
  return (await response.json()) as Json;
}
const rows = (value: unknown) => value as Json[];

describe('the bytes', () => {
  it('are the same for the same seed, and others for another', async () => {
    const [same, other] = await Promise.all(
      [7, 8].map((seed) => startSandbox({ port: 0, seed, accounts: 200, nowMs })),
    );
    if (!same || !other) throw new Error('no sandbox');
    const pages: [Vendor, string][] = [
      ['salesforce', query('SELECT Id, Name, Website FROM Account ORDER BY SystemModstamp, Id')],
      ['hubspot', '/crm/objects/2026-03/companies?limit=100&properties=name,domain'],
      ['zendesk', '/api/v2/incremental/tickets/cursor.json?start_time=0'],
      ['stripe', '/v1/invoices?limit=100'],
    ];
    for (const [vendor, path] of pages) {
      // The address of the server stands in absolute links; it is not part of the world.
      const text = async (at: Sandbox) => (await (await call(vendor, path, {}, at)).text()).replaceAll(at.url, '');
      expect(await text(same), vendor).toBe(await text(sandbox));
      expect(await text(other), vendor).not.toBe(await text(sandbox));
    }
    await Promise.all([same.close(), other.close()]);
  });
});

describe('paging covers every row exactly once', () => {
  const whole = (ids: readonly unknown[], count: number) => {
    expect(ids).toHaveLength(count);
    expect(new Set(ids).size).toBe(count);
  };

  const objects = ['Account', 'Contact', 'Opportunity', 'Contract', 'Case', 'Lead', 'ObjectTerritory2Association'];
  it.each(objects)('Salesforce %s', async (object) => {
    const { totalSize } = await read('salesforce', query(`SELECT COUNT() FROM ${object}`));
    const ids: unknown[] = [];
    const init = { headers: { 'sforce-query-options': 'batchSize=200' } };
    let pages = 0;
    for (let path: string | undefined = query(`SELECT Id FROM ${object} ORDER BY SystemModstamp, Id`); path; pages++) {
      const page: Json = await read('salesforce', path, init);
      ids.push(...rows(page.records).map((r) => r.Id));
      expect(page.done).toBe(page.nextRecordsUrl === undefined);
      path = page.nextRecordsUrl as string | undefined;
    }
    whole(ids, totalSize as number);
    if (object === 'Contact') expect(pages).toBeGreaterThan(2);
  });

  it.each(['companies', 'contacts', 'deals', 'feedback_submissions', 'tickets'])('HubSpot %s', async (type) => {
    const search = await read('hubspot', `/crm/objects/2026-03/${type}/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"limit":1}',
    });
    const ids: unknown[] = [];
    let after: string | undefined = '';
    while (after !== undefined) {
      const page: Json = await read('hubspot', `/crm/objects/2026-03/${type}?limit=37${after && `&after=${after}`}`);
      ids.push(...rows(page.results).map((r) => r.id));
      after = (page.paging as { next: { after: string } } | undefined)?.next.after;
    }
    whole(ids, search.total as number);
  });

  it.each(['tickets', 'users'])('Zendesk %s by cursor', async (path) => {
    const ids: unknown[] = [];
    let next = `/api/v2/incremental/${path}/cursor.json?start_time=0&per_page=90`;
    for (let done = false; !done; ) {
      const page = await read('zendesk', next);
      ids.push(...rows(page[path]).map((r) => r.id));
      done = page.end_of_stream as boolean;
      next = `${page.after_url}&per_page=90`;
    }
    const { count } = (await read('zendesk', `/api/v2/${path}/count.json`)) as { count: { value: number } };
    whole(ids, count.value);
  });

  it('Zendesk organizations by time, where the rows of a second repeat', async () => {
    const ids: unknown[] = [];
    let next = '/api/v2/incremental/organizations.json?start_time=0&per_page=40';
    for (let done = false; !done; ) {
      const page = await read('zendesk', next);
      ids.push(...rows(page.organizations).map((r) => r.id));
      done = page.end_of_stream as boolean;
      next = `${page.next_page}&per_page=40`;
    }
    const { count } = (await read('zendesk', '/api/v2/organizations/count.json')) as { count: { value: number } };
    whole([...new Set(ids)], count.value);
  });

  it.each(['customers', 'subscriptions', 'invoices', 'charges', 'disputes'])('Stripe %s', async (name) => {
    const objects = await stripeList(name);
    const { customers } = sandbox.world;
    const expected: Record<string, number> = {
      customers: customers.flatMap((c) => c.stripe).length,
      subscriptions: customers.flatMap((c) => c.subscriptions).length,
      invoices: customers.flatMap((c) => c.invoices).length,
      charges: customers.flatMap((c) => c.charges).length,
      disputes: customers.filter((c) => c.stripe.length > 0).flatMap((c) => c.disputes).length,
    };
    whole(
      objects.map((o) => o.id),
      expected[name] ?? 0,
    );
    const created = objects.map((o) => o.created as number);
    expect(created).toEqual([...created].sort((a, b) => b - a));
  });
});

async function stripeList(name: string): Promise<Json[]> {
  const all: Json[] = [];
  for (let more = true; more; ) {
    const after = all.length > 0 ? `&starting_after=${all.at(-1)?.id}` : '';
    const page = await read('stripe', `/v1/${name}?limit=60&status=all${after}`);
    all.push(...rows(page.data));
    more = page.has_more as boolean;
  }
  return all;
}

describe('what the vendors hold fits together', () => {
  it('every Stripe object has its customer, every dispute its charge', async () => {
    const [customers, subscriptions, invoices, charges, disputes] = await Promise.all(
      ['customers', 'subscriptions', 'invoices', 'charges', 'disputes'].map(stripeList),
    );
    const ids = new Set(customers?.map((c) => c.id));
    for (const object of [...(subscriptions ?? []), ...(invoices ?? []), ...(charges ?? [])])
      expect(ids.has(object.customer as string)).toBe(true);
    const chargeIds = new Set(charges?.map((c) => c.id));
    for (const dispute of disputes ?? []) expect(chargeIds.has(dispute.charge as string)).toBe(true);
  });

  it('every Zendesk ticket has its requester, every user its organization', async () => {
    const tickets = rows((await read('zendesk', '/api/v2/incremental/tickets/cursor.json?start_time=0')).tickets);
    const users = rows((await read('zendesk', '/api/v2/incremental/users/cursor.json?start_time=0')).users);
    const page = await read('zendesk', '/api/v2/incremental/organizations.json?start_time=0');
    const organizations = new Set(rows(page.organizations).map((o) => o.id));
    const userIds = new Set(users.map((u) => u.id));
    for (const ticket of tickets) expect(userIds.has(ticket.requester_id)).toBe(true);
    for (const { organization_id: id } of [...users, ...tickets])
      if (id !== null) expect(organizations.has(id)).toBe(true);
  });
});

describe('strangers and limits', () => {
  const first: [Vendor, string, string][] = [
    ['salesforce', query('SELECT Id FROM Account'), 'sforce-limit-info'],
    ['hubspot', '/crm/objects/2026-03/companies', 'x-hubspot-ratelimit-remaining'],
    ['zendesk', '/api/v2/tickets/count.json', 'x-rate-limit-remaining'],
    ['stripe', '/v1/customers', 'request-id'],
  ];

  it.each(first)('%s tells its limits, and refuses a wrong key', async (vendor, path, header) => {
    expect((await call(vendor, path)).headers.get(header)).toBeTruthy();
    for (const wrong of ['Bearer wrong', '']) {
      const response = await call(vendor, path, { headers: { authorization: wrong } });
      expect(response.status).toBe(401);
      expect(JSON.stringify(await response.json())).not.toContain('sandbox');
    }
  });

  it.each<[Vendor, string, number, object]>([
    ['salesforce', query('SELECT Nothing FROM Account'), 400, [{ errorCode: 'INVALID_FIELD' }]],
    ['salesforce', query('SELECT Id FROM Nothing'), 400, [{ errorCode: 'INVALID_TYPE' }]],
    ['salesforce', query("SELECT Id FROM Account WHERE Name = '"), 400, [{ errorCode: 'MALFORMED_QUERY' }]],
    ['salesforce', '/services/data/v67.0/query/01gnone-200', 400, [{ errorCode: 'INVALID_QUERY_LOCATOR' }]],
    ['salesforce', '/services/data/v67.0/sobjects/Account/001none', 404, [{ errorCode: 'NOT_FOUND' }]],
    ['hubspot', '/crm/objects/2026-03/nothing', 404, { status: 'error', category: 'OBJECT_NOT_FOUND' }],
    ['hubspot', '/crm/objects/2026-03/companies?limit=101', 400, { status: 'error', category: 'VALIDATION_ERROR' }],
    ['hubspot', '/crm/objects/2026-03/companies?after=1', 400, { status: 'error', category: 'VALIDATION_ERROR' }],
    ['zendesk', '/api/v2/tickets/1.json', 404, { error: 'RecordNotFound' }],
    ['zendesk', '/api/v2/incremental/tickets/cursor.json', 400, { error: 'InvalidValue' }],
    ['zendesk', '/api/v2/incremental/tickets/cursor.json?start_time=x', 400, { error: 'InvalidValue' }],
    ['zendesk', '/api/v2/incremental/organizations.json?start_time=x', 400, { error: 'InvalidValue' }],
    ['zendesk', '/api/v2/incremental/tickets/cursor.json?cursor=%25', 400, { error: 'InvalidValue' }],
    ['stripe', '/v1/customers?limit=101', 400, { error: { type: 'invalid_request_error', param: 'limit' } }],
    ['stripe', '/v1/customers?starting_after=cus_0', 400, { error: { param: 'starting_after' } }],
    ['stripe', '/v1/customers/cus_0', 404, { error: { type: 'invalid_request_error' } }],
  ])('%s answers %s with %i in its own form', async (vendor, path, status, body) => {
    const response = await call(vendor, path);
    expect([response.status, await response.json()]).toMatchObject([status, body]);
  });

  it('says when its port is taken', async () => {
    await expect(startSandbox({ port: sandbox.port, accounts: 3 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('the control of a running sandbox', () => {
  const control = (path: string, body: object | null, init: RequestInit = {}, at = sandbox) =>
    fetch(`${at.url}/control/${path}`, {
      method: body ? 'POST' : 'DELETE',
      ...init,
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...(init.headers as Record<string, string>) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  it('makes a vendor fail as often as asked, or until it is cleared', async () => {
    const path = '/v1/customers?limit=1';
    await control('faults', { vendor: 'stripe', what: 'rateLimit', seconds: 7 });
    const limited = await call('stripe', path);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await call('stripe', path)).status).toBe(200);
    await control('faults', { vendor: 'stripe', what: 'unavailable', times: null, match: 'charges' });
    for (let i = 0; i < 3; i++) expect((await call('stripe', '/v1/charges')).status).toBe(503);
    expect((await call('stripe', path)).status).toBe(200);
    expect((await control('faults', null)).status).toBe(204);
    expect((await call('stripe', '/v1/charges')).status).toBe(200);
  });

  it('changes and removes records, so that the vendors tell', async () => {
    const own = await startSandbox({ port: 0, seed: 7, accounts: 20, nowMs });
    const id = own.world.customers.flatMap((c) => c.stripe)[0]?.id ?? '';
    const ask = async (path: string) => (await call('stripe', path, {}, own)).json() as Promise<Json>;
    const change = { vendor: 'stripe', type: 'customers', id, fields: { name: 'Renamed' }, at: nowMs };
    expect((await control('records', change, {}, own)).status).toBe(204);
    expect(await ask(`/v1/customers/${id}`)).toMatchObject({ name: 'Renamed' });
    const { fields: _, ...removal } = change;
    expect((await control('records', removal, {}, own)).status).toBe(204);
    expect(await ask(`/v1/customers/${id}`)).toEqual({ id, object: 'customer', deleted: true });
    expect(rows((await ask('/v1/events?type=customer.*')).data).map((e) => e.type)).toEqual([
      'customer.deleted',
      'customer.updated',
    ]);
    expect((await control('records', removal, {}, own)).status).toBe(404);
    await own.close();
  });

  it('has one currency for all if so said, and then records name none', async () => {
    const one = await startSandbox({ port: 0, seed: 7, accounts: 20, nowMs, oneCurrency: 'CHF' });
    onTestFinished(() => one.close());
    const organization = '/services/data/v67.0/connect/organization';
    const details = '/account-info/2026-03/details';
    const features = { multiCurrency: false, defaultCurrencyIsoCode: 'CHF' };
    expect(await (await call('salesforce', organization, {}, one)).json()).toMatchObject({ features });
    expect(await read('salesforce', organization)).toMatchObject({ features: { multiCurrency: true } });
    const account = { companyCurrency: 'CHF', additionalCurrencies: [] };
    expect(await (await call('hubspot', details, {}, one)).json()).toMatchObject(account);
    expect(rows((await read('hubspot', details)).additionalCurrencies).length).toBeGreaterThan(1);
    for (const [vendor, path] of [
      ['salesforce', organization],
      ['hubspot', details],
    ] as const)
      expect((await call(vendor, path, { headers: { authorization: 'Bearer wrong' } }, one)).status).toBe(401);
    const query = '/services/data/v67.0/query?q=SELECT Id, CurrencyIsoCode FROM Opportunity LIMIT 1';
    expect((await call('salesforce', query, {}, one)).status).toBe(400);
    expect((await call('salesforce', query)).status).toBe(200);
    const deals = await (await call('hubspot', '/crm/objects/2026-03/deals', {}, one)).json();
    expect(rows(deals.results)[0]).toMatchObject({ properties: { deal_currency_code: null } });
  });

  it('says how signing in behaves', async () => {
    const { signIns } = sandbox;
    const change = { vendor: 'hubspot', rotates: true, accessSeconds: 5, now: 'revoke' };
    expect((await control('sign-ins', change)).status).toBe(204);
    expect(signIns.hubspot.settings).toMatchObject({ rotates: true, accessSeconds: 5, accessUses: null });
    expect(signIns.salesforce.settings).toMatchObject({ rotates: false, accessSeconds: 1800 });
    expect((await control('sign-ins', { vendor: 'stripe', rotates: true })).status).toBe(400);
  });

  it('is for this machine, and for requests that are as expected', async () => {
    const fault = { vendor: 'stripe', what: 'slow' };
    expect((await control('faults', fault, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await control('faults', { ...fault, what: 'explode' })).status).toBe(400);
    expect((await control('records', { vendor: 'stripe' })).status).toBe(400);
    expect((await call('stripe', '/v1/customers?limit=1')).status).toBe(200);
  });
});
