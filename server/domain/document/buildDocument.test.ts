import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServedDocument } from '../../../lib/contract/consent.ts';
import {
  accountFacts,
  company,
  consent,
  daysAgo,
  deal,
  dispute,
  feedback,
  invoice,
  nowMs,
  payment,
  person,
  subscription,
  territory,
  ticket,
  usd,
} from '../../../tests/support/facts.ts';
import { nextActions } from '../actions/nextActions.ts';
import type { Holders } from '../contradictions.ts';
import { computeHealth, rulesVersion } from '../health/computeHealth.ts';
import type { AccountFacts, Consent, SourceStates } from '../model.ts';
import { buildDocument, restrictDocument, summarise } from './buildDocument.ts';

const fresh = { lastSuccessAt: nowMs, lastError: null };
const allFresh: SourceStates = { salesforce: fresh, hubspot: fresh, zendesk: fresh, stripe: fresh, file: null };

function build(facts: AccountFacts, states: SourceStates = allFresh, holders: Holders = new Map()) {
  const health = computeHealth({ facts, nowMs, freshness: 1, history: [] });
  const { actions, held } = nextActions({ accountId: 'acc', facts, health, freshness: 1, nowMs }, [], {
    usefulness: new Map(),
    p95Arr: new Map([['USD', 1_000_000]]),
  });
  const links = facts.companies.map((c) => ({
    system: c.key.source,
    object: c.key.kind,
    id: c.key.id,
    name: c.name,
    url: c.url,
    confidence: 'verified' as const,
    evidence: [],
  }));
  return buildDocument({ accountId: 'acc', facts, links, health, actions, held, states, parent: null, holders, nowMs });
}

/** Everything at once: money in two currencies, addresses in every field that people type. */
const rich = accountFacts({
  companies: [
    company({
      name: 'Acme',
      websites: ['https://acme.com'],
      owner: { name: 'Rhea', email: 'rhea@cobalt.example' },
      arr: usd(99_00),
    }),
    company({ key: { source: 'stripe', kind: 'customer', id: 'cus_1' }, name: 'billing@acme.com' }),
    company({ key: { source: 'zendesk', kind: 'organization', id: '36' } }),
  ],
  people: [
    person({ name: 'ida@acme.com', email: 'ida@acme.com', role: 'champion', leftAt: daysAgo(5) }),
    person({ name: 'Dee', email: 'dee@acme.com', role: 'decisionMaker', lastActivityAt: daysAgo(2) }),
  ],
  deals: [deal({ kind: 'expansion', name: 'Ask bob@acme.com', amount: usd(5_000_00) })],
  tickets: [ticket({ priority: 'urgent', subject: 'Mail to ida@acme.com bounces' })],
  subscriptions: [
    subscription({
      plans: [{ name: 'Growth', quantity: 2, interval: 'year' }],
      cancelsAt: daysAgo(-20),
      canceledAt: daysAgo(2),
    }),
    subscription({ arr: { amountMinor: 924_00, currency: 'EUR' } }),
  ],
  invoices: [invoice(), invoice({ amountDue: { amountMinor: 12_34, currency: 'EUR' } })],
  disputes: [dispute()],
  payments: [payment({ succeeded: false })],
});

