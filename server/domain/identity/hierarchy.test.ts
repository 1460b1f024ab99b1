import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../../../tests/support/facts.ts';
import type { CompanyFact, Source } from '../model.ts';
import { companyKey, companyKinds } from './companyKey.ts';
import { findParents } from './hierarchy.ts';
import { resolveIdentity } from './resolveIdentity.ts';

const record = (source: Source, id: string, name: string, parentId: string | null, some: Partial<CompanyFact> = {}) =>
  company({ key: { source, kind: companyKinds[source], id }, name, parentId, ...some });
const sf = (id: string, parentId: string | null = null, some: Partial<CompanyFact> = {}) =>
  record('salesforce', id, `Company ${id}`, parentId, some);

/** Parents by the names of the accounts. */
const parents = (facts: readonly CompanyFact[]) => {
  const { accounts, graph, frequencies } = resolveIdentity(facts.map(companyKey));
  const nameOf = new Map(accounts.map((a) => [a.id, a.name]));
  return findParents(accounts, graph, frequencies)
    .map(({ accountId, parentId, kind, evidence }) =>
      [nameOf.get(accountId), nameOf.get(parentId), kind, evidence].join(' | '),
    )
    .sort();
};

describe('findParents', () => {
  it('follows what a system says, the CRM of record first, and an id that was merged away', () => {
    expect(parents([sf('1'), sf('2', '1')])).toEqual(['Company 2 | Company 1 | parent | salesforce/Account/1']);
    const joined = [
      sf('1', null, { mergedIds: ['9'] }),
      sf('2', '9'),
      sf('3'),
      record('hubspot', '22', 'Company 2', '33', { crossIds: [{ source: 'salesforce', id: '2' }] }),
      record('hubspot', '33', 'Company 3', null, { crossIds: [{ source: 'salesforce', id: '3' }] }),
    ];
    expect(parents(joined)).toEqual(['Company 2 | Company 1 | parent | salesforce/Account/9']);
  });

  it('ignores a parent that is the account itself, or nowhere', () => {
    expect(parents([sf('1', '7'), sf('2', '2')])).toEqual([]);
    const twice = { taxIds: ['DE136695976'], crossIds: [{ source: 'hubspot' as const, id: '5' }] };
    expect(parents([sf('1', null, twice), sf('2', '1', twice), record('hubspot', '5', 'X', null)])).toEqual([]);
  });

  it('does not believe parents that run in a circle, but what hangs on it', () => {
    expect(parents([sf('1', '3'), sf('2', '1'), sf('3', '2'), sf('4', '1')])).toEqual([
      'Company 1 | Company 3 | cycle | salesforce/Account/3',
      'Company 2 | Company 1 | cycle | salesforce/Account/1',
      'Company 3 | Company 2 | cycle | salesforce/Account/2',
      'Company 4 | Company 1 | parent | salesforce/Account/1',
    ]);
  });

  describe('that two systems contradict each other about', () => {
    const hs = (id: string, parentId: string | null = null) =>
      record('hubspot', id, `Company ${id}`, parentId, { crossIds: [{ source: 'salesforce', id }] });

    it('are those of the CRM of record', () => {
      expect(parents([sf('1', '2'), sf('2'), hs('1'), hs('2', '1')])).toEqual([
        'Company 1 | Company 2 | parent | salesforce/Account/2',
        'Company 2 | Company 1 | cycle | hubspot/company/1',
      ]);
    });

    it('are those of the other one where the first runs in a circle, and what the circle was no more is believed', () => {
      expect(parents([sf('1', '2'), sf('2', '1'), sf('3'), hs('1', '3'), hs('3')])).toEqual([
        'Company 1 | Company 3 | parent | hubspot/company/3',
        'Company 2 | Company 1 | parent | salesforce/Account/1',
      ]);
    });
  });

  it('asks a record that was merged away in its source only when there is no other', () => {
    const away = { crossIds: [{ source: 'salesforce' as const, id: '2' }] };
    const others = [sf('8'), sf('9')];
    expect(parents([sf('1', '9', away), sf('2', '8'), ...others])).toEqual([
      'Company 2 | Company 8 | parent | salesforce/Account/8',
    ]);
    expect(parents([sf('1', '9', away), sf('2'), ...others])).toEqual([]);
    expect(parents([sf('1', '9', away), ...others])).toEqual(['Company 1 | Company 9 | parent | salesforce/Account/9']);
  });

  it('takes a domain that many share for a hint, under the one that bears its name', () => {
    const site = { websites: ['https://acme.com'] };
    const family = ['Acme Inc.', 'Birch', 'Cedar', 'Dune'].map((name, i) =>
      record('salesforce', String(i), name, null, site),
    );
    expect(parents(family)).toEqual(
      ['Birch', 'Cedar', 'Dune'].map((name) => `${name} | Acme Inc. | domain | acme.com`),
    );
    expect(parents(family.slice(0, 2))).toEqual([]);
    expect(parents(family.slice(1))).toEqual([]);
    expect(parents([...family.slice(0, 3), record('salesforce', '3', 'Dune', '2', site)])).toContain(
      'Dune | Cedar | parent | salesforce/Account/2',
    );
  });

  it('gives no hint that leads back', () => {
    const site = { websites: ['https://acme.com'] };
    const of = (id: string, name: string, parentId: string | null = null) =>
      record('salesforce', id, name, parentId, site);
    expect(parents([of('1', 'Acme', '2'), of('2', 'Birch'), of('3', 'Cedar'), of('4', 'Dune')])).toEqual([
      'Acme | Birch | parent | salesforce/Account/2',
      'Cedar | Acme | domain | acme.com',
      'Dune | Acme | domain | acme.com',
    ]);
  });

  it('never leads back to where it started', () => {
    const ids = ['1', '2', '3', '4', '5', '6'];
    fc.assert(
      fc.property(fc.array(fc.option(fc.constantFrom(...ids)), { minLength: 12, maxLength: 12 }), (list) => {
        const ofTwo = ids.flatMap((id, i) => [
          sf(id, list[i] ?? null),
          record('hubspot', id, id, list[i + 6] ?? null, { crossIds: [{ source: 'salesforce', id }] }),
        ]);
        const { accounts, graph, frequencies } = resolveIdentity(ofTwo.map(companyKey));
        const up = new Map(
          findParents(accounts, graph, frequencies).flatMap((l) =>
            l.kind === 'parent' ? [[l.accountId, l.parentId] as const] : [],
          ),
        );
        for (const start of up.keys()) {
          let steps = 0;
          for (let at: string | undefined = start; at !== undefined; at = up.get(at)) expect(steps++).toBeLessThan(7);
        }
      }),
    );
  });
});
