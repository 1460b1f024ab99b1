import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../../../tests/support/facts.ts';
import { evaluateAccounts, worldCompanies } from '../../../tests/support/worldCompanies.ts';
import { buildWorld } from '../../sandbox/world/buildWorld.ts';
import type { CompanyFact, Source } from '../model.ts';
import { addContact, companyKey, companyKinds } from './companyKey.ts';
import type { Decision } from './decisions.ts';
import { explain } from './explain.ts';
import { type Identity, resolveIdentity } from './resolveIdentity.ts';

type Some = Partial<CompanyFact> & { people?: string[] };
const record = (source: Source, id: string, name: string, { people = [], ...some }: Some = {}) => {
  const key = companyKey(company({ key: { source, kind: companyKinds[source], id }, name, ...some }));
  for (const email of people) addContact(key, email);
  return key;
};
const sf = (id: string, name: string, some?: Some) => record('salesforce', id, name, some);
const zd = (id: string, name: string, some?: Some) => record('zendesk', id, name, some);
const st = (id: string, name: string, some?: Some) => record('stripe', id, name, some);
const at = (domain: string) => ({ websites: [`https://${domain}`] });
const groups = ({ accounts }: Identity) =>
  accounts
    .map((a) =>
      a.members
        .map((m) => m.key.id)
        .sort()
        .join('+'),
    )
    .sort();
const why = ({ review }: Identity) => review.map((r) => [r.why, ...r.weighing.vetoes].join(' ')).sort();

