import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../../../tests/support/facts.ts';
import type { CompanyFact, Source } from '../model.ts';
import { companyKey, companyKinds } from './companyKey.ts';
import type { Decision } from './decisions.ts';
import { noPast } from './nameAccounts.ts';
import { type Identity, resolveIdentity } from './resolveIdentity.ts';

const record =
  (source: Source) =>
  (id: string, some: Partial<CompanyFact> = {}): CompanyFact =>
    company({ key: { source, kind: companyKinds[source], id }, ...some });
const [sf, hs, zd, st, file] = (['salesforce', 'hubspot', 'zendesk', 'stripe', 'file'] as const).map(record) as [
  ReturnType<typeof record>,
  ReturnType<typeof record>,
  ReturnType<typeof record>,
  ReturnType<typeof record>,
  ReturnType<typeof record>,
];
const at = (name: string, domain: string, some: Partial<CompanyFact> = {}) => ({ name, websites: [domain], ...some });
const claims = (...crossIds: [Source, string][]) => ({ crossIds: crossIds.map(([source, id]) => ({ source, id })) });
const decide = (verdict: Decision['verdict'], a: CompanyFact, b: CompanyFact): Decision => ({
  id: `${a.key.id} ${b.key.id}`,
  verdict,
  a: a.key,
  b: b.key,
  reason: '',
  actor: 'steward',
  at: 1,
});

const resolve = (facts: readonly CompanyFact[], decisions: readonly Decision[] = []) =>
  resolveIdentity(facts.map(companyKey), noPast, decisions);
const groups = ({ accounts }: Identity) =>
  accounts
    .map((a) =>
      a.members
        .map((m) => m.key.id)
        .sort()
        .join('+'),
    )
    .sort();
const asked = ({ review, graph }: Identity) =>
  review.map(({ a, b, why }) => [...[a, b].map((i) => graph.companies[i]?.key.id).sort(), why].join(' ')).sort();

describe('a domain that two clusters have', () => {
  it.each([
    ['Castor Optics', 'Pollux Optics'],
    ['The Bakery', 'The Garage'],
    ['Ortiz Group Holding', 'Prado Group'],
    ['Group', 'Prado Group'],
    ['Castor Opt.', 'Pollux Optics'],
    ['Acme Foods', 'Acme Goods'],
    ['Store 12', 'Store 14'],
  ])('does not make one of %s and %s', (one, two) => {
    expect(groups(resolve([sf('1', at(one, 'gemini.com')), zd('2', at(two, 'gemini.com'))]))).toEqual(['1', '2']);
  });

  it.each([
    ['Castor Optics', 'Castor'],
    ['Castor Optics', 'Castor Optiks GmbH'],
    ['Optics Castor Inc.', 'Castor Optics'],
    ['Castor Opt.', 'Castor Optics Ltd'],
    ['Castor 54', 'Castor 45'],
  ])('makes one of %s and %s', (one, two) => {
    expect(groups(resolve([sf('1', at(one, 'castor54.com')), zd('2', at(two, 'castor54.com'))]))).toEqual(['1+2']);
  });
});

describe('a tax id', () => {
  const taxIds = ['DE136695976'];

  it.each(['UNKNOWN', 'Not available', '000000000', '123456789'])('that fills a field joins nothing: %s', (text) => {
    const some = { taxIds: [text] };
    expect(
      groups(resolve([sf('1', at('Alpha Steel', 'alpha.com', some)), st('2', at('Beta Foods', 'beta.com', some))])),
    ).toEqual(['1', '2']);
  });

  it('of two that one system knows under other names is a question', () => {
    const both = [
      sf('1', at('Alpha Steel', 'alpha.com', { taxIds })),
      sf('2', at('Beta Foods', 'beta.com', { taxIds })),
    ];
    const identity = resolve(both);
    expect([groups(identity), asked(identity)]).toEqual([['1', '2'], ['1 2 conflict']]);
    expect(identity.accounts[0]?.lookalikes).toMatchObject([{ name: 'Beta Foods', evidence: [{ rule: 'similar' }] }]);
    // Whose a third record is would be a guess.
    expect(groups(resolve([...both, st('3', { name: 'B', taxIds })]))).toEqual(['1', '2', '3']);
    expect(asked(resolve(both, [decide('cannot', ...(both as [CompanyFact, CompanyFact]))]))).toEqual([]);
  });

  it('joins duplicates, new names at the old domain, and what other systems call otherwise', () => {
    expect(
      groups(
        resolve([
          sf('1', at('Alpha Steel', 'alpha.com', { taxIds })),
          sf('2', at('Alpha Steel', 'alpha.de', { taxIds })),
          sf('3', at('Omega', 'alpha.com', { taxIds })),
          st('4', { name: 'A. S. Verwaltung', emails: ['books@ledger.com'], taxIds }),
        ]),
      ),
    ).toEqual(['1+2+3+4']);
  });
});

describe('what a source has merged', () => {
  it('is one, however many there are', () => {
    const losers = Array.from({ length: 8 }, (_, i) =>
      sf(`2${i}`, { name: `Old ${i}`, ...claims(['salesforce', '1']) }),
    );
    const typed = Array.from({ length: 6 }, (_, i) => hs(`3${i}`, { name: `X ${i}`, ...claims(['salesforce', '1']) }));
    const found = groups(resolve([sf('1', { name: 'Master' }), ...losers, ...typed]));
    expect(found).toEqual(['1+20+21+22+23+24+25+26+27', ...typed.map((c) => c.key.id)]);
  });
});

