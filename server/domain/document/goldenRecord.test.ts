import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenFields, goldenRules } from '../../../lib/contract/provenance.ts';
import { accountFacts, company, daysAgo } from '../../../tests/support/facts.ts';
import { companyKinds } from '../identity/companyKey.ts';
import type { CompanyFact, Source } from '../model.ts';
import type { GoldenField } from './fieldDefinitions.ts';
import { goldenRecord } from './goldenRecord.ts';

const record = (source: Source, id: string, some: Partial<CompanyFact> = {}) =>
  company({ key: { source, kind: companyKinds[source], id }, modifiedAt: daysAgo(5), ...some });
const golden = (...companies: CompanyFact[]) => goldenRecord(accountFacts({ companies }));
/** The value of a field, the rule, its record, and who says something else with what it lost by. */
const told = (field: GoldenField, ...companies: CompanyFact[]) => {
  const found = golden(...companies)[field];
  return found && [found.value, found.rule, found.record.key.id, ...found.others.map((o) => [o.record.key.id, o.lost])];
};
const owner = (name: string, email: string | null = null) => ({ name, email });

describe('goldenRecord', () => {
  it('has nothing where nobody says anything', () => {
    expect(golden(record('salesforce', '1', { name: 'Acme' }))).toMatchObject({
      tier: null,
      owner: null,
      domain: null,
    });
    expect(golden().name).toBeNull();
  });

  it('takes what nobody contradicts, however it is written, from the record believed most', () => {
    const a = record('salesforce', '1', {
      tier: 'Gold',
      country: 'Germany',
      name: 'Acme GmbH',
      industry: 'Computer software',
    });
    const b = record('hubspot', '2', { tier: 'gold ', country: 'DE', name: 'ACME', industry: 'COMPUTER_SOFTWARE' });
    for (const [field, value] of [
      ['tier', 'Gold'],
      ['country', 'Germany'],
      ['name', 'Acme GmbH'],
      ['industry', 'Computer software'],
    ] as const)
      expect(told(field, b, a)).toEqual([value, 'only', '1']);
    const sites = [
      record('salesforce', '1', { websites: ['https://www.acme.com/de'] }),
      record('hubspot', '2', { websites: ['acme.de', 'acme.com'] }),
    ];
    expect(told('domain', ...sites)).toEqual(['acme.com', 'only', '1']);
    const owners = [
      record('salesforce', '1', { owner: owner('Rhea', 'rhea@us.example') }),
      record('hubspot', '2', { owner: owner('Rhea M.', 'Rhea@us.example') }),
    ];
    expect(told('owner', ...owners)).toEqual([owner('Rhea', 'rhea@us.example'), 'only', '1']);
  });

  it('believes a source more than what another one says later', () => {
    const crm = record('salesforce', '1', { tier: 'Gold' });
    const marketing = record('hubspot', '2', { tier: 'Silver', modifiedAt: daysAgo(1) });
    const desk = record('zendesk', '3', { tier: 'Basic' });
    const file = record('file', '4', { tier: 'Bronze' });
    const lost = [
      ['2', 'priority'],
      ['4', 'priority'],
      ['3', 'priority'],
    ];
    expect(told('tier', desk, file, marketing, crm)).toEqual(['Gold', 'priority', '1', ...lost]);
    expect(told('tier', desk, file)).toEqual(['Bronze', 'priority', '4', ['3', 'priority']]);
  });

  it('fills in what better believed sources do not say, and says so', () => {
    const crm = record('salesforce', '1');
    const marketing = record('hubspot', '2', { tier: 'Silver' });
    const desk = record('zendesk', '3', { tier: 'Basic' });
    expect(told('tier', crm, marketing, desk)).toEqual(['Silver', 'completeness', '2', ['3', 'priority']]);
    expect(golden(crm, marketing, desk).tier?.silent).toEqual([crm]);
    // A desk cannot know a country, so it is not silent about it; nor is a record of the same source.
    expect(told('country', record('zendesk', '3'), record('stripe', '4', { country: 'DE' }))).toEqual([
      'DE',
      'only',
      '4',
    ]);
    expect(told('tier', crm, record('salesforce', '5', { tier: 'Gold' }))).toEqual(['Gold', 'only', '5']);
  });

  it('believes of two records of one source the one changed last, then the one that says more, then the first', () => {
    const one = record('hubspot', '1', { country: 'France' });
    const two = record('hubspot', '2', { country: 'Spain' });
    const later = { ...two, modifiedAt: daysAgo(4) };
    const fuller = { ...two, industry: 'Retail' };
    expect(told('country', one, later)).toEqual(['Spain', 'recency', '2', ['1', 'recency']]);
    expect(told('country', one, fuller)).toEqual(['Spain', 'completeness', '2', ['1', 'completeness']]);
    expect(told('country', two, one)).toEqual(['France', 'order', '1', ['2', 'order']]);
  });

  it('does not tell the customers of Stripe apart by when they were read', () => {
    const one = record('stripe', 'cus_1', { country: 'FR' });
    const two = record('stripe', 'cus_2', { country: 'ES', modifiedAt: daysAgo(1) });
    expect(told('country', one, two)).toEqual(['FR', 'order', 'cus_1', ['cus_2', 'order']]);
  });

  it('does not change name and domain whenever one of two records is touched', () => {
    const one = record('salesforce', '1', { name: 'Acme', websites: ['acme.com'] });
    const two = record('salesforce', '2', { name: 'Birch', websites: ['birch.com'], modifiedAt: daysAgo(1) });
    expect(told('name', two, one)).toEqual(['Acme', 'order', '1', ['2', 'order']]);
    expect(told('domain', two, one)).toEqual(['acme.com', 'order', '1', ['2', 'order']]);
  });

  it('takes the domain that most sources have, however many records of one repeat another', () => {
    const crm = record('salesforce', '1', { websites: ['https://typo.com'] });
    const again = record('salesforce', '2', { websites: ['https://typo.com'] });
    const marketing = record('hubspot', '3', { websites: ['acme.com'] });
    const desk = record('zendesk', '4', { websites: ['acme.de', 'acme.com'] });
    expect(told('domain', crm, marketing)).toEqual(['typo.com', 'priority', '1', ['3', 'priority']]);
    const lost = [
      ['1', 'agreement'],
      ['2', 'agreement'],
    ];
    expect(told('domain', crm, again, desk, marketing)).toEqual(['acme.com', 'agreement', '3', ...lost]);
    const tiers = [crm, marketing, desk].map((c, i) => ({ ...c, tier: i === 0 ? 'Gold' : 'Basic' }));
    expect(told('tier', ...tiers)?.slice(0, 3)).toEqual(['Gold', 'priority', '1']);
  });

  it('names of records that agree always the same one, whichever was touched last', () => {
    const one = record('salesforce', '1', { tier: 'Gold' });
    const two = record('salesforce', '2', { tier: 'GOLD', modifiedAt: daysAgo(1) });
    expect(told('tier', one, two)).toEqual(['Gold', 'only', '1']);
    // But not one that was changed before another value was written.
    const between = record('salesforce', '3', { tier: 'Basic', modifiedAt: daysAgo(3) });
    expect(told('tier', one, two, between)).toEqual(['GOLD', 'recency', '2', ['3', 'recency']]);
  });

  it('believes an owner who is still with us before one who has left', () => {
    const left = record('salesforce', '1', { owner: owner('Rhea'), ownerActive: false });
    const here = record('hubspot', '2', { owner: owner('Amir'), ownerActive: true });
    const unknown = record('file', '3', { owner: owner('Mona') });
    expect(told('owner', left, here)).toEqual([owner('Amir'), 'active', '2', ['1', 'active']]);
    expect(told('owner', left, unknown)).toEqual([owner('Mona'), 'active', '3', ['1', 'active']]);
    expect(told('owner', left)).toEqual([owner('Rhea'), 'only', '1']);
  });

  it('takes no id, address or site for a name where somebody knows the name', () => {
    const billed = record('stripe', 'cus_1', { name: 'pay@acme.com', emails: ['pay@acme.com'] });
    const listed = record('file', '1', { name: 'Acme' });
    expect(told('name', billed, listed)).toEqual(['Acme', 'only', '1']);
    expect(told('name', billed)).toEqual(['pay@acme.com', 'only', 'cus_1']);
    expect(told('name', record('stripe', 'cus_2', { name: 'cus_2' }), listed)).toEqual(['Acme', 'only', '1']);
    const site = record('hubspot', '2', { name: 'acme.com', websites: ['acme.com'] });
    expect(told('name', site, record('zendesk', '3', { name: 'Acme' }))).toEqual(['Acme', 'completeness', '3']);
  });

  it('does not hear a record that was merged away, whichever of the two says so, unless there is no other', () => {
    const gone = record('hubspot', '1', { tier: 'Gold', modifiedAt: daysAgo(1) });
    const survivor = record('hubspot', '2', { tier: 'Silver', mergedIds: ['1'] });
    expect(told('tier', gone, survivor)).toEqual(['Silver', 'only', '2']);
    const away = record('salesforce', '3', { tier: 'Gold', crossIds: [{ source: 'salesforce', id: '4' }] });
    expect(told('tier', away, survivor)).toEqual(['Silver', 'only', '2']);
    expect(told('tier', away)).toEqual(['Gold', 'only', '3']);
  });
});