describe('buildDocument', () => {
  it('speaks the contract, for an account with everything and for one with nothing', () => {
    for (const facts of [rich, accountFacts()]) {
      const document = build(facts);
      for (const content of [document, restrictDocument(document)]) {
        const whole = { ...content, version: 1, builtAt: new Date(nowMs).toISOString() };
        expect(ServedDocument.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
      }
    }
  });

  it('never adds amounts of different currencies', () => {
    const { header, sections } = build(rich);
    expect(header.arr).toEqual([
      { currency: 'EUR', amountMinor: 12 * 77_00 },
      { currency: 'USD', amountMinor: 1200_00 },
    ]);
    expect(sections.billing.data?.overdue).toEqual([
      { currency: 'EUR', amountMinor: 12_34 },
      { currency: 'USD', amountMinor: 500_00 },
    ]);
  });

  it('says no data where there is none, not zero', () => {
    const { header, sections, actions } = build(accountFacts({ companies: [company()] }));
    expect(header).toMatchObject({ score: null, band: 'unknown', arr: [], renewsAt: null });
    for (const id of ['health', 'billing', 'support', 'people', 'pipeline'] as const)
      expect([id, sections[id].status, sections[id].data]).toEqual([id, 'noData', null]);
    expect(actions).toEqual([]);
    const summary = summarise(build(accountFacts()), accountFacts(), nowMs);
    expect(summary).toMatchObject({ openTickets: null, overdueInvoices: null, disputes: null, score: null });
  });

  it('says of each section whether its source is missing, failed or old', () => {
    const failed = { lastSuccessAt: daysAgo(1), lastError: 'refused' };
    const never = { lastSuccessAt: null, lastError: 'refused' };
    expect(build(rich, { ...allFresh, stripe: null }).sections.billing).toMatchObject({
      status: 'notConnected',
      detail: 'stripe',
      data: null,
    });
    expect(build(rich, { ...allFresh, stripe: failed }).sections.billing).toMatchObject({
      status: 'stale',
      detail: 'stripe',
      asOf: new Date(daysAgo(1)).toISOString(),
    });
    expect(build(rich, { ...allFresh, stripe: never }).sections.billing).toMatchObject({
      status: 'failed',
      data: null,
    });
    expect(build(rich).sections.billing).toMatchObject({ status: 'ok', detail: null });
  });

  it('says what people do not want, once each, unless it is everything', () => {
    const of = (some: Parameters<typeof person>[0]) =>
      build(accountFacts({ people: [person({ name: 'a', ...some })] })).sections.people.data?.people[0];
    const no = (...channels: Consent['channel'][]) => channels.map((channel) => consent({ channel }));
    expect(of({ consents: no('phone', 'email', 'email') })?.optOuts).toEqual(['email', 'phone']);
    expect(of({ consents: [] })).not.toHaveProperty('optOuts');
    expect(of({ consents: no('email', 'phone'), doNotContact: true })).not.toHaveProperty('optOuts');
    expect(of({ consents: no('all') })).toMatchObject({ doNotContact: true });
    const both = ['email', 'phone'] as const;
    const merged = both.map((what) => person({ name: 'a', email: 'a@acme.com', consents: no(what) }));
    expect(build(accountFacts({ people: merged })).sections.people.data?.people).toMatchObject([{ optOuts: both }]);
  });

  it('names where tickets and activity come from', () => {
    const cases = accountFacts({
      companies: [company()],
      tickets: [ticket({ key: { source: 'salesforce', kind: 'Case', id: '500' } })],
    });
    const systems = (sections: { sources: { system: string }[] }) => sections.sources.map((s) => s.system);
    expect(systems(build(cases).sections.support)).toEqual(['zendesk', 'salesforce']);
    const withoutDesk = build(cases, { ...allFresh, zendesk: null }).sections.support;
    expect([withoutDesk.status, systems(withoutDesk), withoutDesk.data?.openCount]).toEqual(['ok', ['salesforce'], 1]);
    expect(build(accountFacts(), { ...allFresh, zendesk: null }).sections.support.status).toBe('notConnected');

    const used = accountFacts({ activity: [], activityFrom: ['events', 'file'] });
    const usage = build(used, { ...allFresh, file: fresh }).sections.usage;
    expect(usage).toMatchObject({
      status: 'ok',
      asOf: new Date(nowMs).toISOString(),
      sources: [
        { system: 'alongside', asOf: null },
        { system: 'file', asOf: new Date(nowMs).toISOString() },
      ],
    });
    const metric = usage.data?.metrics.find((m) => m.id === 'engagementScore');
    expect(metric?.sources).toEqual(['events', 'file']);
    const fromFile = { ...used, activityFrom: ['file' as const] };
    const asked = build({ ...fromFile, tickets: [ticket()] }, { ...allFresh, file: fresh }).sections.support.data;
    expect(asked?.metrics[0]?.sources).not.toContain('file');
    expect(build(fromFile, { ...allFresh, file: fresh }).sections.usage.data?.metrics[1]).toMatchObject({
      sources: ['file'],
      asOf: new Date(nowMs).toISOString(),
    });
  });

  it('describes a customer by the record that survived a merge in its source, whatever the other one said last', () => {
    const key = (id: string) => ({ source: 'salesforce' as const, kind: 'Account', id });
    const away = company({
      key: key('1'),
      name: 'Old name',
      industry: 'Retail',
      tier: 'Gold',
      url: 'https://x.example/1',
      modifiedAt: nowMs + 1,
      crossIds: [{ source: 'salesforce', id: '2' }],
    });
    const survivor = company({
      key: key('2'),
      name: 'Name',
      industry: null,
      tier: 'Basic',
      url: 'https://x.example/2',
    });
    const facts = accountFacts({ companies: [away, survivor] });
    expect(build(facts).header).toMatchObject({ name: 'Name', industry: null, tier: 'Basic' });
    expect(summarise(build(facts), facts, nowMs).url).toBe('https://x.example/2');
    expect(build(accountFacts({ companies: [away] })).header).toMatchObject({ name: 'Old name', tier: 'Gold' });
  });

  it('takes every value of the header from the record that it names', () => {
    const crm = company({ name: 'Acme', country: 'France', modifiedAt: daysAgo(3) });
    const hubspot = company({
      key: { source: 'hubspot', kind: 'company', id: '7' },
      name: 'Acme Ltd',
      tier: 'Gold',
      country: 'Spain',
      websites: ['acme.com'],
    });
    const { header, provenance } = build(accountFacts({ companies: [hubspot, crm] }));
    expect(header).toMatchObject({ name: 'Acme', country: 'France', tier: 'Gold', domain: 'acme.com', industry: null });
    expect(provenance).toMatchObject([
      { id: crm.key.id, observedAt: new Date(daysAgo(3)).toISOString(), fields: { name: 'only', country: 'priority' } },
      { id: '7', fields: { domain: 'completeness', tier: 'completeness' }, differs: ['country'] },
    ]);
    expect(build(accountFacts()).header.name).toBe('Unnamed customer');
    expect(build(accountFacts()).provenance).toEqual([]);
  });

  it('describes a customer by what HubSpot merged another company into', () => {
    const key = (id: string) => ({ source: 'hubspot' as const, kind: 'company', id });
    const away = company({ key: key('1'), name: 'Old name', url: 'https://x.example/1' });
    const survivor = company({ key: key('2'), name: 'Name', url: 'https://x.example/2', mergedIds: ['1'] });
    const facts = accountFacts({ companies: [away, survivor] });
    expect(summarise(build(facts), facts, nowMs)).toMatchObject({ name: 'Name', url: 'https://x.example/2' });
  });

  it('names territories once each and in order, with the record that says so, and none where no source has any', () => {
    const [north, south] = [territory('North'), territory('South')];
    const { header } = build(accountFacts({ territories: [south, north, territory('North')] }));
    expect(header.territories).toEqual([
      { system: 'salesforce', object: north.key.kind, id: north.key.id, name: 'North', url: north.url },
      { system: 'salesforce', object: south.key.kind, id: south.key.id, name: 'South', url: south.url },
    ]);
    expect(build(accountFacts()).header).not.toHaveProperty('territories');
    const many = Array.from({ length: 30 }, (_, i) => territory(`T${i}`));
    expect(build(accountFacts({ territories: many })).header.territories).toHaveLength(10);
  });

  it('has support data of a customer who only answered how satisfied they are, from where they said it', () => {
    const { support } = build(accountFacts({ feedback: [feedback(1)] }), { ...allFresh, zendesk: null }).sections;
    expect(support.sources.map((s) => s.system)).toEqual(['hubspot']);
    expect(support.data?.metrics?.find((m) => m.id === 'csat')).toMatchObject({
      value: 100,
      n: 1,
      sources: ['hubspot'],
    });
    expect(build(accountFacts({ feedback: [feedback(1, { survey: 'nps' })] })).sections.support.status).toBe('noData');
  });

  it('knows a customer of the desk without tickets: none open is news', () => {
    const quiet = accountFacts({ companies: [company({ key: { source: 'zendesk', kind: 'organization', id: '1' } })] });
    expect(build(quiet).sections.support.data).toMatchObject({ openCount: 0, urgentCount: 0 });
  });

  it('does not depend on the order in which facts were read', () => {
    const another = ticket();
    const shuffled = (facts: AccountFacts): fc.Arbitrary<AccountFacts> =>
      fc
        .record({
          companies: order(facts.companies),
          people: order(facts.people),
          tickets: order([...facts.tickets, another]),
          invoices: order(facts.invoices),
          disputes: order(facts.disputes),
        })
        .map((some) => ({ ...facts, ...some }));
    const sortedLinks = (facts: AccountFacts) => {
      const document = build(facts);
      return JSON.stringify({ ...document, links: [] });
    };
    const first = fc.sample(shuffled(rich), 1)[0] as AccountFacts;
    fc.assert(
      fc.property(shuffled(rich), (facts) => sortedLinks(facts) === sortedLinks(first)),
      { numRuns: 50 },
    );
  });
});

function order<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}

