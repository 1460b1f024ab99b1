import { describe, expect, it } from 'vitest';
import { company, deal, invoice, person, ticket } from '../../../tests/support/facts.ts';
import type { CompanyFact, PersonFact } from '../model.ts';
import { companyKey, keyText } from './companyKey.ts';
import { RecordLinker } from './linkRecord.ts';
import { resolveIdentity } from './resolveIdentity.ts';

const acme = company({ key: { source: 'salesforce', kind: 'Account', id: '1' }, name: 'Acme', websites: ['acme.com'] });
const desk = company({
  key: { source: 'zendesk', kind: 'organization', id: '36' },
  name: 'Acme',
  crossIds: [{ source: 'salesforce', id: '1' }],
});
const castor = company({
  key: { source: 'salesforce', kind: 'Account', id: '2' },
  name: 'Castor',
  websites: ['twins.se'],
});
const pollux = company({
  key: { source: 'salesforce', kind: 'Account', id: '3' },
  name: 'Pollux',
  websites: ['twins.se'],
});
const marketing = company({ key: { source: 'hubspot', kind: 'company', id: '8' }, name: 'Birch', mergedIds: ['7'] });

const companies: CompanyFact[] = [acme, desk, castor, pollux, marketing];
const accounts = resolveIdentity(companies.map(companyKey), new Map());
const idOf = (fact: CompanyFact) =>
  accounts.find((a) => a.members.some((m) => keyText(m.key) === keyText(fact.key)))?.id;
const linker = () => new RecordLinker(accounts, new Map(companies.map((c) => [keyText(c.key), c.url])));

const user = (id: string, some: Partial<PersonFact>) =>
  person({ key: { source: 'zendesk', kind: 'user', id }, name: `User ${id}`, ...some });
const request = (requesterId: string | null, companyId: string | null = null) =>
  ticket({ key: { source: 'zendesk', kind: 'ticket', id: '500' }, subject: 'Help', requesterId, companyId });

describe('RecordLinker', () => {
  it('leads a company record to its account', () => {
    const { accountId, resolution } = linker().link(desk);
    expect(accountId).toBe(idOf(acme));
    expect(resolution).toMatchObject({ confidence: 'verified', evidence: [{ rule: 'crossId', value: '1' }] });
    expect(resolution.chain.map((c) => c.id)).toEqual(['36']);
  });

  it('leads a deal and an invoice through the company their source names', () => {
    const { accountId, resolution } = linker().link(deal({ companyId: '1' }));
    expect(accountId).toBe(idOf(acme));
    expect(resolution.chain.map((c) => c.object)).toEqual(['Opportunity', 'Account']);
    expect(linker().link(invoice({ companyId: 'cus_none' }))).toMatchObject({
      accountId: null,
      resolution: { confidence: 'none', chain: [{ object: 'invoice' }] },
    });
  });

  it('leads a ticket by its organisation, or else by its requester, and shows the whole chain', () => {
    expect(
      linker()
        .link(request(null, '36'))
        .resolution.chain.map((c) => c.object),
    ).toEqual(['ticket', 'organization']);
    const links = linker();
    links.link(user('41', { companyIds: ['36'] }));
    const { accountId, resolution } = links.link(request('41'));
    expect(accountId).toBe(idOf(acme));
    expect(resolution.chain.map((c) => c.object)).toEqual(['ticket', 'user', 'organization']);
    expect(resolution.confidence).toBe('verified');
  });

  it('leads a person without company by the domain of the address, as matched', () => {
    const { accountId, resolution } = linker().link(user('42', { email: 'Ida@Acme.com' }));
    expect(accountId).toBe(idOf(acme));
    expect(resolution).toMatchObject({ confidence: 'matched', evidence: [{ rule: 'emailDomain', value: 'acme.com' }] });
  });

  it('chooses nothing when two customers fit, and offers both', () => {
    const links = linker();
    links.link(user('43', { email: 'kim@twins.se' }));
    const { accountId, resolution } = links.link(request('43'));
    expect([accountId, resolution.confidence]).toEqual([null, 'ambiguous']);
    expect(resolution.candidates.map((c) => c.accountId).sort()).toEqual([idOf(castor), idOf(pollux)].sort());
    expect(resolution.chain.map((c) => c.object)).toEqual(['ticket', 'user']);
  });

  it('chooses nothing for a person whose source names companies of two customers', () => {
    const both = person({ companyIds: ['1', '2'], email: 'kim@acme.com' });
    expect(linker().link(both)).toMatchObject({ accountId: null, resolution: { confidence: 'ambiguous' } });
    expect(linker().link(person({ companyIds: ['1', '1'] })).accountId).toBe(idOf(acme));
  });

  it('finds nobody for a free mailbox, a stranger and an unknown requester', () => {
    for (const email of ['kim@gmail.com', 'kim@unknown.example', null])
      expect(linker().link(user('44', { email }))).toMatchObject({
        accountId: null,
        resolution: { confidence: 'none' },
      });
    expect(linker().link(request('999'))).toMatchObject({ accountId: null, resolution: { confidence: 'none' } });
  });

  it('follows an id that was merged away to the record that survived', () => {
    const contact = person({ key: { source: 'hubspot', kind: 'contact', id: '77' }, companyIds: ['7'] });
    const { accountId, resolution } = linker().link(contact);
    expect(accountId).toBe(idOf(marketing));
    expect(resolution.chain.map((c) => c.id)).toEqual(['77', '8']);
  });
});
