import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company, deal, feedback, invoice, other, person, territory, ticket } from '../../../tests/support/facts.ts';
import { Linker } from '../../../tests/support/linker.ts';
import type { CompanyFact, PersonFact, TicketFact } from '../model.ts';
import { companyKey, keyText } from './companyKey.ts';
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
const cedar = company({ key: { source: 'hubspot', kind: 'company', id: '9' }, name: 'Cedar' });

const companies: CompanyFact[] = [acme, desk, castor, pollux, marketing, cedar];
const accounts = resolveIdentity(companies.map(companyKey)).accounts;
const idOf = (fact: CompanyFact) =>
  accounts.find((a) => a.members.some((m) => keyText(m.key) === keyText(fact.key)))?.id;
const linker = () => new Linker(accounts, companies);

const user = (id: string, some: Partial<PersonFact>) =>
  person({ key: { source: 'zendesk', kind: 'user', id }, name: `User ${id}`, ...some });
const request = (requesterId: string | null, companyId: string | null = null, some: Partial<TicketFact> = {}) =>
  ticket({ key: { source: 'zendesk', kind: 'ticket', id: '500' }, subject: 'Help', requesterId, companyId, ...some });
const contact = (companyIds: string[], companyId: string | null) =>
  person({ key: { source: 'hubspot', kind: 'contact', id: '77' }, name: 'Kim', companyIds, companyId });