describe('of any records', () => {
  const sources = Object.keys(companyKinds) as Source[];
  const word = fc.option(fc.constantFrom('A', 'a', 'B', 'C'), { nil: null });
  const anyRecord = fc
    .record({
      source: fc.constantFrom(...sources),
      id: fc.constantFrom('1', '2', '3', '4'),
      name: fc.constantFrom('Acme', 'Acme Inc.', 'Birch'),
      site: fc.option(fc.constantFrom('acme.com', 'birch.com'), { nil: null }),
      tier: word,
      industry: word,
      country: fc.option(fc.constantFrom('DE', 'Germany', 'France'), { nil: null }),
      owner: word,
      ownerActive: fc.constantFrom(true, false, null),
      modifiedAt: fc.integer({ min: 1, max: 4 }),
      merged: fc.constantFrom('', '', '', '1', '2'),
    })
    .map(({ source, id, site, owner: who, merged, ...some }) =>
      record(source, id, {
        ...some,
        websites: site === null ? [] : [site],
        owner: who === null ? null : owner(who),
        mergedIds: merged === '' ? [] : [merged],
      }),
    );
  const anyRecords = fc.uniqueArray(anyRecord, { selector: (c) => `${c.key.source}/${c.key.id}`, maxLength: 7 });

  it('each value is what its record says, with a rule that fits those who say something else', () => {
    fc.assert(
      fc.property(anyRecords, (companies) => {
        for (const field of goldenFields) {
          const found = goldenRecord(accountFacts({ companies }))[field];
          if (!found) continue;
          const { record: from, rule, others, silent } = found;
          expect(companies).toContain(from);
          if (field !== 'domain') expect(found.value).toBe(from[field]);
          expect(goldenRules).toContain(rule);
          if (rule === 'only') expect(others).toEqual([]);
          else if (rule !== 'completeness') expect(others[0]?.lost).toBe(rule);
          else expect(silent.length > 0 || others[0]?.lost === rule).toBe(true);
          for (const { record: other, lost } of others) {
            expect(other).not.toBe(from);
            const isOfSource = other.key.source === from.key.source;
            if (lost === 'recency') expect([isOfSource, other.modifiedAt < from.modifiedAt]).toEqual([true, true]);
            if (lost === 'priority') expect(isOfSource).toBe(false);
            if (lost === 'active')
              expect([other.ownerActive === false, from.ownerActive === false]).toEqual([true, false]);
          }
        }
      }),
    );
  });

  it('nothing depends on the order in which they were read', () => {
    const both = anyRecords.chain((companies) =>
      fc.tuple(fc.constant(companies), fc.shuffledSubarray(companies, { minLength: companies.length })),
    );
    fc.assert(
      fc.property(both, ([companies, shuffled]) => {
        expect(golden(...shuffled)).toEqual(golden(...companies));
      }),
    );
  });

  it('touching a record that nothing contradicts in its own source changes neither values nor where they are from', () => {
    const touched = anyRecords
      .filter((all) => new Set(all.map((c) => c.key.source)).size === all.length && all.length > 0)
      .chain((all) => fc.tuple(fc.constant(all), fc.nat(all.length - 1)));
    const without = (all: readonly CompanyFact[]) =>
      Object.values(golden(...all)).map((g) => g && [g.value, g.rule, g.record.key, g.others.map((o) => o.lost)]);
    fc.assert(
      fc.property(touched, ([all, i]) => {
        const after = all.map((c, at) => (at === i ? { ...c, modifiedAt: 9 } : c));
        expect(without(after)).toEqual(without(all));
      }),
    );
  });
});