describe('claims that contradict each other', () => {
  const alpha = sf('A', at('Alpha Steel', 'alpha.com', { taxIds: ['DE136695976'] }));
  const beta = sf('B', at('Beta Foods', 'beta.com', { taxIds: ['DE811569869'] }));
  const bridge = [
    hs('H', { name: 'Beta Foods', ...claims(['salesforce', 'B']) }),
    file('F', { name: 'Alpha Steel', ...claims(['salesforce', 'A'], ['hubspot', 'H']) }),
  ];

  it('do not bridge two customers; each record stays with the one whose name it bears', () => {
    const identity = resolve([alpha, beta, ...bridge]);
    expect([groups(identity), asked(identity)]).toEqual([['A+F', 'B+H'], ['F H conflict']]);
  });

  it('are told by domains and names where there are no tax ids', () => {
    const plain = [alpha, beta].map((c) => ({ ...c, taxIds: [] }));
    expect(groups(resolve([...plain, ...bridge]))).toEqual(['A+F', 'B+H']);
    // One name, or one domain: two records of one customer.
    const one = [alpha, { ...alpha, key: beta.key, websites: ['alpha.de'] }].map((c) => ({ ...c, taxIds: [] }));
    expect(groups(resolve([...one, ...bridge]))).toEqual(['A+B+F+H']);
  });

  it('join nothing where no record says whose it is', () => {
    const nameless = bridge.map((c) => ({ ...c, name: 'Zeta' }));
    const more = st('S', { name: 'Omicron', ...claims(['salesforce', 'A']) });
    const identity = resolve([alpha, beta, ...nameless]);
    expect(groups(identity)).toContain('A');
    expect(groups(identity)).toContain('B');
    expect(groups(resolve([alpha, beta, ...bridge, more]))).toEqual(['A+F+S', 'B+H']);
  });

  it('do hold where a steward or the source has made the two one', () => {
    expect(groups(resolve([alpha, beta, ...bridge], [decide('must', alpha, beta)]))).toEqual(['A+B+F+H']);
    const merged = { ...alpha, ...claims(['salesforce', 'B']) };
    expect(groups(resolve([merged, beta, ...bridge]))).toEqual(['A+B+F+H']);
  });

  it('leave alone who has several records in a system that nobody names', () => {
    const two = ['x.com', 'y.com'].map((domain) => st(domain, at(domain, domain, claims(['salesforce', 'A']))));
    expect(groups(resolve([alpha, ...two]))).toEqual(['A+x.com+y.com']);
  });
});

describe('what a steward makes one', () => {
  const acme = at('Acme Foods', 'acme.com');
  const a = sf('A', { ...acme, country: 'Germany' });
  const others = [zd('Z', acme), hs('H', { ...acme, country: 'Germany' }), st('S', acme)];

  it('keeps its own records, whatever country or parent the other has', () => {
    const austrian = sf('B', at('Bolt', 'bolt.at', { country: 'Austria' }));
    const child = sf('B', at('Acme Foods West', 'acme-west.com', { parentId: 'A' }));
    for (const b of [austrian, child]) {
      expect(groups(resolve([a, b, ...others]))).toEqual(['A+H+S+Z', 'B']);
      const identity = resolve([a, b, ...others], [decide('must', a, b)]);
      expect(groups(identity)).toEqual(['A+B+H+S+Z']);
      expect(identity.graph.edges.map(({ evidence }) => evidence.rule)).toEqual([
        'decision',
        ...others.map(() => 'domainAndName'),
      ]);
    }
  });

  it('takes in who has the domain and the name of both', () => {
    const b = sf('B', { ...acme, country: 'Austria' });
    expect(groups(resolve([a, b, ...others]))).toContain('B');
    expect(groups(resolve([a, b, ...others], [decide('must', a, b)]))).toEqual(['A+B+H+S+Z']);
  });

  it('never separates what keys had joined without it', () => {
    const some = fc.record({
      source: fc.constantFrom('salesforce' as const, 'hubspot' as const, 'zendesk' as const, 'file' as const),
      id: fc.integer({ min: 0, max: 4 }).map(String),
      name: fc.constantFrom('Acme', 'Acme Foods', 'Bolt', 'Castor Optics'),
      site: fc.constantFrom('acme.com', 'bolt.com', ''),
      taxId: fc.constantFrom('DE136695976', 'DE811569869', '', ''),
      cross: fc.constantFrom('0', '1', '2', '', ''),
      parentId: fc.constantFrom('0', '1', null, null, null),
      country: fc.constantFrom('Germany', 'Austria', null),
    });
    const list = fc.uniqueArray(some, { selector: (c) => c.source + c.id, minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(list, fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 2 }), (rows, pairs) => {
        const facts = rows.map(({ source, id, name, site, taxId, cross, parentId, country }) =>
          record(source)(id, {
            ...at(name, site, { parentId, country, taxIds: [taxId] }),
            ...(cross ? claims([source === 'file' ? 'hubspot' : 'salesforce', cross]) : {}),
          }),
        );
        const pick = (n: number) => facts[n % facts.length] as CompanyFact;
        const { graph: without } = resolve(facts);
        const { graph } = resolve(
          facts,
          pairs.map(([x, y]) => decide('must', pick(x), pick(y))),
        );
        for (const { a: x, b: y, evidence } of without.edges)
          if (evidence.rule !== 'similar') expect([evidence, graph.find(x)]).toEqual([evidence, graph.find(y)]);
      }),
      { numRuns: 2_000 },
    );
  });
});
