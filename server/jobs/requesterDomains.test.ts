import { expect, it } from 'vitest';
import type { ContextDocument } from '../../lib/contract/context.ts';
import type { Contradiction } from '../../lib/contract/quality.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { ConnectorConfig, RawRecord } from '../domain/ports.ts';
import { createRandom } from '../sandbox/world/random.ts';
import type { Store } from '../store/openStore.ts';
import { savePage } from '../store/records.ts';
import { decide } from './decide.ts';
import { publishAccounts } from './publish.ts';
import { resolveAccounts } from './resolve.ts';

const sources: ConnectorConfig[] = [
  { source: 'zendesk', baseUrl: 'http://127.0.0.1:1', instance: 'x.zendesk.com', secret: 's' },
];
const rounds = 40;
const seed = 11;
let nowMs = Date.parse('2026-11-21T09:00:00Z');
const record = (kind: string, id: number, body: object, deleted = false): RawRecord => ({
  source: 'zendesk',
  kind,
  id: String(id),
  modifiedAt: nowMs,
  deleted,
  body: { id, updated_at: new Date(nowMs).toISOString(), ...body },
});
const organization = (id: number, name: string, domains: string[], deleted = false) =>
  record('organization', id, { name, domain_names: domains }, deleted);
const user = (id: number, email: string, organizationId: number) =>
  record('user', id, { name: `User ${id}`, role: 'end-user', email, organization_id: organizationId });
/**
 * People of a company with addresses of nobody, as many as identity looks at. A person after them does not make the company look like
 * the one whose address that person has; otherwise the two would name each other for that already.
 */
const colleagues = (organizationId: number) =>
  [1, 2, 3, 4].map((n) => user(organizationId * 100 + n, `x@none${n}of${organizationId}.example`, organizationId));
const ticket = (id: number, requesterId: number, organizationId: number) =>
  record('ticket', id, {
    status: 'open',
    subject: 'Help',
    created_at: new Date(Date.parse('2026-11-20T09:00:00Z') + id).toISOString(),
    requester_id: requesterId,
    organization_id: organizationId,
  });

