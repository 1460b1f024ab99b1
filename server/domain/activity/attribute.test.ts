import { describe, expect, it } from 'vitest';
import { company } from '../../../tests/support/facts.ts';
import type { CompanyFact } from '../model.ts';
import type { RawRecord } from '../ports.ts';
import { attributeGroup, attributeUser } from './attribute.ts';
import { CompanyIndex } from './companyIndex.ts';

const sfId = '001A0000006Vm9rIAC';

function indexOf(...companies: [accountId: string, fact: Partial<CompanyFact>, body?: object][]): CompanyIndex {
  const index = new CompanyIndex();
  for (const [accountId, some, body = {}] of companies) {
    const fact = company(some);
    const record: RawRecord = { ...fact.key, modifiedAt: 0, deleted: false, body };
    index.add(record, fact, accountId);
  }
  return index;
}
const key = (source: CompanyFact['key']['source'], kind: string, id: string) => ({ key: { source, kind, id } });
const group = (id: string, some: Partial<Parameters<typeof attributeGroup>[0]> = {}) => ({
  id,
  domain: null,
  users: [],
  ...some,
});

describe('a group', () => {
  const index = indexOf(
    ['a', { ...key('salesforce', 'Account', sfId), websites: ['acme.com'] }, { AccountNumber: 'A-17' }],
    ['h', { ...key('hubspot', 'company', '17400000001'), websites: ['hooli.com'] }],
    ['z', { ...key('zendesk', 'organization', '360900000043') }, { external_id: 'tenant-9' }],
    ['s', { ...key('stripe', 'customer', 'cus_Q1') }, { metadata: { workspace_id: 'ws_1', colour: 'red' } }],
    ['f', { ...key('zendesk', 'organization', '7') }, { external_id: 42 }],
    ['twin1', { websites: ['family.com'] }, { Customer_No__c: 'same' }],
    ['twin2', { websites: ['family.com'] }, { Customer_No__c: 'same' }],
  );
  it.each([
    [sfId, 'a', 'recordId'],
    [sfId.slice(0, 15), 'a', 'recordId'],
    [`salesforce:${sfId}`, 'a', 'recordId'],
    ['17400000001', 'h', 'recordId'],
    ['360900000043', 'z', 'recordId'],
    ['cus_Q1', 's', 'recordId'],
    ['zendesk:7', 'f', 'recordId'],
    ['A-17', 'a', 'externalId'],
    ['tenant-9', 'z', 'externalId'],
    ['ws_1', 's', 'externalId'],
    ['42', 'f', 'externalId'],
    ['acme.com', 'a', 'domain'],
    ['https://app.hooli.com/x', 'h', 'domain'],
    // A small number is the sender's own; a vendor's small number needs the vendor's name.
    ['7', null, 'unknown'],
    ['red', null, 'unknown'],
    ['Acme Inc.', null, 'unknown'],
    ['same', null, 'several'],
    ['family.com', null, 'several'],
    [`${sfId.slice(0, 15)}AAA`, null, 'unknown'],
  ])('%s is %s, %s', (id, accountId, by) => {
    expect(attributeGroup(group(id), index)).toMatchObject({ accountId, by });
  });

  it('is found by its own domain before that of its people, and an id goes before both', () => {
    const users = [{ domain: 'hooli.com', users: 3 }];
    expect(attributeGroup(group('g', { domain: 'acme.com', users }), index)).toMatchObject({
      accountId: 'a',
      by: 'domain',
    });
    expect(attributeGroup(group(sfId, { domain: 'hooli.com', users }), index)).toMatchObject({ accountId: 'a' });
    expect(attributeGroup(group('g', { users }), index)).toEqual({
      accountId: 'h',
      by: 'userDomains',
      value: 'hooli.com (3)',
    });
  });

  it('whose people are of two customers is of neither; people of nobody do not count', () => {
    const users = (...domains: string[]) => ({ users: domains.map((domain) => ({ domain, users: 1 })) });
    expect(attributeGroup(group('g', users('acme.com', 'agency.example')), index).accountId).toBe('a');
    expect(attributeGroup(group('g', users('acme.com', 'hooli.com')), index)).toMatchObject({
      accountId: null,
      by: 'several',
    });
    expect(attributeGroup(group('g', users('family.com')), index)).toMatchObject({ accountId: null, by: 'several' });
    expect(attributeGroup(group('g', users('acme.com', 'family.com')), index)).toMatchObject({
      accountId: null,
      by: 'several',
    });
  });
});

describe('a person', () => {
  const index = indexOf(['a', { websites: ['acme.com'] }], ['h', { websites: ['hooli.com'] }]);
  const user = (some: Partial<Parameters<typeof attributeUser>[0]> = {}) =>
    attributeUser({ internal: false, domain: 'acme.com', groups: [], ...some }, index);

  it('is of the customer of the groups, else of the e-mail domain', () => {
    expect(user()).toEqual({ accountId: 'a', by: 'userDomains', value: 'acme.com (1)' });
    expect(user({ groups: [{ id: 'g', accountId: 'h' }] })).toEqual({ accountId: 'h', by: 'group', value: 'g' });
    expect(user({ domain: 'nobody.example' })).toMatchObject({ accountId: null, by: 'unknown' });
    expect(user({ domain: null })).toMatchObject({ accountId: null, by: 'unknown' });
  });

  it('of groups of several customers is of none, whatever the domain', () => {
    const h = { id: 'g', accountId: 'h' };
    expect(user({ groups: [h, { id: 'g2', accountId: 'h' }] }).accountId).toBe('h');
    expect(user({ groups: [h, { id: 'g2', accountId: 'a' }] })).toMatchObject({ accountId: null, by: 'several' });
    expect(user({ groups: [h, { id: 'g2', accountId: null }] })).toMatchObject({ accountId: null, by: 'several' });
    // A group that nobody knows says nothing about a person whose domain is known.
    expect(user({ groups: [{ id: 'g2', accountId: null }] }).accountId).toBe('a');
  });

  it('of our own is of no customer', () => {
    expect(user({ internal: true, groups: [{ id: 'g', accountId: 'h' }] })).toMatchObject({
      accountId: null,
      by: 'internal',
    });
  });
});
