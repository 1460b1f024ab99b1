import { expect, it } from 'vitest';
import type { Resolution } from '../../lib/contract/identity.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { PulledSource } from '../domain/model.ts';
import type { ConnectorConfig, RawRecord } from '../domain/ports.ts';
import { readLinkEtag } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import { savePage } from '../store/records.ts';
import { resolveAccounts } from './resolve.ts';

const sources: ConnectorConfig[] = [
  { source: 'zendesk', baseUrl: 'http://127.0.0.1:1', instance: 'x.zendesk.com', secret: 's' },
  { source: 'salesforce', baseUrl: 'http://127.0.0.1:1', instance: 'x.lightning.force.com', secret: 's' },
  { source: 'hubspot', baseUrl: 'http://127.0.0.1:1', instance: '1', secret: 's' },
];
let nowMs = Date.parse('2026-11-21T09:00:00Z');

const record = (kind: string, id: string, body: object): RawRecord => ({
  source: 'zendesk',
  kind,
  id,
  modifiedAt: nowMs,
  deleted: false,
  body: { id: Number(id), updated_at: new Date(nowMs).toISOString(), ...body },
});
const organization = (id: string, name: string, domain: string | null) =>
  record('organization', id, { name, domain_names: domain === null ? [] : [domain] });
const user = (id: string, email: string, organizationId: number | null = null) =>
  record('user', id, { name: `User ${id}`, email, role: 'end-user', organization_id: organizationId });
const ticket = (id: string, requesterId: number, copied: number[] = []) =>
  record('ticket', id, {
    subject: 'Help',
    status: 'open',
    priority: 'normal',
    created_at: new Date(nowMs).toISOString(),
    organization_id: null,
    requester_id: requesterId,
    email_cc_ids: copied,
  });

