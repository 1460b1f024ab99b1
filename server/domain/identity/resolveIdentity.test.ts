import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../../../tests/support/facts.ts';
import type { CompanyFact, Source } from '../model.ts';
import { companyKey, companyKinds, keyText } from './companyKey.ts';
import { noPast, type Past, type ResolvedAccount } from './nameAccounts.ts';
import { resolveIdentity } from './resolveIdentity.ts';

const record = (source: Source, id: string, some: Partial<CompanyFact> = {}) =>
  company({ key: { source, kind: companyKinds[source], id }, ...some });
const sf = (id: string, some: Partial<CompanyFact> = {}) => record('salesforce', id, some);
const hs = (id: string, some: Partial<CompanyFact> = {}) => record('hubspot', id, some);
const zd = (id: string, some: Partial<CompanyFact> = {}) => record('zendesk', id, some);
const st = (id: string, some: Partial<CompanyFact> = {}) => record('stripe', id, some);
const claims = (id: string) => ({ crossIds: [{ source: 'salesforce' as const, id }] });
const at = (domain: string) => ({ websites: [`https://www.${domain}/`] });

const resolve = (facts: readonly CompanyFact[], past?: Past) => resolveIdentity(facts.map(companyKey), past).accounts;
/** Members of each account as sorted ids, for comparison. */
const groups = (accounts: readonly ResolvedAccount[]) =>
  accounts.map((a) => a.members.map((m) => m.key.id).sort()).sort((a, b) => (a.join() < b.join() ? -1 : 1));
/** What a store would hand back at the next run, had it all been written at this moment. */
const remembered = (accounts: readonly ResolvedAccount[], since = 1): Past => ({
  ...noPast,
  accountOf: new Map(
    accounts.flatMap((a) => a.members.map((m) => [keyText(m.key), { accountId: a.id, since }] as const)),
  ),
});

describe('cross-ids', () => {
  it('join records of other systems, verified, with the id as evidence', () => {
    const [account] = resolve([
      sf('1'),
      hs('2', { name: 'Other words', ...claims('1') }),
      st('3', { name: 'X', ...claims('1') }),
    ]);
    expect(account?.members.map((m) => [m.key.source, m.confidence])).toEqual([
      ['salesforce', 'verified'],
      ['hubspot', 'verified'],
      ['stripe', 'verified'],
    ]);
    expect(account?.members[1]?.evidence).toEqual([{ rule: 'crossId', value: '1' }]);
  });

  it('that lead nowhere join nothing', () => {
    expect(
      groups(
        resolve([
          sf('1', { name: 'A' }),
          st('2', { name: 'B', ...claims('9') }),
          st('3', { name: 'C', ...claims('9') }),
        ]),
      ),
    ).toEqual([['1'], ['2'], ['3']]);
  });

  it('that lead to an id merged away join the survivor', () => {
    expect(groups(resolve([sf('1', { name: 'A', mergedIds: ['0'] }), st('2', { name: 'B', ...claims('0') })]))).toEqual(
      [['1', '2']],
    );
  });

  it('typed as a default into many records are not believed', () => {
    const many = Array.from({ length: 6 }, (_, i) => st(`c${i}`, { name: `Customer ${i}`, ...claims('1') }));
    expect(resolve([sf('1', { name: 'A' }), ...many])).toHaveLength(7);
    expect(resolve([sf('1', { name: 'A' }), ...many.slice(1)])).toHaveLength(1);
  });
});

