import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContextDocument } from '../../lib/contract/context.ts';
import { Resolution } from '../../lib/contract/identity.ts';
import { type Backend, startBackend } from '../../tests/support/backend.ts';
import { readPublished } from '../../tests/support/publishing.ts';
import { type TruthAccount, worldTruth } from '../sandbox/truth.ts';
import { heroes } from '../sandbox/world/heroes.ts';
import { sharedRecords } from '../sandbox/world/sharedRecords.ts';
import { readLinkEtag } from '../store/links.ts';
import { runPipeline } from './pipeline.ts';
import { processDeps } from './processDeps.ts';

/** The published documents against what is really so in the sandbox's world, which the product never reads. */
describe('the pipeline against the truth', () => {
  let backend: Backend;
  let truth: TruthAccount[];
  let documents: ContextDocument[];
  /** Per document: the true customers of its records. */
  let owners: Map<ContextDocument, Set<TruthAccount>>;
  /** Customers that are one document, whole. Only of these can the numbers be compared. */
  let whole: { account: TruthAccount; document: ContextDocument }[];

  beforeAll(async () => {
    backend = await startBackend({ accounts: 200 });
    truth = worldTruth(backend.sandbox.world);
    documents = await readPublished(backend.store);
    const byRecord = new Map<string, TruthAccount>(
      truth.flatMap((t) => t.members.map((m) => [`${m.source}/${m.kind}/${m.id}`, t] as const)),
    );
    owners = new Map(
      documents.map((d) => [d, new Set(d.links.flatMap((l) => byRecord.get(`${l.system}/${l.object}/${l.id}`) ?? []))]),
    );
    whole = documents.flatMap((document) => {
      const [account, ...others] = owners.get(document) ?? [];
      return account && others.length === 0 && account.members.length === document.links.length
        ? [{ account, document }]
        : [];
    });
  }, 120_000);
  afterAll(() => backend?.close());

  it('reads a document for every account, in the form of the contract', () => {
    expect(truth).toHaveLength(200);
    expect(documents.length).toBeGreaterThanOrEqual(200);
    expect(documents.flatMap((d) => d.links)).toHaveLength(truth.flatMap((t) => t.members).length);
  });

  it('never puts records of two customers into one account', () => {
    const mixed = documents.filter((d) => (owners.get(d)?.size ?? 0) !== 1);
    expect(mixed.map((d) => d.links.map((l) => `${l.system} ${l.name}`))).toEqual([]);
  });

  it('brings at least 95 of 100 pairs of records of one customer together', () => {
    const accountOf = new Map(documents.flatMap((d) => d.links.map((l) => [`${l.system}/${l.id}`, d] as const)));
    let pairs = 0;
    let together = 0;
    for (const { members } of truth) {
      for (const [i, a] of members.entries()) {
        for (const b of members.slice(i + 1)) {
          pairs++;
          if (accountOf.get(`${a.source}/${a.id}`) === accountOf.get(`${b.source}/${b.id}`)) together++;
        }
      }
    }
    expect(together / pairs).toBeGreaterThanOrEqual(0.95);
    expect(whole.length).toBeGreaterThanOrEqual(180);
  });

  it('states the recurring revenue of every customer, a currency at a time', () => {
    const wrong = whole.filter(({ account, document }) => {
      const arr = Object.fromEntries(document.header.arr.map((m) => [m.currency, m.amountMinor]));
      const expected = Object.entries(account.arr).map(([currency, minor]) => [currency, minor] as const);
      // A discounted month is rounded to a minor unit before it is multiplied, so a year may differ by half a unit a month.
      return (
        Object.keys(arr).length !== expected.length ||
        expected.some(([currency, minor]) => Math.abs((arr[currency] ?? 0) - minor) > 1)
      );
    });
    expect(wrong.map(({ account, document }) => [account.name, account.arr, document.header.arr])).toEqual([]);
    expect(whole.filter(({ account }) => Object.keys(account.arr).length > 0).length).toBeGreaterThan(100);
  });

  it('states what is overdue', () => {
    const wrong = whole.filter(({ account, document }) => {
      const overdue = document.sections.billing.data?.overdue ?? [];
      return overdue.reduce((sum, m) => sum + m.amountMinor, 0) !== account.overdueMinor || overdue.length > 1;
    });
    expect(
      wrong.map(({ account, document }) => [account.name, account.overdueMinor, document.sections.billing]),
    ).toEqual([]);
    expect(whole.filter(({ account }) => account.overdueMinor > 0).length).toBeGreaterThan(5);
  });

  it('states the next renewal', () => {
    const wrong = whole.filter(({ account, document }) => document.header.renewsAt !== account.renewsAt);
    expect(wrong.map(({ account, document }) => [account.name, account.renewsAt, document.header.renewsAt])).toEqual(
      [],
    );
  });

  it('counts open tickets, and leaves out only those whose requester could be of two customers', () => {
    const { customers } = backend.sandbox.world;
    // Without a domain of its own, a requester outside every organisation cannot be led to the customer.
    const shared = new Set(
      customers.flatMap((c) =>
        c.domain === null || customers.some((o) => o !== c && o.domain === c.domain) ? c.truthId : [],
      ),
    );
    const counted = whole.map(({ account, document }) => ({
      name: account.name,
      open: document.sections.support.data?.openCount ?? 0,
      truth: account.openTickets,
      shared: shared.has(account.truthId),
    }));
    expect(counted.filter((c) => (c.shared ? c.open > c.truth : c.open !== c.truth))).toEqual([]);
    expect(counted.filter((c) => c.open > 0).length).toBeGreaterThan(50);
  });

  it('counts open disputes', () => {
    const wrong = whole.filter(
      ({ account, document }) => (document.sections.billing.data?.disputes.length ?? 0) !== account.openDisputes,
    );
    expect(wrong.map(({ account }) => account.name)).toEqual([]);
    expect(whole.filter(({ account }) => account.openDisputes > 0).length).toBeGreaterThan(0);
  });

  it('leads every kind of record to its customer, and offers the other one beside it where there are two', async () => {
    const { bridgepoint, larkspur, noor } = heroes;
    const resolve = async (source: 'salesforce' | 'hubspot' | 'zendesk', kind: string, id: string) => {
      const link = await readLinkEtag(backend.store, backend.config.tenant.id, { source, kind, id });
      const resolution = Resolution.parse(JSON.parse(link?.resolution ?? 'null'));
      const names = (of: { name: string }[]) => of.map((c) => c.name);
      const name = documents.find((d) => d.accountId === link?.accountId)?.header.name ?? null;
      return {
        name,
        chain: resolution.chain.map((c) => c.object),
        candidates: names(resolution.candidates),
        others: names(resolution.others),
        // How the company records came together is another matter.
        rules: [resolution, ...resolution.others]
          .flatMap((r) => r.evidence.map((e) => e.rule))
          .filter((rule) => rule !== 'crossId' && rule !== 'domainAndName'),
        isLinked: resolution.chain.every((c) => c.url !== null),
      };
    };
    const isLinked = true;
    expect(await resolve('zendesk', 'ticket', sharedRecords.copiedTicket)).toEqual({
      name: bridgepoint.name,
      chain: ['ticket', 'user', 'organization'],
      candidates: [],
      others: [larkspur.name],
      rules: ['copiedOnTicket'],
      isLinked,
    });
    expect(await resolve('hubspot', 'contact', sharedRecords.primaryContact)).toEqual({
      name: bridgepoint.name,
      chain: ['contact', 'company'],
      candidates: [],
      others: [larkspur.name],
      rules: ['secondCompany'],
      isLinked,
    });
    expect(await resolve('hubspot', 'contact', sharedRecords.undecidedContact)).toEqual({
      name: null,
      chain: ['contact'],
      candidates: [bridgepoint.name, larkspur.name],
      others: [],
      rules: ['severalCompanies'],
      isLinked,
    });
    expect(await resolve('zendesk', 'ticket', sharedRecords.ticketWithoutOrganization)).toEqual({
      name: larkspur.name,
      chain: ['ticket', 'user', 'Account'],
      candidates: [],
      others: [],
      rules: ['requesterNoOrganization', 'emailDomain'],
      isLinked,
    });
    const clear = { candidates: [], others: [], isLinked };
    expect(await resolve('salesforce', 'Case', sharedRecords.case)).toEqual({
      name: larkspur.name,
      chain: ['Case', 'Contact', 'Account'],
      rules: ['ownRecord'],
      ...clear,
    });
    expect(await resolve('salesforce', 'Lead', sharedRecords.convertedLead)).toEqual({
      name: noor.name,
      chain: ['Lead', 'Contact', 'Account'],
      rules: ['ownRecord'],
      ...clear,
    });
    expect(await resolve('salesforce', 'Lead', sharedRecords.openLead)).toEqual({
      name: larkspur.name,
      chain: ['Lead', 'Account'],
      rules: ['emailDomain'],
      ...clear,
    });
  });

  it('keeps version and ETag of everything when it runs again on the same data', async () => {
    const versions = () =>
      backend.store.db
        .selectFrom('context_document')
        .select(['account_id', 'mask', 'version', 'etag'])
        .orderBy('account_id')
        .orderBy('mask')
        .execute();
    const nowMs = backend.sandbox.world.nowMs + 9 * 3_600_000;
    const run = () =>
      runPipeline({
        store: backend.store,
        tenantId: backend.config.tenant.id,
        sources: backend.config.sources,
        deps: { ...processDeps(), now: () => nowMs },
        onProgress: () => undefined,
      });
    await run();
    const before = await versions();
    expect((await run()).changed).toBe(0);
    expect(await versions()).toEqual(before);
  });

  it('gives every customer with dated facts a past on the first day, labelled as reconstructed', () => {
    for (const d of documents) {
      for (const point of d.sections.health.data?.history ?? [])
        expect(point.reconstructed ?? false).toBe(point.day < d.builtAt.slice(0, 10));
    }
    const drawn = documents.filter((d) => (d.sections.health.data?.history.length ?? 0) > 2);
    expect(drawn.length).toBeGreaterThan(150);
    const northwind = documents.find((d) => d.header.name === 'Northwind Analytics Inc.')?.sections.health.data;
    expect(northwind?.trend?.direction).toBe('down');
    expect(northwind?.history).toHaveLength(13);
  });
});
