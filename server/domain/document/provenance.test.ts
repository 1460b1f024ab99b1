import { describe, expect, it } from 'vitest';
import { accountFacts, company, daysAgo } from '../../../tests/support/facts.ts';
import { companyKinds } from '../identity/companyKey.ts';
import type { CompanyFact, Source } from '../model.ts';
import { goldenRecord } from './goldenRecord.ts';
import { parentSaidBy, provenanceOf, withoutStripe, withoutTimes } from './provenance.ts';

const record = (source: Source, id: string, some: Partial<CompanyFact> = {}) =>
  company({ key: { source, kind: companyKinds[source], id }, modifiedAt: daysAgo(5), ...some });
const of = (...companies: CompanyFact[]) => provenanceOf(goldenRecord(accountFacts({ companies })), null);

const crm = record('salesforce', '1', { country: 'France', industry: 'Retail' });
const marketing = record('hubspot', '2', { tier: 'Gold', country: 'Spain', modifiedAt: daysAgo(2) });
const billed = record('stripe', 'cus_3', { country: 'DE', name: 'Acme Billing' });

describe('provenanceOf', () => {
  it('names each record once, with what is from it, since when, and what it says differently', () => {
    expect(of(billed, marketing, crm)).toEqual([
      {
        system: 'salesforce',
        object: 'Account',
        id: '1',
        observedAt: new Date(daysAgo(5)).toISOString(),
        fields: { name: 'priority', industry: 'only', country: 'priority' },
      },
      {
        system: 'stripe',
        object: 'customer',
        id: 'cus_3',
        observedAt: new Date(daysAgo(5)).toISOString(),
        fields: {},
        differs: ['name', 'country'],
      },
      {
        system: 'hubspot',
        object: 'company',
        id: '2',
        observedAt: new Date(daysAgo(2)).toISOString(),
        fields: { tier: 'completeness' },
        differs: ['country'],
      },
    ]);
    expect(of()).toEqual([]);
  });

  it('without Stripe does not show that Stripe says something else', () => {
    const fields = { name: 'only', industry: 'only', country: 'priority' };
    expect(withoutStripe(of(crm, marketing, billed))).toMatchObject([{ fields }, { fields: { tier: 'completeness' } }]);
    expect(withoutStripe(of(crm, billed))).toEqual(of(crm));
    expect(withoutStripe(of(billed))).toEqual([]);
  });

  it('without times is the same after a record was touched', () => {
    const touched = { ...marketing, modifiedAt: daysAgo(1) };
    expect(of(crm, touched)).not.toEqual(of(crm, marketing));
    expect(withoutTimes(of(crm, touched))).toEqual(withoutTimes(of(crm, marketing)));
    expect(withoutTimes(of(crm))).not.toEqual(withoutTimes(of(crm, marketing)));
  });
});

describe('parentSaidBy', () => {
  const named = { accountId: 'acc_9', name: 'Holding', evidence: 'hubspot/company/9' };
  const child = (id: string, some: Partial<CompanyFact> = {}) => record('hubspot', id, { parentId: '9', ...some });
  const saidBy = (...companies: CompanyFact[]) => parentSaidBy(accountFacts({ companies }), named)?.key.id;

  it('is the first record of that source that names this parent and was not merged away', () => {
    expect(saidBy(record('salesforce', '1', { parentId: '9' }), child('5'), child('4'))).toBe('4');
    expect(saidBy(child('4', { crossIds: [{ source: 'hubspot', id: '5' }] }), child('5'))).toBe('5');
    expect(saidBy(child('4', { parentId: '8' }), record('hubspot', '5'))).toBeUndefined();
  });

  it('has its place beside what else is from the record', () => {
    const companies = [child('4', { tier: 'Gold' })];
    const facts = accountFacts({ companies });
    expect(provenanceOf(goldenRecord(facts), parentSaidBy(facts, named))).toMatchObject([
      { system: 'hubspot', id: '4', fields: { name: 'only', tier: 'only', parent: 'hierarchy' } },
    ]);
  });
});
