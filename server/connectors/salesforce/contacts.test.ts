import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vendorDeps } from '../../../tests/support/vendorServer.ts';
import type { PulledPage } from '../../domain/ports.ts';
import { sandboxConfig } from '../../sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../sandbox/startSandbox.ts';
import { consentStoryOf, individualOf } from '../../sandbox/world/consents.ts';
import { list, read } from '../read.ts';
import { salesforce } from './salesforce.ts';

const nowMs = Date.parse('2026-11-21T00:00:00Z');
const hour = 3_600_000;

describe('contacts of Salesforce', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ port: 0, seed: 7, accounts: 60, nowMs });
  });
  afterEach(() => sandbox.close());

  const pull = async (cursor: string | null = null) => {
    const config = sandboxConfig(sandbox.url).sources.find((s) => s.source === 'salesforce');
    if (!config) return expect.unreachable('there is a Salesforce');
    const pages: PulledPage[] = [];
    for await (const page of salesforce.pull(config, 'Contact', cursor, vendorDeps())) pages.push(page);
    const bodies = new Map(pages.flatMap((p) => p.records.map((r) => [r.id, r.body] as const)));
    return { pages, bodies, next: pages.at(-1)?.next ?? null };
  };
  const told = (story: string) => {
    for (const c of sandbox.world.customers)
      for (const p of c.people) {
        const individual = individualOf(c, p);
        if (consentStoryOf(c, p) === story && p.salesforceId && individual) return { id: p.salesforceId, individual };
      }
    return expect.unreachable(`nobody tells of ${story}`);
  };
  const statuses = (body: unknown) =>
    list(body, 'ContactPointTypeConsents').map((consent) => read(consent, 'PrivacyConsentStatus'));
  const consentsIn = (body: unknown) =>
    list(body, 'ContactPointTypeConsents').map((consent) => String(read(consent, 'Id')));

  it('bring what their Individual and its consents say', async () => {
    const { bodies, pages } = await pull();
    expect(pages).toHaveLength(1);
    expect(statuses(bodies.get(told('emailRefused').id)).sort()).toEqual(['OptIn', 'OptOut']);
    expect(bodies.get(told('notSolicited').id)).toMatchObject({
      Individual: { HasOptedOutSolicit: true },
      ContactPointTypeConsents: [],
    });
    expect(list(bodies.get(told('callsRefused').id), 'ContactPointTypeConsents')).toContainEqual(
      expect.objectContaining({
        ContactPointType: 'Phone',
        DataUsePurpose: expect.objectContaining({ Name: 'Marketing' }),
      }),
    );
    // Without an Individual there are none, which is not the same as not being shown any.
    const [lonely] = [...bodies.values()].filter((body) => read(body, 'IndividualId') === null);
    expect(lonely).toMatchObject({ Individual: null, ContactPointTypeConsents: [] });
  });

  it('come again when a consent or an Individual changes, although their own stamps do not', async () => {
    const first = await pull();
    const quiet = await pull(first.next);
    const [refused, agreed, silent] = [told('emailRefused'), told('systemsDiffer'), told('none')];
    const { salesforce: org } = sandbox.vendors;
    const [one = ''] = consentsIn(first.bodies.get(refused.id));
    const [, other = ''] = consentsIn(first.bodies.get(agreed.id));
    org.change('ContactPointTypeConsent', one, { PrivacyConsentStatus: 'Seen' }, nowMs + hour);
    org.remove('ContactPointTypeConsent', other, nowMs + hour);
    org.change('Individual', silent.individual, { ShouldForget: true }, nowMs + hour);

    const second = await pull(quiet.next);
    expect(statuses(second.bodies.get(refused.id))).toContain('Seen');
    expect(consentsIn(second.bodies.get(agreed.id))).not.toContain(other);
    expect(second.bodies.get(silent.id)).toMatchObject({ Individual: { ShouldForget: true } });
    expect(second.bodies.size).toBeLessThan(first.bodies.size / 2);
  });

  it('are read on from any page of a pass, and nothing that changed is lost', async () => {
    const first = await pull();
    const { salesforce: org } = sandbox.vendors;
    const [changed, refused, silent] = [told('refusalEnded'), told('emailRefused'), told('none')];
    org.change('Contact', changed.id, { Title: 'Director' }, nowMs + hour);
    org.change('ContactPointTypeConsent', consentsIn(first.bodies.get(refused.id))[0] ?? '', {}, nowMs + hour);
    org.change('Individual', silent.individual, {}, nowMs + hour);
    const whole = await pull(first.next);
    expect(whole.pages.length).toBeGreaterThan(2);
    for (const [i, { cursor }] of whole.pages.entries()) {
      if (cursor === null) continue;
      const before = whole.pages.slice(0, i + 1).flatMap((page) => page.records.map((r) => r.id));
      const rest = await pull(cursor);
      expect(new Set([...before, ...rest.bodies.keys()])).toEqual(new Set(whole.bodies.keys()));
      expect(rest.next).toBe(whole.next);
    }
    for (const { id } of [changed, refused, silent]) expect(whole.bodies.has(id)).toBe(true);
  });

  it('come without what the org does not have or show, and with it once it does', async () => {
    sandbox.faults.add({
      vendor: 'salesforce',
      what: 'forbidden',
      match: 'sobjects/ContactPointTypeConsent',
      times: null,
    });
    const without = await pull();
    const { id } = told('emailRefused');
    expect(without.bodies.get(id)).not.toHaveProperty('ContactPointTypeConsents');
    expect(without.bodies.get(id)).toHaveProperty('Individual');
    sandbox.faults.clear();
    sandbox.faults.add({ vendor: 'salesforce', what: 'forbidden', match: 'sobjects/Individual', times: null });
    const later = await pull(without.next);
    expect(statuses(later.bodies.get(id))).toContain('OptOut');
    expect(later.bodies.get(id)).not.toHaveProperty('Individual');
  });

  it('start anew from a cursor of before there were consents', async () => {
    const { pages, bodies } = await pull('since 2026-11-20T00:00:00.000Z');
    expect(bodies.size).toBe((await pull()).bodies.size);
    expect(pages.at(-1)?.next).toContain('"marks"');
  });
});