describe('tax ids', () => {
  const taxed = (taxId: string) => ({ taxIds: [taxId] });

  it('join whatever the spelling', () => {
    expect(
      groups(
        resolve([sf('1', { name: 'A', ...taxed('DE 136.695.976') }), st('2', { name: 'B', ...taxed('de136695976') })]),
      ),
    ).toEqual([['1', '2']]);
  });

  it('are not believed when short, a default, or shared by parent and subsidiary', () => {
    expect(resolve([sf('1', { name: 'A', ...taxed('0') }), sf('2', { name: 'B', ...taxed('0') })])).toHaveLength(2);
    const many = Array.from({ length: 6 }, (_, i) => st(`c${i}`, { name: `Customer ${i}`, ...taxed('DE000000000') }));
    expect(resolve(many)).toHaveLength(6);
    const family = [
      sf('1', { name: 'A', ...taxed('DE136695976') }),
      sf('2', { name: 'B', parentId: '1', ...taxed('DE136695976') }),
    ];
    expect(resolve(family)).toHaveLength(2);
  });
});

describe('domains', () => {
  it('join records of one name, matched, whatever the legal form', () => {
    const [account, ...others] = resolve([
      sf('1', { name: 'Acme Inc.', ...at('acme.com') }),
      hs('2', { name: 'ACME', ...at('shop.acme.com') }),
      st('3', { name: 'Acme, Inc', emails: ['billing@acme.com'] }),
    ]);
    expect(others).toEqual([]);
    expect(account?.members.map((m) => m.confidence)).toEqual(['verified', 'matched', 'matched']);
    expect(account?.members[2]?.evidence).toEqual([{ rule: 'domainAndName', value: 'acme.com' }]);
  });

  it('join two records of disjoint systems that share a word', () => {
    expect(
      resolve([sf('1', { name: 'Acme Rockets', ...at('acme.com') }), zd('2', { name: 'Acme', ...at('acme.com') })]),
    ).toHaveLength(1);
    expect(
      resolve([sf('1', { name: 'Acme Rockets', ...at('acme.com') }), zd('2', { name: 'Initech', ...at('acme.com') })]),
    ).toHaveLength(2);
  });

  it('that anybody can have join nothing', () => {
    for (const email of ['a@gmail.com', 'a@outlook.com', 'a@web.de', 'a@mailinator.com'])
      expect(resolve([sf('1', { emails: [email] }), st('2', { emails: [email] })])).toHaveLength(2);
    expect(resolve([sf('1', at('linkedin.com/company/acme')), hs('2', at('linkedin.com/company/acme'))])).toHaveLength(
      2,
    );
  });

  it('under a public suffix are different', () => {
    expect(resolve([sf('1', at('one.github.io')), hs('2', at('two.github.io'))])).toHaveLength(2);
    expect(resolve([sf('1', at('acme.co.uk')), hs('2', at('other.co.uk'))])).toHaveLength(2);
  });

  it('of a reseller do not make its clients one customer', () => {
    const site = at('reseller.com');
    const list = [
      sf('0', { name: 'Reseller Ltd', ...site }),
      ...['Anvil', 'Birch', 'Cedar'].map((name, i) => sf(String(i + 1), { name, ...site })),
      zd('9', { name: 'Birch', ...site }),
    ];
    expect(groups(resolve(list))).toEqual([['0'], ['1'], ['2', '9'], ['3']]);
  });

  it('of a family stay apart: two in one system, or a parent', () => {
    const site = at('dioscuri.se');
    expect(
      resolve([sf('1', { name: 'Castor Optics', ...site }), sf('2', { name: 'Pollux Optics', ...site })]),
    ).toHaveLength(2);
    expect(
      resolve([
        sf('1', { name: 'Castor Optics', ...site }),
        hs('2', { name: 'Castor Lenses', parentId: '7', ...site }),
      ]),
    ).toHaveLength(2);
  });
});

