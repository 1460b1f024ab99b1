import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vendorDeps } from '../../../tests/support/vendorServer.ts';
import type { CompanyFact, SubscriptionFact } from '../../domain/model.ts';
import type { ConnectorConfig } from '../../domain/ports.ts';
import { sandboxConfig } from '../../sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { stripe } from './stripe.ts';

const nowMs = Date.parse('2026-11-21T00:00:00Z');
let sandbox: Sandbox;
let config: ConnectorConfig;
beforeEach(async () => {
  sandbox = await startSandbox({ port: 0, seed: 7, accounts: 5, nowMs });
  config = sandboxConfig(sandbox.url).sources.find((source) => source.source === 'stripe') as ConnectorConfig;
});
afterEach(() => sandbox?.close());

async function pull(stream: string, cursor: string | null = null) {
  const pages = [];
  for await (const page of stripe.pull(config, stream, cursor, vendorDeps({ now: () => nowMs }))) pages.push(page);
  return { records: pages.flatMap((page) => page.records), next: pages.at(-1)?.next ?? null };
}

describe('the version of the interface', () => {
  const ask = async (version: string) => {
    const headers = { authorization: `Bearer ${config.secret}`, 'stripe-version': version };
    const response = await fetch(`${config.baseUrl}/v1/customers`, { headers });
    return [response.status, ((await response.json()) as { error?: unknown }).error];
  };

  it.each(['2026-08-26.dahlia', '2024-09-30.acacia', '2024-06-20', '2020-08-27'])('may be %s', async (version) => {
    expect(await ask(version)).toEqual([200, undefined]);
  });

  it.each(['2026-08-26', '2024-09-30', '2024-06-20.acacia', '2026-08-26.granite', '26.8.2026', 'x'])(
    'may not be %s',
    async (version) => {
      const message = `Invalid Stripe API version: ${version}`;
      expect(await ask(version)).toEqual([400, { type: 'invalid_request_error', message }]);
    },
  );

  it('is one that Stripe has', async () => {
    const sent: (string | null)[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      sent.push(new Headers(init?.headers).get('stripe-version'));
      return globalThis.fetch(input, init);
    };
    for await (const page of stripe.pull(config, 'customers', null, vendorDeps({ fetch })))
      expect(page.records.length).toBeGreaterThan(0);
    expect(new Set(sent)).toEqual(new Set(['2026-08-26.dahlia']));
  });
});

describe('an inner list of more than ten rows', () => {
  const price = {
    currency: 'usd',
    unit_amount: 100,
    recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
  };
  const listOf = (rows: number, row: (i: number) => object) => ({
    object: 'list',
    data: Array.from({ length: rows }, (_, i) => row(i)),
  });
  const items = (rows: number) => listOf(rows, (i) => ({ id: `si_${i}`, price, quantity: 1 }));
  const change = (type: string, id: string, fields: object) =>
    expect(sandbox.vendors.stripe.change(type, id, { ...fields }, nowMs)).toBe(true);
  const firstId = async (stream: string) => (await pull(stream)).records[0]?.id ?? '';
  const factOf = (records: Awaited<ReturnType<typeof pull>>['records'], id: string) => {
    const record = records.find((one) => one.id === id);
    return record === undefined ? null : stripe.normalise(record, config);
  };

  it.each([1, 10, 11, 15, 250])('counts in full: a subscription with %i items', async (rows) => {
    const { next } = await pull('subscriptions');
    const id = await firstId('subscriptions');
    change('subscriptions', id, { items: items(rows), status: 'active', discounts: [] });
    const refetched = await stripe.webhooks?.refetch(config, 'subscriptions', [id], vendorDeps());
    const full = await pull('subscriptions');
    const changed = await pull('subscriptions', next);
    for (const records of [full.records, changed.records, refetched?.records ?? []]) {
      const fact = factOf(records, id) as SubscriptionFact;
      expect(fact.arr).toEqual({ amountMinor: rows * 1200, currency: 'USD' });
      expect(fact.plans).toHaveLength(rows);
      const { body } = records.find((one) => one.id === id) as { body: unknown };
      expect(body).toMatchObject({ items: { has_more: false, data: items(rows).data } });
    }
  });

  it('counts less what is off an item, of whose discounts a subscription has only ids', async () => {
    const id = await firstId('subscriptions');
    const coupon = { id: 'half', duration: 'forever', percent_off: 50, amount_off: null };
    const [item] = items(1).data;
    const data = [{ ...item, discounts: [{ id: 'di_1', object: 'discount', source: { type: 'coupon', coupon } }] }];
    change('subscriptions', id, { items: { object: 'list', data }, status: 'active', discounts: [] });
    const refetched = await stripe.webhooks?.refetch(config, 'subscriptions', [id], vendorDeps());
    for (const records of [(await pull('subscriptions')).records, refetched?.records ?? []])
      expect((factOf(records, id) as SubscriptionFact).arr).toEqual({ amountMinor: 600, currency: 'USD' });
  });

  it('counts in full: the tax ids of a customer', async () => {
    const id = await firstId('customers');
    const values = Array.from({ length: 12 }, (_, i) => `DE${100_000_000 + i}`);
    change('customers', id, { tax_ids: listOf(12, (i) => ({ id: `txi_${i}`, type: 'eu_vat', value: values[i] })) });
    const refetched = await stripe.webhooks?.refetch(config, 'customers', [id], vendorDeps());
    for (const records of [(await pull('customers')).records, refetched?.records ?? []])
      expect((factOf(records, id) as CompanyFact).taxIds).toEqual(values);
  });

  it('stays as it was sent when its object is gone meanwhile', async () => {
    const id = await firstId('customers');
    const short = { object: 'list', data: [{ id: 'txi_1', value: 'DE123456789' }], has_more: true };
    const fetch = (async ({ pathname }: URL) => {
      if (pathname.endsWith('/tax_ids')) return Response.json({ error: {} }, { status: 404 });
      const rows = pathname.endsWith('/events') ? [] : [{ id, tax_ids: short }];
      return Response.json({ data: rows, has_more: false });
    }) as unknown as typeof globalThis.fetch;
    for await (const { records } of stripe.pull(config, 'customers', null, vendorDeps({ fetch })))
      expect(records.map((record) => record.body)).toEqual([{ id, tax_ids: short }]);
  });

  it('is cut short by the sandbox as by Stripe, and is an error when the rest of it cannot be read', async () => {
    const id = await firstId('subscriptions');
    change('subscriptions', id, { items: items(11) });
    const ask = async (path: string) => {
      const response = await fetch(`${config.baseUrl}/v1/${path}`, {
        headers: { authorization: `Bearer ${config.secret}` },
      });
      return (await response.json()) as { items: unknown; data: unknown[]; has_more: boolean };
    };
    expect(await ask(`subscriptions/${id}`)).toMatchObject({
      items: { has_more: true, data: items(10).data },
    });
    expect(await ask(`subscription_items?subscription=${id}&limit=10`)).toMatchObject({
      has_more: true,
      data: items(10).data,
    });
    expect((await ask(`subscription_items?subscription=${id}&starting_after=si_9`)).data).toHaveLength(1);
    expect(await ask('subscription_items')).toMatchObject({ error: { param: 'subscription' } });
    const unreadable = { vendor: 'stripe', what: 'missing', field: 'data', match: 'subscription_items' } as const;
    sandbox.faults.add(unreadable);
    await expect(pull('subscriptions')).rejects.toThrow(/without data/);
  });
});
