import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vendorDeps } from '../../../tests/support/vendorServer.ts';
import { sandboxConfig } from '../../sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { consentStoryOf } from '../../sandbox/world/consents.ts';
import { list, read } from '../read.ts';
import { hubspot } from './hubspot.ts';

const nowMs = Date.parse('2026-11-21T00:00:00Z');
const hour = 3_600_000;

describe('contacts of HubSpot', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ port: 0, seed: 7, accounts: 60, nowMs });
  });
  afterEach(() => sandbox.close());

  const pull = async (cursor: string | null = null, stream = 'contacts', before?: (url: string) => Promise<void>) => {
    const config = sandboxConfig(sandbox.url).sources.find((s) => s.source === 'hubspot');
    if (!config) return expect.unreachable('there is a HubSpot');
    const asked: string[][] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      await before?.(String(input));
      if (String(input).includes('communication-preferences')) asked.push(JSON.parse(String(init?.body)).inputs);
      return globalThis.fetch(input, init);
    };
    const bodies = new Map<string, unknown>();
    let next: string | null = null;
    for await (const page of hubspot.pull(config, stream, cursor, vendorDeps({ fetch, now: () => nowMs }))) {
      for (const { id, body } of page.records) bodies.set(id, body);
      next = page.next ?? next;
    }
    return { bodies, asked, next };
  };
  const told = (story: string) => {
    for (const c of sandbox.world.customers)
      for (const p of c.people)
        if (consentStoryOf(c, p) === story && p.hubspotId) return { id: p.hubspotId, email: p.email };
    return expect.unreachable(`nobody tells of ${story}`);
  };
  const statuses = (body: unknown) => list(body, 'subscriptions').map((status) => read(status, 'status'));

  it('bring how they stand with each subscription, a hundred addresses in a request', async () => {
    const { bodies, asked } = await pull();
    expect(statuses(bodies.get(told('allUnsubscribed').id))).toEqual(['UNSUBSCRIBED', 'UNSUBSCRIBED', 'UNSUBSCRIBED']);
    expect(statuses(bodies.get(told('oneUnsubscribed').id))).toEqual(['UNSUBSCRIBED', 'SUBSCRIBED', 'NOT_SPECIFIED']);
    expect(bodies.size).toBeGreaterThan(100);
    expect(asked.length).toBe(Math.ceil(bodies.size / 100));
    expect(Math.max(...asked.map((inputs) => inputs.length))).toBeLessThanOrEqual(100);
    expect((await pull(null, 'tickets')).asked).toEqual([]);
  });

  it('are asked about beside their companies, not after them', async () => {
    const asked = Promise.withResolvers<void>();
    const { bodies } = await pull(null, 'contacts', async (url) => {
      if (url.includes('communication-preferences')) asked.resolve();
      if (url.includes('/associations/')) await asked.promise;
    });
    expect(bodies.size).toBeGreaterThan(100);
  });

  it('are asked about again when they change, in whatever spelling, and not about what is no address', async () => {
    const { next } = await pull();
    const [changed, odd] = [told('allUnsubscribed'), told('oneUnsubscribed')];
    sandbox.vendors.hubspot.change('subscriptions', changed.email, { status: 'SUBSCRIBED' }, nowMs + hour);
    sandbox.vendors.hubspot.change('contacts', changed.id, { email: changed.email.toUpperCase() }, nowMs + hour);
    sandbox.vendors.hubspot.change('contacts', odd.id, { email: 'no address' }, nowMs + hour);
    const { bodies, asked } = await pull(next);
    expect(statuses(bodies.get(changed.id))).toEqual(['SUBSCRIBED', 'SUBSCRIBED', 'SUBSCRIBED']);
    expect(bodies.get(odd.id)).toMatchObject({ subscriptions: [] });
    expect(asked.flat()).toContain(changed.email);
    expect(asked.flat()).not.toContain('no address');
  });

  it('come without them where the account or the sign-in has no right to them, and are not asked for again and again', async () => {
    const full = await pull();
    sandbox.faults.add({ vendor: 'hubspot', what: 'forbidden', match: 'communication-preferences', times: null });
    const { bodies, asked } = await pull();
    expect([...bodies.keys()]).toEqual([...full.bodies.keys()]);
    for (const body of bodies.values()) expect(body).not.toHaveProperty('subscriptions');
    expect(asked).toHaveLength(1);
  });

  it('of a request that is refused as malformed come without, and the others with them', async () => {
    sandbox.faults.add({ vendor: 'hubspot', what: 'expired', match: 'communication-preferences', times: 1 });
    const { bodies, asked } = await pull();
    const without = [...bodies.values()].filter((body) => read(body, 'subscriptions') === undefined);
    expect(without.map((body) => String(read(body, 'properties.email')).toLowerCase()).sort()).toEqual(
      asked[0]?.toSorted(),
    );
    expect(without.length).toBeLessThan(bodies.size);
  });

  it('fail with their source when the answer is broken', async () => {
    sandbox.faults.add({ vendor: 'hubspot', what: 'unavailable', match: 'communication-preferences', times: null });
    await expect(pull()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