describeStores('resolveAccounts', (stores) => {
  const run = async (store: Store, ...records: RawRecord[]) => {
    nowMs += 60_000;
    const newer = records.map((r) => ({ ...r, modifiedAt: nowMs }));
    for (const r of newer) await savePage(store, 't', r.source, { stream: 'x', records: [r], cursor: null }, nowMs);
    return resolveAccounts({ store, tenantId: 't', sources, nowMs, onProgress: () => undefined });
  };
  const linkOf = async (store: Store, kind: string, id: string, source: PulledSource = 'zendesk') => {
    const link = await readLinkEtag(store, 't', { source, kind, id });
    return { accountId: link?.accountId, ...(JSON.parse(link?.resolution ?? '{}') as Resolution) };
  };

  it('links only what changed', async () => {
    const store = await stores.open();
    const all = [
      organization('1', 'Acme', 'acme.com'),
      user('11', 'ida@acme.com', 1),
      ticket('21', 11),
      ticket('22', 11),
    ];
    expect(await run(store, ...all)).toEqual({ accounts: 1, linked: 4, cycles: [], identified: 'whole' });
    expect((await run(store)).linked).toBe(0);
    expect((await run(store, ticket('22', 11, [11]))).linked).toBe(1);
    // The same as before is no change: only the ticket has one, which goes back.
    expect((await run(store, ...all)).linked).toBe(1);
  });

  it('links what waited for a company, a person or a domain', async () => {
    const store = await stores.open();
    await run(store, ticket('21', 11));
    expect((await linkOf(store, 'ticket', '21')).confidence).toBe('none');
    await run(store, user('11', 'ida@acme.com', 1));
    expect((await linkOf(store, 'ticket', '21')).chain.map((c) => c.object)).toEqual(['ticket', 'user']);
    await run(store, organization('1', 'Acme', null));
    expect((await linkOf(store, 'ticket', '21')).accountId).toBe((await linkOf(store, 'organization', '1')).accountId);
    await run(store, user('12', 'eve@birch.com'), ticket('22', 12));
    await run(store, organization('2', 'Birch', 'birch.com'));
    expect((await linkOf(store, 'ticket', '22')).accountId).toBe((await linkOf(store, 'organization', '2')).accountId);
  });

  it('takes people away from a customer when their domain becomes another one’s too, and gives them back', async () => {
    const store = await stores.open();
    await run(store, organization('1', 'Acme', 'acme.com'), organization('2', 'Birch', 'birch.com'));
    await run(store, user('11', 'ida@acme.com'), ticket('21', 11));
    const { accountId } = await linkOf(store, 'organization', '1');
    expect((await linkOf(store, 'ticket', '21')).accountId).toBe(accountId);
    await run(store, organization('2', 'Birch', 'acme.com'));
    for (const [kind, id] of [
      ['user', '11'],
      ['ticket', '21'],
    ] as const)
      expect(await linkOf(store, kind, id)).toMatchObject({ accountId: null, confidence: 'ambiguous' });
    await run(store, organization('2', 'Birch', 'birch.com'));
    expect((await linkOf(store, 'ticket', '21')).accountId).toBe(accountId);
    // So many that none is offered as a likely duplicate of another: the customer's own records do not change.
    const many = Array.from({ length: 12 }, (_, i) =>
      organization(`${30 + i}`, `Company ${'abcdefghijkl'[i]}`, 'acme.com'),
    );
    await run(store, ...many);
    expect((await linkOf(store, 'ticket', '21')).accountId).toBeNull();
  });

  it('renames a customer where it is only offered', async () => {
    const store = await stores.open();
    const crm = (name: string): RawRecord => ({
      source: 'salesforce',
      kind: 'Account',
      id: '001A0000006Vm9rIAC',
      modifiedAt: nowMs,
      deleted: false,
      body: { Id: '001A0000006Vm9rIAC', Name: name },
    });
    const birch = { ...organization('2', 'Birch', null) };
    birch.body = { ...(birch.body as object), external_id: '001A0000006Vm9rIAC' };
    await run(store, organization('1', 'Acme', 'acme.com'), birch, crm('Birch'));
    await run(store, user('11', 'ida@acme.com', 1), user('12', 'eve@birch.com', 2), ticket('21', 11, [12]));
    expect((await linkOf(store, 'ticket', '21')).others).toMatchObject([{ name: 'Birch' }]);
    // The record that names it is none of those that lead from the ticket to it.
    await run(store, crm('Birch and Sons'));
    expect((await linkOf(store, 'ticket', '21')).others).toMatchObject([{ name: 'Birch and Sons' }]);
  });

  it('removes links with their records and with their source, and links again what comes back', async () => {
    const store = await stores.open();
    const acme = organization('1', 'Acme', 'acme.com');
    await run(store, acme, user('11', 'ida@acme.com', 1), ticket('21', 11));
    await run(store, { ...acme, deleted: true });
    expect(await linkOf(store, 'organization', '1')).toEqual({ accountId: undefined });
    expect(await linkOf(store, 'ticket', '21')).toMatchObject({ accountId: null, confidence: 'none' });
    await run(store, acme);
    expect((await linkOf(store, 'ticket', '21')).accountId).toBe((await linkOf(store, 'organization', '1')).accountId);
    const none = { store, tenantId: 't', sources: [], nowMs, onProgress: () => undefined };
    expect((await resolveAccounts(none)).accounts).toBe(0);
    expect(await linkOf(store, 'ticket', '21')).toEqual({ accountId: undefined });
    await run(store);
    const { accountId } = await linkOf(store, 'organization', '1');
    expect(accountId).toMatch(/^acc_/);
    expect((await linkOf(store, 'ticket', '21')).accountId).toBe(accountId);
  });

  it('links nothing again because the sources are configured in another order', async () => {
    const store = await stores.open();
    await run(store, organization('1', 'Acme', 'acme.com'), user('11', 'ida@acme.com', 1));
    const turned = { store, tenantId: 't', sources: sources.toReversed(), nowMs, onProgress: () => undefined };
    expect(await resolveAccounts(turned)).toMatchObject({ linked: 0, identified: null });
  });

  it('says of a ticket without a customer of its own whether its requester has one by name or by address only', async () => {
    const store = await stores.open();
    const people = [user('11', 'ida@acme.com', 1), user('12', 'eve@acme.com'), user('13', 'kim@acme.com', 404)];
    const tickets = people.map(({ id }) => ticket(`2${id}`, Number(id)));
    await run(store, organization('1', 'Acme', 'acme.com'), ...people, ...tickets);
    const { accountId } = await linkOf(store, 'organization', '1');
    const rules = async (id: string) => {
      const link = await linkOf(store, 'ticket', id);
      return [link.accountId === accountId, link.evidence.map((e) => e.rule)];
    };
    expect(await rules('211')).toEqual([true, ['ownRecord']]);
    expect(await rules('212')).toEqual([true, ['requesterNoOrganization', 'emailDomain']]);
    // An organisation is named, if one that nobody knows.
    expect(await rules('213')).toEqual([true, ['emailDomain']]);
  });

  it('leads an id that was merged away in its source to the customer of the record that survived', async () => {
    const store = await stores.open();
    const company = (id: string, merged: string | null, deleted = false): RawRecord => ({
      source: 'hubspot',
      kind: 'company',
      id,
      modifiedAt: nowMs,
      deleted,
      body: { id, properties: { name: `Company ${id}`, hs_merged_object_ids: merged } },
    });
    await run(store, company('7', null), company('8', null));
    const [gone, survivor] = [
      await linkOf(store, 'company', '7', 'hubspot'),
      await linkOf(store, 'company', '8', 'hubspot'),
    ];
    expect(gone.accountId).not.toBe(survivor.accountId);
    // The source may say so before it takes the record away; until then that one speaks for itself.
    await run(store, company('8', '7'));
    expect((await linkOf(store, 'company', '7', 'hubspot')).accountId).toBe(gone.accountId);
    await run(store, company('7', null, true));
    expect(await linkOf(store, 'company', '7', 'hubspot')).toMatchObject({
      accountId: (await linkOf(store, 'company', '8', 'hubspot')).accountId,
      chain: [{ object: 'company', id: '8' }],
      evidence: [{ rule: 'mergedInSource', value: '7' }],
    });
  });

  it('names the record that an id was merged into, of two that its source has of the customer', async () => {
    const store = await stores.open();
    const company = (id: string, merged: string | null): RawRecord => ({
      source: 'hubspot',
      kind: 'company',
      id,
      modifiedAt: nowMs,
      deleted: false,
      body: { id, properties: { name: 'Acme', domain: 'acme.com', hs_merged_object_ids: merged } },
    });
    await run(store, company('8', '7'), company('5', null));
    const links = await Promise.all(['5', '7', '8'].map((id) => linkOf(store, 'company', id, 'hubspot')));
    expect(new Set(links.map(({ accountId }) => accountId)).size).toBe(1);
    expect(links.map(({ chain }) => chain[0]?.id)).toEqual(['5', '8', '8']);
  });
});