describe('restrictDocument', () => {
  /** Every key and text of a JSON value, with its path. */
  function* walk(value: unknown, path = ''): Generator<[path: string, value: unknown]> {
    yield [path, value];
    if (value === null || typeof value !== 'object') return;
    for (const [key, item] of Object.entries(value)) yield* walk(item, `${path}/${key}`);
  }
  const suspicious = ([path, value]: [string, unknown]) =>
    (/amountMinor|currency/.test(path) && value !== null) ||
    (typeof value === 'string' && (/\w@\w/.test(value) || /[$€¥£]\s?\d|\b(cus|sub|in|dp|ch)_\w/.test(value)));

  it('holds no money, no address and no billing record anywhere', () => {
    const document = build(rich);
    expect([...walk(document)].filter(suspicious).length).toBeGreaterThan(20);
    expect([...walk(restrictDocument(document))].filter(suspicious)).toEqual([]);
  });

  it('holds none either in what was held back', () => {
    const healthy = accountFacts({ ...rich, tickets: [], invoices: [], people: [], subscriptions: [subscription()] });
    expect([...walk(restrictDocument(build(healthy)))].filter(suspicious)).toEqual([]);
  });

  it('says that billing is not permitted, and keeps the rest', () => {
    const restricted = restrictDocument(build(rich));
    expect(restricted.sections.billing).toMatchObject({ status: 'notPermitted', data: null });
    expect(restricted.sections.support.data?.openCount).toBe(1);
    expect(restricted.sections.people.data?.people.map((p) => p.email)).toEqual([null, null]);
    expect(restricted.header.arr).toEqual([]);
    expect(restricted.actions.map((a) => a.ruleId)).toEqual(['urgentTicket']);
  });

  it('does not tell what Stripe alone says but the name, nor that it says something else, nor its page', () => {
    const billed = (some = {}) =>
      company({
        key: { source: 'stripe', kind: 'customer', id: 'cus_1' },
        country: 'DE',
        name: 'Acme Billing',
        url: 'https://dashboard.stripe.com/customers/cus_1',
        ...some,
      });
    const alone = accountFacts({ companies: [billed()] });
    const restricted = restrictDocument(build(alone));
    expect([build(alone).header.country, build(alone).provenance]).toMatchObject(['DE', [{ system: 'stripe' }]]);
    expect([restricted.header.country, restricted.provenance]).toEqual([null, []]);
    expect(restricted.header.name).toBe('Acme Billing');
    expect(summarise(restricted, alone, nowMs).url).toBeNull();
    expect(summarise(build(alone), alone, nowMs).url).toBe('https://dashboard.stripe.com/customers/cus_1');
    // What may not be seen is not said to be unknown: somebody who may see it later would be told that it has changed.
    expect(Object.keys(summarise(restricted, alone, nowMs))).not.toContain('disputes');
    expect(summarise(build(rich), rich, nowMs)).toMatchObject({ disputes: 1, overdueInvoices: 2, rulesVersion });
    const crm = company({ country: 'France', name: 'Acme' });
    const both = restrictDocument(build(accountFacts({ companies: [billed(), crm] })));
    expect(both.header).toMatchObject({ country: 'France', name: 'Acme' });
    expect(both.provenance).toEqual(restrictDocument(build(accountFacts({ companies: [crm] }))).provenance);
  });

  it('keeps what the CRMs say differently, and nothing that billing says', () => {
    const companies = rich.companies.map((c) => ({ ...c, ownerActive: false }));
    const left = { ...rich, companies, subscriptions: [subscription()] };
    const whats = (document: { contradictions?: { what: string }[] | undefined }) =>
      document.contradictions?.map((c) => c.what);
    expect(whats(build(left))).toEqual(['arr', 'owner']);
    expect(whats(restrictDocument(build(left)))).toEqual(['owner']);
  });

  it('names another customer as search does, and replaces an address that stands in its name', () => {
    const people = [person({ key: { source: 'zendesk', kind: 'user', id: '1' }, email: 'a@birch.com' })];
    const tickets = [ticket({ requesterId: '1', createdAt: daysAgo(1) })];
    const companies = [company({ websites: ['https://acme.com'] })];
    const holders = new Map([['birch.com', { accountId: 'acc_2', name: 'Birch, ida@birch.com' }]]);
    const document = restrictDocument(build(accountFacts({ companies, people, tickets }), allFresh, holders));
    expect(document.contradictions).toMatchObject([{ holder: { accountId: 'acc_2', name: 'Birch, …@…' } }]);
    expect(ServedDocument.parse({ ...document, version: 1, builtAt: new Date(nowMs).toISOString() })).toMatchObject({
      contradictions: document.contradictions,
    });
  });

  it('holds nothing of consent, however it is known, and does not say that there is none', () => {
    const refusing = (email: string, consents: Consent[]) => person({ email, name: email, consents });
    const agreed = consent({
      state: 'optedIn',
      key: { source: 'hubspot', kind: 'contact', id: '7' },
      topic: 'One to One',
    });
    const people = [
      refusing('a@acme.com', [consent({ channel: 'all' })]),
      refusing('b@acme.com', [consent({ origin: 'Preference centre' }), agreed, consent({ channel: 'phone' })]),
      refusing('c@acme.com', [consent(), consent({ channel: 'phone' })]),
    ];
    const offered = { companies: rich.companies, people, deals: rich.deals, subscriptions: [subscription()] };
    const document = build(accountFacts(offered));
    expect(document.consents).toHaveLength(3);
    expect(document.contradictions?.map((c) => c.what)).toContain('consent');
    expect(document.held.map((h) => h.gate)).toContain('doNotContact');
    const restricted = restrictDocument(document);
    expect(restricted).not.toHaveProperty('consents');
    for (const one of restricted.sections.people.data?.people ?? []) {
      expect(one).not.toHaveProperty('optOuts');
      expect(one.doNotContact).toBe(false);
    }
    const text = JSON.stringify(restricted);
    expect(text).not.toMatch(/opt(ed)?(In|Out)|consent|Preference centre|One to One|contacted/i);
    expect(JSON.stringify(document)).toMatch(/optedOut.*Preference centre/);
  });
});