describe('linkRecord', () => {
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

  it('shows who asked only when that is a person of the same customer', () => {
    const links = linker();
    links.link(user('41', { companyIds: ['36'] }));
    links.link(user('43', { email: 'kim@twins.se' }));
    const chain = (requesterId: string) =>
      links.link(request(requesterId, '36')).resolution.chain.map((c) => `${c.object} ${c.id}`);
    expect(chain('41')).toEqual(['ticket 500', 'user 41', 'organization 36']);
    expect(chain('43')).toEqual(['ticket 500', 'organization 36']);
    expect(chain('999')).toEqual(['ticket 500', 'organization 36']);
  });

  it('leads a case by its account or its contact, and a lead by what became of it or by its address', () => {
    const links = linker();
    links.link(person({ key: { source: 'salesforce', kind: 'Contact', id: '3' }, companyIds: ['1'], companyId: '1' }));
    links.link(person({ key: { source: 'salesforce', kind: 'Contact', id: '4' }, email: 'kim@acme.com' }));
    const chain = (...some: Parameters<typeof other>) => {
      const { accountId, resolution } = links.link(other(...some));
      expect(accountId).toBe(resolution.confidence === 'none' ? null : idOf(acme));
      return [
        resolution.confidence,
        ...resolution.chain.map((c) => c.object),
        ...resolution.evidence.map((e) => e.rule),
      ];
    };
    const own = ['ownRecord', 'crossId'];
    expect(chain('Case', { companyId: '1' })).toEqual(['verified', 'Case', 'Account', ...own]);
    expect(chain('Case', { companyId: '1', requesterId: '3' })).toEqual([
      'verified',
      'Case',
      'Contact',
      'Account',
      ...own,
    ]);
    expect(chain('Case', { requesterId: '3' })).toEqual(['verified', 'Case', 'Contact', 'Account', ...own]);
    expect(chain('Case', { requesterId: '4' })).toEqual([
      'matched',
      'Case',
      'Contact',
      'Account',
      'requesterNoOrganization',
      'emailDomain',
    ]);
    expect(chain('Case', {})).toEqual(['none', 'Case']);
    expect(chain('Lead', { companyId: '1', requesterId: '3' })).toEqual([
      'verified',
      'Lead',
      'Contact',
      'Account',
      ...own,
    ]);
    expect(chain('Lead', { email: 'ida@acme.com' })).toEqual(['matched', 'Lead', 'Account', 'emailDomain']);
    expect(chain('Lead', { email: 'ida@gmail.com' })).toEqual(['none', 'Lead']);
  });

  it('leads an answer to a survey by its company, or else by who gave it, and a territory by the account in it', () => {
    expect(linker().link(feedback(1, { companyId: '9', companyIds: ['9'] })).accountId).toBe(idOf(cedar));
    const links = linker();
    links.link(contact(['8'], '8'));
    const { accountId, resolution } = links.link(feedback(1, { requesterId: '77' }));
    expect(accountId).toBe(idOf(marketing));
    expect(resolution.chain.map((c) => c.object)).toEqual(['feedback_submission', 'contact', 'company']);
    expect(linker().link(feedback(1)).accountId).toBeNull();
    expect(linker().link({ ...territory('DACH'), companyId: '1' }).accountId).toBe(idOf(acme));
  });

  it('leads a person without company by the domain of the address, as matched', () => {
    const { accountId, resolution } = linker().link(user('42', { email: 'Ida@Acme.com' }));
    expect(accountId).toBe(idOf(acme));
    expect(resolution).toMatchObject({ confidence: 'matched', evidence: [{ rule: 'emailDomain', value: 'acme.com' }] });
  });

  it('ends the chain of a match by domain at the record that a rep would open, if there is just one', () => {
    const { resolution } = linker().link(user('42', { email: 'ida@acme.com' }));
    expect(resolution.chain.map((c) => [c.object, c.id])).toEqual([
      ['user', '42'],
      ['Account', '1'],
    ]);
    expect(resolution.chain.every((c) => c.url !== null)).toBe(true);
    const twice = [acme, { ...acme, key: { ...acme.key, id: '11' } }];
    const merged = resolveIdentity(twice.map(companyKey)).accounts;
    expect(merged).toHaveLength(1);
    const links = new Linker(merged, twice);
    const { accountId, resolution: short } = links.link(user('42', { email: 'ida@acme.com' }));
    expect([accountId, short.chain.map((c) => c.object)]).toEqual([merged[0]?.id, ['user']]);
  });

  it('says that a requester has no organisation, whatever that leads to', () => {
    const links = linker();
    links.link(user('42', { email: 'ida@acme.com' }));
    links.link(user('43', { email: 'kim@twins.se' }));
    links.link(user('44', { email: 'kim@gmail.com' }));
    links.link(user('45', { email: 'ida@acme.com', companyIds: ['404'] }));
    const { accountId, resolution } = links.link(request('42'));
    expect(accountId).toBe(idOf(acme));
    expect(resolution.evidence).toEqual([
      { rule: 'requesterNoOrganization', value: 'User 42' },
      { rule: 'emailDomain', value: 'acme.com' },
    ]);
    expect(resolution.chain.map((c) => c.object)).toEqual(['ticket', 'user', 'Account']);
    const rules = (id: string) => links.link(request(id)).resolution.evidence.map((e) => e.rule);
    expect(rules('43')).toEqual(['requesterNoOrganization', 'emailDomain']);
    expect(rules('44')).toEqual(['requesterNoOrganization']);
    // An organisation that is not known here is one all the same.
    expect(rules('45')).toEqual(['emailDomain']);
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

  it('takes the primary of several companies, and offers the others beside it', () => {
    for (const [companyIds, primary, chosen, other] of [
      [['8', '9'], '8', marketing, cedar],
      [['9', '7', '8'], '9', cedar, marketing],
    ] as const) {
      const { accountId, resolution } = linker().link(contact([...companyIds], primary));
      expect(accountId).toBe(idOf(chosen));
      expect(resolution).toMatchObject({ confidence: 'verified', candidates: [] });
      expect(resolution.others).toEqual([
        {
          accountId: idOf(other),
          name: other.name,
          domain: null,
          evidence: [{ rule: 'secondCompany', value: other.name }],
        },
      ]);
    }
    expect(linker().link(contact(['8', '7'], '8')).resolution.others).toEqual([]);
  });

  it('chooses nothing among several companies without a primary, nor with one that is not known', () => {
    for (const primary of [null, '404']) {
      const { accountId, resolution } = linker().link(contact(['8', '9'], primary));
      expect([accountId, resolution.confidence, resolution.others]).toEqual([null, 'ambiguous', []]);
      expect(resolution.candidates.map((c) => c.name)).toEqual(['Birch', 'Cedar']);
    }
    const opportunity = deal({ ...deal(), key: { source: 'hubspot', kind: 'deal', id: '1' }, companyIds: ['8', '9'] });
    expect(linker().link(opportunity)).toMatchObject({ accountId: null, resolution: { confidence: 'ambiguous' } });
    expect(linker().link({ ...opportunity, companyId: '9' })).toMatchObject({
      accountId: idOf(cedar),
      resolution: { others: [{ name: 'Birch' }] },
    });
  });

  it('offers the customers of people who are copied on a ticket', () => {
    const links = linker();
    links.link(user('41', { companyIds: ['36'] }));
    links.link(user('45', { email: 'eve@acme.com' }));
    links.link(user('46', { email: 'stranger@unknown.example' }));
    links.link(user('47', { email: 'kim@twins.se' }));
    const copied = (copiedIds: string[], companyId: string | null = null) =>
      links.link(request('46', companyId, { copiedIds }));
    const acmeOffered = {
      accountId: idOf(acme),
      name: 'Acme',
      domain: 'acme.com',
      evidence: [
        { rule: 'copiedOnTicket', value: 'User 41' },
        { rule: 'copiedOnTicket', value: 'User 45' },
      ],
    };
    // Neither who is unknown, nor who may be of two customers, leads anywhere.
    expect(copied(['41', '45', '46', '47', '999']).resolution.others).toEqual([acmeOffered]);
    expect(copied(['41', '45'], '36')).toMatchObject({ accountId: idOf(acme), resolution: { others: [] } });
    // Who is asked about already is not offered a second time.
    const mine = person({ key: { source: 'zendesk', kind: 'user', id: '48' }, companyIds: [], email: 'a@twins.se' });
    links.link(mine);
    const unclear = links.link(request('48', null, { copiedIds: ['41'] })).resolution;
    expect(unclear.candidates.map((c) => c.name)).toEqual(['Castor', 'Pollux']);
    expect(unclear.others.map((c) => c.name)).toEqual(['Acme']);
  });

  it('offers at most ten other customers, in the same order whoever is copied first, and never its own', () => {
    const many = Array.from({ length: 14 }, (_, i) =>
      company({ key: { source: 'zendesk', kind: 'organization', id: `${i}` }, name: `C${String(i).padStart(2, '0')}` }),
    );
    const resolved = resolveIdentity(many.map(companyKey)).accounts;
    const ids = many.map((_, i) => `${100 + i}`);
    fc.assert(
      fc.property(fc.shuffledSubarray(ids), fc.nat(13), (copiedIds, own) => {
        const links = new Linker(resolved, many);
        for (const [i, id] of ids.entries()) links.link(user(id, { companyIds: [`${i}`] }));
        const { accountId, resolution } = links.link(request(null, `${own}`, { copiedIds }));
        const expected = copiedIds.map((id) => `C${id.slice(1)}`).filter((name) => name !== many[own]?.name);
        expect(resolution.others.map((c) => c.name)).toEqual(expected.sort().slice(0, 10));
        expect(resolution.others.map((c) => c.accountId)).not.toContain(accountId);
      }),
    );
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
    const { accountId, resolution } = linker().link(contact(['7'], '7'));
    expect(accountId).toBe(idOf(marketing));
    expect(resolution.chain.map((c) => c.id)).toEqual(['77', '8']);
    const gone = linker().linkOf({ source: 'hubspot', kind: 'company', id: '7' });
    expect(gone.accountId).toBe(idOf(marketing));
    expect(gone.resolution).toMatchObject({
      confidence: 'verified',
      chain: [{ object: 'company', id: '8', url: marketing.url }],
      evidence: [{ rule: 'mergedInSource', value: '7' }],
    });
  });

  it('says what a link rests on beside the records of its account', () => {
    const links = linker();
    links.link(user('41', { companyIds: ['36'] }));
    links.link(user('46', { email: 'stranger@unknown.example' }));
    const rests = (...given: Parameters<typeof links.linkWithNeeds>) => links.linkWithNeeds(...given).dependsOn;
    const castorAccount = `account ${idOf(castor)}`;
    const polluxAccount = `account ${idOf(pollux)}`;
    // Its account's company, person and domain are found through the account.
    expect(rests(deal({ companyId: '1' }))).toEqual([]);
    expect(rests(user('42', { email: 'ida@acme.com' }))).toEqual([]);
    expect(rests(request('41'))).toEqual([]);
    expect(rests(invoice({ companyId: 'cus_none' }))).toEqual(['stripe/customer/cus_none']);
    expect(rests(user('44', { email: 'kim@unknown.example' }))).toEqual(['domain unknown.example']);
    expect(rests(user('43', { email: 'kim@twins.se' }))).toEqual(
      [castorAccount, polluxAccount, 'domain twins.se'].sort(),
    );
    expect(rests(user('45', { email: 'ida@acme.com', companyIds: ['404'] }))).toEqual(['zendesk/organization/404']);
    expect(rests(request('46'))).toEqual(['zendesk/user/46']);
    expect(rests(request('999', '36'))).toEqual(['zendesk/user/999']);
    expect(rests(request('46', null, { copiedIds: ['41'] }))).toEqual([
      `account ${idOf(acme)}`,
      'zendesk/user/41',
      'zendesk/user/46',
    ]);
    expect(rests(contact(['8', '9'], '8'))).toEqual([`account ${idOf(cedar)}`, 'hubspot/company/9']);
  });
});