describeStores('whose the domain of a requester is', (stores) => {
  const save = async (store: Store, records: RawRecord[], tenantId = 't') => {
    nowMs += 1_000;
    await savePage(store, tenantId, 'zendesk', { stream: 'x', records, cursor: null }, nowMs);
  };
  /** Publishes what changed, and says whose documents are others now. */
  async function run(store: Store, records: RawRecord[], tenantId = 't'): Promise<string[]> {
    await save(store, records, tenantId);
    const options = { store, tenantId, sources, nowMs, onProgress: () => undefined };
    await resolveAccounts(options);
    const before = await versions(store);
    const { accounts } = await publishAccounts(options);
    const after = await versions(store);
    const changed = [...after].filter(([name, version]) => before.get(name) !== version).map(([name]) => name);
    expect(accounts).toBeGreaterThanOrEqual(changed.length);
    return changed.sort();
  }
  const versions = async (store: Store) =>
    new Map((await bodies(store)).map(({ document }) => [document.header.name, document.version]));
  const bodies = async (store: Store, mask: 'full' | 'restricted' = 'full') => {
    const rows = await store.db
      .selectFrom('context_document')
      .select(['account_id', 'body'])
      .where('tenant_id', '=', 't')
      .where('mask', '=', mask)
      .where('etag', '!=', '')
      .execute();
    return rows.map((row) => ({
      accountId: row.account_id,
      document: JSON.parse(Buffer.from(row.body).toString()) as ContextDocument,
    }));
  };
  /** Decides that no two of these are one customer; a shared domain would make one of them. */
  async function apart(store: Store, ids: readonly number[]) {
    for (const [i, a] of ids.entries())
      for (const b of ids.slice(i + 1)) {
        const pair = { a: `zendesk/organization/${a}`, b: `zendesk/organization/${b}`, reason: 'test' };
        await decide(store, 't', 'mona', { key: `${a} ${b}`, verdict: 'cannot', ...pair }, nowMs);
      }
  }
  const idOf = async (store: Store, name: string) =>
    (await bodies(store)).find(({ document }) => document.header.name === name)?.accountId ?? '';
  const told = (document: ContextDocument | undefined): [string | undefined, Contradiction['holder']][] =>
    (document?.contradictions ?? [])
      .filter((c) => c.what === 'requesterDomain')
      .map((c) => [c.sides[0]?.value, c.holder]);
  const ofAcme = async (store: Store, mask: 'full' | 'restricted' = 'full') =>
    told((await bodies(store, mask)).find(({ document }) => document.header.name === 'Acme')?.document);

  const acme = organization(1, 'Acme', ['acme.example']);
  const start = [
    acme,
    organization(2, 'Birch', ['birch.example']),
    organization(3, 'Cedar', ['cedar.example']),
    organization(4, 'Dogwood', ['dogwood.example']),
    ...colleagues(1),
  ];
  const asked = [user(9001, 'x@birch.example', 1), ticket(9, 9001, 1)];

  it('is said, and followed through a rename, a move, a merge and an end, without building others', async () => {
    const store = await stores.open();
    await run(store, start);
    await run(store, asked);
    const birch = await idOf(store, 'Birch');
    for (const mask of ['full', 'restricted'] as const)
      expect(await ofAcme(store, mask)).toEqual([['birch.example', { accountId: birch, name: 'Birch' }]]);

    expect(await run(store, [organization(2, 'Birke', ['birch.example'])])).toEqual(['Acme', 'Birke']);
    expect(await ofAcme(store)).toEqual([['birch.example', { accountId: birch, name: 'Birke' }]]);
    // What changes otherwise about the other one is no reason.
    expect(await run(store, [organization(2, 'Birke', ['birch.example', 'b.example'])])).toEqual(['Birke']);

    const cedar = await idOf(store, 'Cedar');
    expect(
      await run(store, [organization(2, 'Birke', ['b.example']), organization(3, 'Cedar', ['birch.example'])]),
    ).toContain('Acme');
    expect(await ofAcme(store)).toEqual([['birch.example', { accountId: cedar, name: 'Cedar' }]]);

    const merge = { key: 'd1', verdict: 'must', a: 'zendesk/organization/2', b: 'zendesk/organization/3' } as const;
    await decide(store, 't', 'mona', { ...merge, reason: 'test' }, nowMs);
    await run(store, []);
    const [, holder] = (await ofAcme(store))[0] ?? [];
    const left = (await bodies(store)).filter(({ document }) => /Birke|Cedar/.test(document.header.name));
    expect(left.map((one) => one.accountId)).toEqual([holder?.accountId]);

    expect(await run(store, [organization(3, 'Cedar', ['cedar.example'])])).toContain('Acme');
    expect(await ofAcme(store)).toEqual([['birch.example', undefined]]);
    expect(await run(store, [organization(4, 'Dogwood', ['birch.example'])])).toEqual(['Acme', 'Dogwood']);
    expect((await ofAcme(store))[0]?.[1]?.name).toBe('Dogwood');
    expect(await run(store, [organization(4, 'Dogwood', ['birch.example'], true)])).toEqual(['Acme']);
    expect(await ofAcme(store)).toEqual([['birch.example', undefined]]);
  });

  it('is several where several have it, and of nobody where it is a public one, our own, or of another tenant', async () => {
    const store = await stores.open();
    await run(store, [...start, ...asked]);
    await run(store, [organization(2, 'Otherwise', ['birch.example'])], 'u');
    expect((await ofAcme(store))[0]?.[1]?.name).toBe('Birch');
    await apart(store, [1, 2, 3]);
    expect(await run(store, [organization(3, 'Cedar', ['birch.example'])])).toEqual(['Acme', 'Cedar']);
    expect(await ofAcme(store)).toEqual([['birch.example', null]]);
    await run(store, [organization(2, 'Birch', ['b.example'])]);
    expect((await ofAcme(store))[0]?.[1]?.name).toBe('Cedar');

    for (const own of ['x@gmail.com', 'x@acme.example', 'nobody']) {
      await run(store, [user(9001, own, 1)]);
      expect(await ofAcme(store)).toEqual([]);
      expect(await store.db.selectFrom('requester_domain').selectAll().where('tenant_id', '=', 't').execute()).toEqual(
        [],
      );
    }
    await run(store, [user(9001, 'x@nowhere.example', 1)]);
    expect(await ofAcme(store)).toEqual([['nowhere.example', undefined]]);
  });

  it('is after any change what a run over everything says', { timeout: 120_000 }, async () => {
    const store = await stores.open();
    const random = createRandom(seed);
    const domains = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name) => `${name}.example`);
    const numbers = Array.from({ length: 10 }, (_, i) => i + 1);
    const some = () => domains.filter(() => random.chance(0.15));
    const held = new Map<number, string[]>();
    const renamed = (id: number) =>
      organization(id, `Name ${random.int(1, 30)} of ${id}`, held.get(id) ?? [], random.chance(0.1));
    const anyOrganization = (id: number) => {
      held.set(id, some());
      return renamed(id);
    };
    const anyUser = (id: number) => user(9000 + id, `x@${random.pick([...domains, 'gmail.com', 'none.example'])}`, id);
    const anyTicket = (id: number) => ticket(id, 9000 + random.pick([id, id, random.int(1, 10)]), id);
    const whole = { store, tenantId: 't', sources, onProgress: () => undefined, all: true };
    const watched = () => store.db.selectFrom('requester_domain').selectAll().orderBy('account_id').orderBy('domain');
    await run(store, [
      ...numbers.map(anyOrganization),
      ...numbers.flatMap(colleagues),
      ...numbers.map(anyUser),
      ...numbers.map((id) => ticket(id, 9000 + id, id)),
    ]);
    await apart(store, [1, 2, 3, 4, 5, 6, 7]);
    const seen = { one: 0, several: 0, nobody: 0 };
    for (let round = 0; round < rounds; round++) {
      const what = random.pick([anyOrganization, renamed, anyUser, anyTicket]);
      await run(store, [what(random.int(1, 10))]);
      const rows = await watched().execute();
      for (const { accountId, document } of await bodies(store)) {
        for (const [domain, holder] of told(document)) {
          const others = await store.db
            .selectFrom('account_domain as d')
            .innerJoin('account as a', 'a.id', 'd.account_id')
            .select(['a.id as accountId', 'a.name'])
            .where('d.domain', '=', domain ?? '')
            .where('a.id', '!=', accountId)
            .execute();
          const expected = others.length === 0 ? undefined : others.length === 1 ? others[0] : null;
          expect(holder, `seed ${seed}, round ${round}`).toEqual(expected);
          seen[expected === undefined ? 'nobody' : expected === null ? 'several' : 'one']++;
          expect(rows).toContainEqual({ tenant_id: 't', account_id: accountId, domain });
        }
      }
      const again = await publishAccounts({ ...whole, nowMs });
      expect(again.changed, `seed ${seed}, round ${round}`).toBe(0);
      expect(await watched().execute()).toEqual(rows);
    }
    for (const n of Object.values(seen)) expect(n).toBeGreaterThan(10);
  });
});