describe('vetoes', () => {
  const site = at('acme.com');

  it('keep parent and subsidiary of one name apart, and do not guess for a third record', () => {
    const list = [
      sf('1', { name: 'Acme Inc.', ...site }),
      sf('2', { name: 'Acme GmbH', parentId: '1', ...site }),
      zd('3', { name: 'Acme', ...site }),
    ];
    expect(groups(resolve(list))).toEqual([['1'], ['2'], ['3']]);
  });

  it('keep records apart that one system puts in different countries', () => {
    const us = sf('1', { name: 'Acme', country: 'United States', ...site });
    expect(resolve([us, sf('2', { name: 'Acme', country: 'Germany', ...site })])).toHaveLength(2);
    expect(resolve([us, sf('2', { name: 'Acme', country: 'united states ', ...site })])).toHaveLength(1);
    expect(resolve([us, hs('2', { name: 'Acme', country: 'US', ...site })])).toHaveLength(1);
  });

  it('do not undo what ids say', () => {
    const list = [
      sf('1', { name: 'Acme', ...site }),
      sf('2', { name: 'Acme', parentId: '1', ...site }),
      hs('3', { name: 'Acme', ...site, ...claims('2') }),
    ];
    expect(groups(resolve(list))).toEqual([['1'], ['2', '3']]);
  });
});

describe('names alone', () => {
  it('never join; the other account is shown as a look-alike', () => {
    const [a, b] = resolve([sf('1', { name: 'Acme Inc.', ...at('acme.com') }), zd('2', { name: 'ACME' })]);
    expect(a?.lookalikes).toEqual([
      { accountId: b?.id, name: 'ACME', domain: null, evidence: [{ rule: 'sameName', value: 'acme' }] },
    ]);
    expect(b?.lookalikes).toMatchObject([{ accountId: a?.id, domain: 'acme.com' }]);
  });

  it('that everybody has are no look-alikes', () => {
    const list = Array.from({ length: 11 }, (_, i) => sf(String(i), { name: 'Test' }));
    expect(resolve(list).flatMap((a) => a.lookalikes)).toEqual([]);
  });
});

describe('account ids', () => {
  const first = [
    sf('1', { name: 'Acme', ...at('acme.com') }),
    hs('2', { name: 'Acme', ...at('acme.com') }),
    sf('5', { name: 'Initech' }),
  ];

  it('do not depend on the order of records', () => {
    const whole = first.concat(zd('7', { name: 'Acme', ...at('acme.com') }), st('8', { name: 'Y', ...claims('5') }));
    const expected = JSON.stringify(resolve(whole));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(whole, { minLength: whole.length }),
        (list) => JSON.stringify(resolve(list)) === expected,
      ),
    );
  });

  it('survive another run, new records and a new naming record', () => {
    const before = remembered(resolve([hs('2', { name: 'Acme', ...at('acme.com') })]));
    const after = resolve(first, before);
    expect(after.find((a) => a.members.some((m) => m.key.id === '1'))?.id).toBe(
      before.accountOf.get('hubspot/company/2')?.accountId,
    );
    expect(resolve(first, remembered(after))).toEqual(after);
  });

  it('are never given twice, and every record has exactly one account', () => {
    const someRecord = fc
      .record({
        source: fc.constantFrom('salesforce' as const, 'hubspot' as const, 'zendesk' as const, 'stripe' as const),
        id: fc.integer({ min: 0, max: 9 }).map(String),
        name: fc.constantFrom('Acme', 'Acme GmbH', 'Initech', ''),
        site: fc.constantFrom('acme.com', 'initech.com', 'gmail.com', ''),
        cross: fc.integer({ min: 0, max: 12 }).map(String),
        parentId: fc.option(fc.constantFrom('0', '1')),
      })
      .map(({ source, id, name, site, cross, parentId }) =>
        record(source, id, { name, websites: [site], parentId, ...(source === 'salesforce' ? {} : claims(cross)) }),
      );
    const some = fc.uniqueArray(someRecord, { selector: (c) => keyText(c.key), maxLength: 14 });
    fc.assert(
      fc.property(some, some, (one, two) => {
        const before = remembered(resolve(one));
        const accounts = resolve(two, before);
        const members = accounts.flatMap((a) => a.members.map((m) => keyText(m.key)));
        expect(members.sort()).toEqual(two.map((c) => keyText(c.key)).sort());
        expect(new Set(accounts.map((a) => a.id)).size).toBe(accounts.length);
      }),
    );
  });
});