describe('similarity', () => {
  const people = ['kim@acme.example', 'lee@acme.example'];

  it('joins what shares people and a name with a slip, and says how it weighed', () => {
    const identity = resolveIdentity([
      sf('1', 'Aurora Robotics Inc.', { people }),
      zd('2', 'Aurora Robotcs', { people }),
    ]);
    expect(groups(identity)).toEqual(['1+2']);
    expect(identity.accounts[0]?.members[1]).toMatchObject({
      confidence: 'matched',
      evidence: [{ rule: 'similar', value: 'Aurora Robotcs' }],
    });
    const weighing = identity.graph.edges[0]?.weighing;
    expect(weighing?.weights.map(({ field, level }) => `${field}: ${level}`)).toEqual([
      'name: near',
      'contacts: several shared',
      'systems: none holds both',
    ]);
    const sum = (weighing?.weights ?? []).reduce((all, { bits }) => all + bits, weighing?.priorBits ?? 0);
    expect(weighing?.bits).toBeCloseTo(sum, 10);
    expect(weighing?.probability).toBeGreaterThan(0.99);
  });

  it('joins one name in one country, but only as a guess', () => {
    const identity = resolveIdentity([
      sf('1', 'Aurora Robotics GmbH', { country: 'Germany' }),
      st('2', 'AURORA ROBOTICS', { country: 'DE' }),
      ...['Birch', 'Cedar', 'Dune', 'Ember'].map((name, i) => sf(`x${i}`, name, { country: 'France' })),
    ]);
    expect(groups(identity)).toContain('1+2');
    expect(identity.accounts.find(({ members }) => members.length === 2)?.members[1]?.confidence).toBe('guessed');
  });

  it('shows what it does not join as candidates, on both sides', () => {
    const identity = resolveIdentity([sf('1', 'Aurora Robotics'), zd('2', 'Aurora Robotcs')]);
    expect(why(identity)).toEqual(['veto oneKind']);
    const [a, b] = identity.accounts;
    expect(a?.lookalikes).toMatchObject([{ accountId: b?.id, evidence: [{ rule: 'similar' }] }]);
    expect(b?.lookalikes).toMatchObject([{ accountId: a?.id }]);
  });

  it.each<[string, Some, Some, string]>([
    ['different domains', { ...at('one.example'), people }, { ...at('two.example'), people }, 'veto domains'],
    ['different tax ids', { taxIds: ['DE136695976'], people }, { taxIds: ['DE811569869'], people }, 'veto taxIds'],
    ['a parent', { people }, { people, parentId: '1' }, 'veto parent'],
    ['countries of one system', { country: 'Germany', people }, { country: 'France', people }, 'veto country'],
  ])('never joins against a veto: %s', (_, one, two, expected) => {
    const identity = resolveIdentity([sf('1', 'Aurora Robotics', one), sf('2', 'Aurora Robotics', two)]);
    expect([groups(identity), why(identity)]).toEqual([['1', '2'], [expected]]);
  });

  it('never joins what one system holds under two names, whatever a family shares', () => {
    const family = { ...at('acme.example'), people, country: 'Sweden' };
    const two = [sf('1', 'Castor Optics', family), sf('2', 'Pollux Research', family)];
    const other = zd('2', 'Pollux Research', family);
    expect(why(resolveIdentity(two))).toEqual(['veto names']);
    expect(groups(resolveIdentity([...two, other]))).toHaveLength(2);
  });

  it('counts an address and its domain once', () => {
    const shared = { emails: ['billing@acme.example'] };
    const { review } = resolveIdentity([sf('1', 'Castor Optics', shared), st('2', 'Pollux Research', shared)]);
    const fields = review[0]?.weighing.weights.map(({ field }) => field) ?? [];
    expect(fields.filter((field) => field === 'contacts' || field === 'domain')).toHaveLength(1);
  });

  it('takes tax ids of two kinds for no contradiction', () => {
    const two = [
      sf('1', 'Aurora Robotics', { taxIds: ['DUNS804735132'], people }),
      st('2', 'Aurora Robotics', { taxIds: ['DE136695976'], people }),
    ];
    expect(groups(resolveIdentity(two))).toEqual(['1+2']);
  });

  it('never joins what a steward keeps apart, also not over a third', () => {
    const [one, two, three] = [
      sf('1', 'Aurora Robotics', { people }),
      zd('2', 'Aurora Robotics', { people }),
      st('3', 'Aurora Robotics', { people }),
    ];
    const cannot: Decision = { id: 'd', verdict: 'cannot', a: one.key, b: two.key, reason: 'r', actor: 'mona', at: 1 };
    expect(groups(resolveIdentity([one, two, three]))).toEqual(['1+2+3']);
    const apart = resolveIdentity([one, two, three], undefined, [cannot]);
    expect(apart.graph.find(0)).not.toBe(apart.graph.find(2));
    // The third fits both equally well, so it is given to neither.
    expect(groups(apart)).toEqual(['1', '2', '3']);
    expect(why(apart)).toContain('rival');
  });

  it('does not choose between two customers of one name', () => {
    const us = sf('1', 'Aurora Robotics', { ...at('aurora.example'), country: 'US' });
    const also = sf('2', 'Aurora Robotics', { ...at('robots.example'), country: 'US' });
    const identity = resolveIdentity([us, also, st('3', 'Aurora Robotics', { country: 'US' })]);
    expect(groups(identity)).toEqual(['1', '2', '3']);
  });

  it('explains what was joined and what was not', () => {
    const identity = resolveIdentity([
      sf('1', 'Aurora Robotics', { people }),
      zd('2', 'Aurora Robotcs', { people }),
      st('3', 'Aurora Robotics'),
    ]);
    const at = (id: string) => identity.graph.companies.findIndex((c) => c.key.id === id);
    const one = explain(identity, [at('1')], [at('2')]);
    expect(one).toMatchObject({
      isOne: true,
      way: [{ rule: 'similar' }],
      shared: [{ what: 'contact', value: '2' }],
      held: null,
    });
    const two = explain(identity, [at('1')], [at('3')]);
    expect(two).toMatchObject({
      isOne: false,
      way: [],
      shared: [{ what: 'name', value: 'aurora robotics' }],
      held: 'veto',
    });
    expect(two.weighing.vetoes).toEqual(['oneKind']);
  });

  it('does not depend on the order of records', () => {
    const { companies } = worldCompanies(
      buildWorld({ seed: 11, accounts: 60, nowMs: 0, noise: true, companiesOnly: true }),
    );
    const expected = groups(resolveIdentity(companies));
    fc.assert(
      fc.property(fc.shuffledSubarray(companies, { minLength: companies.length }), (list) => {
        expect(groups(resolveIdentity(list))).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });

  it('keeps its promise on a noisy world that it has not been looked at with', () => {
    const world = buildWorld({ seed: 4711, accounts: 600, nowMs: 0, noise: true, companiesOnly: true });
    const { companies, truthOf } = worldCompanies(world);
    const { precision, recall } = evaluateAccounts(resolveIdentity(companies), truthOf);
    expect(precision).toBeGreaterThanOrEqual(0.995);
    expect(recall).toBeGreaterThanOrEqual(0.93);
  });
});
