import { expect, it } from 'vitest';
import { company } from '../../../tests/support/facts.ts';
import type { CompanyFact, Source, SourceKey } from '../model.ts';
import { companyKey, companyKinds } from './companyKey.ts';
import type { Decision } from './decisions.ts';
import { noPast } from './nameAccounts.ts';
import { resolveIdentity } from './resolveIdentity.ts';

type Some = Partial<CompanyFact>;
const record = (source: Source, id: string, name: string, some: Some = {}) =>
  company({ key: { source, kind: companyKinds[source], id }, name, ...some });
const at = (domain: string): Some => ({ websites: [domain] });
const claims = (source: Source, id: string): Some => ({ crossIds: [{ source, id }] });
const decide =
  (verdict: Decision['verdict']) =>
  ([a, b]: readonly [SourceKey, SourceKey], at: number): Decision => ({
    ...{ id: `${verdict} ${at}`, verdict, a, b, at, reason: '', actor: 'mona' },
  });
/** The customers that come of these, each with the ids of its records. */
const customers = (facts: readonly CompanyFact[], decisions: readonly Decision[] = []) => {
  const { accounts } = resolveIdentity(facts.map(companyKey), noPast, decisions);
  return accounts.map(({ members }) => members.map((m) => m.key.id).sort()).sort();
};

it('whose tax number two have that a steward keeps apart is nobody’s guess', () => {
  const taxed: Some = { taxIds: ['DE136695976'] };
  const [a, b, c] = [
    record('salesforce', 'a', 'Brontal', taxed),
    record('hubspot', 'b', 'Brontal', taxed),
    record('stripe', 'c', 'Brontal', taxed),
  ];
  expect(customers([a, b, c])).toEqual([['a', 'b', 'c']]);
  expect(customers([a, b, c], [decide('cannot')([a.key, b.key], 1)])).toEqual([['a'], ['b'], ['c']]);
});

it('a country that one of the systems says keeps two apart, whatever the others leave open', () => {
  const one = (country: string) => [
    record('salesforce', 'a', 'Quimper', { country: 'France', ...at('quimper.example') }),
    record('zendesk', 'b', 'Quimper Services', claims('salesforce', 'a')),
    record('stripe', 'c', 'Quimper', at('quimper.example')),
    record('salesforce', 'd', 'Quimper', { country, ...at('quimper.example') }),
  ];
  expect(customers(one('Japan'))).not.toContainEqual(expect.arrayContaining(['a', 'd']));
  expect(customers(one('France'))).toContainEqual(expect.arrayContaining(['a', 'd']));
});

it('a domain of three with other names makes no two of them one', () => {
  const three = [
    record('salesforce', 'a', 'Halcyra', at('halcyra.example')),
    record('hubspot', 'b', 'Halcyra Robotics', at('halcyra.example')),
    record('zendesk', 'c', 'Mundelo', at('halcyra.example')),
  ];
  expect(customers(three.slice(0, 2))).toEqual([['a', 'b']]);
  expect(customers(three)).toEqual([['a'], ['b'], ['c']]);
});

it('what a source has merged stays one, also where a typed id would join two that are at odds', () => {
  const said = (name: string, taxId: string): Some => ({ ...at(`${name}.example`), taxIds: [taxId] });
  const facts = [
    record('salesforce', 'a', 'Tavrisk', said('tavrisk', 'DE136695976')),
    record('salesforce', 'a2', 'Fennoq', claims('salesforce', 'a')),
    record('salesforce', 'b', 'Ordovant', said('ordovant', 'DE811907980')),
    record('stripe', 'c', 'Zyxwell', { crossIds: ['a', 'b'].map((id) => ({ source: 'salesforce', id })) }),
  ];
  expect(customers(facts)).toEqual([['a', 'a2'], ['b'], ['c']]);
});

it('what a steward keeps apart stays so where both records are gone, and a merge in their source contradicts it', () => {
  const key = (id: string): SourceKey => ({ source: 'salesforce', kind: 'Account', id });
  const facts = [record('salesforce', '1', 'Brontal', { mergedIds: ['9'] }), record('salesforce', '2', 'Cobrant')];
  const musts = [
    [key('1'), key('7')],
    [key('8'), key('9')],
    [key('8'), key('2')],
  ] as const;
  const apart = decide('cannot')([key('7'), key('8')], 9);
  expect(customers(facts, musts.map(decide('must')))).toEqual([['1', '2']]);
  expect(customers(facts, [...musts.map(decide('must')), apart])).toEqual([['1'], ['2']]);
});

it('customers of one name that are not joined name each other, and never themselves', () => {
  const facts = ['a', 'b', 'c'].map((id) => record('salesforce', id, 'Halcyra Optics', at(`${id}-halcyra.example`)));
  const { accounts } = resolveIdentity(facts.map(companyKey), noPast, []);
  const idOf = (id: string) => accounts.find(({ members }) => members[0]?.key.id === id)?.id ?? '';
  for (const { members, lookalikes } of accounts) {
    const others = ['a', 'b', 'c'].filter((id) => id !== members[0]?.key.id);
    const said = lookalikes.map((l) => `${l.accountId} ${l.evidence.map((e) => e.rule)}`);
    expect(said.sort()).toEqual(others.map((id) => `${idOf(id)} sameName`).sort());
  }
});
