import { expect, it } from 'vitest';
import { company } from '../../../tests/support/facts.ts';
import type { CompanyFact, Source } from '../model.ts';
import { companyKey, companyKinds } from './companyKey.ts';
import { noPast } from './nameAccounts.ts';
import { resolveIdentity } from './resolveIdentity.ts';

type Some = Partial<CompanyFact>;
const record = (source: Source, id: string, name: string, some: Some = {}) =>
  company({ key: { source, kind: companyKinds[source], id }, name, ...some });
const at = (domain: string): Some => ({ websites: [domain] });
const claims = (source: Source, id: string): Some => ({ crossIds: [{ source, id }] });
/** The customers that come of these, each with the ids of its records. */
const customers = (facts: readonly CompanyFact[], cannot: readonly [CompanyFact, CompanyFact][] = []) => {
  const decisions = cannot.map(([a, b]) => {
    const said = { verdict: 'cannot' as const, reason: '', actor: 'mona', at: 1 };
    return { id: `${a.key.id} ${b.key.id}`, a: a.key, b: b.key, ...said };
  });
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
  expect(customers([a, b, c], [[a, b]])).toEqual([['a'], ['b'], ['c']]);
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
