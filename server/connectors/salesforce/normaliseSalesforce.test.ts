import { describe, expect, it } from 'vitest';
import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { checkNormalise } from '../../../tests/support/checkNormalise.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { normaliseSalesforce } from './normaliseSalesforce.ts';
import { salesforce } from './salesforce.ts';

const accountId = '001xx000003DGb0';
const account18 = canonicalSalesforceId(accountId) as string;
const config = { instance: 'x.lightning.force.com' };
const record = (kind: string, id: string, body: object): RawRecord => ({
  source: 'salesforce',
  kind,
  id,
  modifiedAt: Date.parse('2026-11-20T10:00:00Z'),
  deleted: false,
  body: { attributes: { type: kind }, Id: id, IsDeleted: false, ...body },
});
const account = record('Account', account18, {
  Name: 'Northwind Analytics',
  Website: 'https://www.northwind.example',
  Type: 'Customer',
  Industry: 'Software',
  BillingCountry: 'Germany',
  DunsNumber: '123456789',
  ParentId: '001xx000003DGb1',
  MasterRecordId: null,
  CurrencyIsoCode: 'EUR',
  Total_ARR__c: 1200.5,
  Owner: { Name: 'Rhea Lindqvist', Email: 'rhea@cobalt.example', IsActive: false },
  Customer_Tier__c: 'Gold',
});
const contact = record('Contact', canonicalSalesforceId('003xx000004TmiQ') as string, {
  AccountId: accountId,
  Name: 'Ada Byron',
  Email: 'ada@northwind.example',
  Title: 'CTO',
  HasOptedOutOfEmail: true,
  DoNotCall: true,
  LastActivityDate: '2026-11-01',
  LeadSource: 'Trade Show',
  CreatedDate: '2025-03-01T08:00:00.000+0000',
  Buying_Role__c: 'Economic buyer',
  Champion_Left__c: '2026-10-01',
});
const opportunity = record('Opportunity', canonicalSalesforceId('006xx000001SvFM') as string, {
  AccountId: account18,
  Name: 'Renewal 2027',
  Amount: 1234.56,
  CurrencyIsoCode: 'KWD',
  StageName: 'Negotiation',
  CloseDate: '2026-12-31',
  IsClosed: false,
  IsWon: false,
  Type: 'Renewal',
  Probability: 75,
  ForecastCategory: 'Omitted',
});
const contract = record('Contract', canonicalSalesforceId('800xx0000012345') as string, {
  AccountId: account18,
  StartDate: '2026-01-01',
  EndDate: '2026-12-31',
  Status: 'Activated',
});

const order = record('Order', canonicalSalesforceId('801xx0000012345') as string, {
  AccountId: accountId,
  OrderNumber: '00000100',
  TotalAmount: 1200.5,
  CurrencyIsoCode: 'EUR',
  Status: 'Activated',
  StatusCode: 'Activated',
  EffectiveDate: '2026-05-06',
});
const asset = record('Asset', canonicalSalesforceId('02ixx0000012345') as string, {
  AccountId: accountId,
  LifecycleStartDate: '2025-12-01',
  LifecycleEndDate: '2026-11-30',
  Status: 'Installed',
});
const contact18 = canonicalSalesforceId('003xx000004TmiQ') as string;
const request = record('Case', canonicalSalesforceId('500xx000000bZ1p') as string, {
  AccountId: accountId,
  ContactId: '003xx000004TmiQ',
  CaseNumber: '00001026',
  Subject: 'Exports fail',
});
const milestone = record('CaseMilestone', canonicalSalesforceId('555xx000000bZ1p') as string, {
  CaseId: '500xx000000bZ1p',
  Case: { AccountId: accountId, ContactId: '003xx000004TmiQ' },
  MilestoneType: { Name: 'First response' },
  TargetDate: '2026-11-01T12:00:00.000+0000',
  CompletionDate: '2026-11-01T11:00:00.000+0000',
  IsViolated: false,
});
const lead = record('Lead', canonicalSalesforceId('00Qxx000001TbcD') as string, {
  Name: 'Ada Byron',
  Email: 'ada@northwind.example',
  ConvertedAccountId: null,
  ConvertedContactId: null,
});
const assignment = record('ObjectTerritory2Association', canonicalSalesforceId('0TNxx000001TbcD') as string, {
  ObjectId: accountId,
  SobjectType: 'Account',
  Territory2Id: '0MIxx000001TbcD',
  Territory2: { Name: 'DACH Enterprise', Territory2Model: { State: 'Active' } },
});

describe('normaliseSalesforce', () => {
  it('reads an account, with ids of 18 characters', () => {
    expect(normaliseSalesforce(account, config)).toEqual({
      type: 'company',
      key: { source: 'salesforce', kind: 'Account', id: account18 },
      companyId: account18,
      modifiedAt: account.modifiedAt,
      url: `https://x.lightning.force.com/lightning/r/Account/${account18}/view`,
      name: 'Northwind Analytics',
      websites: ['https://www.northwind.example'],
      emails: [],
      country: 'Germany',
      industry: 'Software',
      tier: 'Gold',
      status: 'Customer',
      owner: { name: 'Rhea Lindqvist', email: 'rhea@cobalt.example' },
      ownerActive: false,
      arr: { amountMinor: 1_200_50, currency: 'EUR' },
      parentId: canonicalSalesforceId('001xx000003DGb1'),
      crossIds: [],
      mergedIds: [],
      taxIds: ['DUNS123456789'],
    });
  });

  it('reads a contact, an opportunity and a contract', () => {
    expect(normaliseSalesforce(contact, config)).toMatchObject({
      type: 'person',
      companyId: account18,
      companyIds: [account18],
      role: 'decisionMaker',
      leftAt: Date.parse('2026-10-01'),
      doNotContact: true,
      lastActivityAt: Date.parse('2026-11-01'),
      firstTouch: { channel: 'Trade Show', at: Date.parse('2025-03-01T08:00:00Z') },
    });
    expect(normaliseSalesforce(opportunity, config)).toMatchObject({
      type: 'deal',
      amount: { amountMinor: 1_234_560, currency: 'KWD' },
      closesOn: '2026-12-31',
      isClosed: false,
      kind: 'renewal',
      probability: 0.75,
      omitted: true,
    });
    expect(normaliseSalesforce(contract, config)).toMatchObject({
      type: 'contract',
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
    });
  });

  it.each([
    ['New Customer', 'new'],
    ['Existing Customer - Upgrade', 'expansion'],
    ['Existing Customer - Downgrade', 'unknown'],
    ['Existing Customer - Replacement', 'unknown'],
  ])('reads the type %s of an opportunity as %s', (Type, kind) => {
    const one = { ...opportunity, body: { ...(opportunity.body as object), Type } };
    expect(normaliseSalesforce(one, config)).toMatchObject({ kind });
  });

  it('reads an order with its value before tax, and the life of an asset', () => {
    expect(normaliseSalesforce(order, config)).toEqual({
      type: 'order',
      key: { source: 'salesforce', kind: 'Order', id: order.id },
      companyId: account18,
      modifiedAt: order.modifiedAt,
      url: `https://x.lightning.force.com/lightning/r/Order/${order.id}/view`,
      number: '00000100',
      subtotal: { amountMinor: 1_200_50, currency: 'EUR' },
      createdAt: Date.parse('2026-05-06'),
      canceledAt: null,
    });
    const cancelled = { ...order, body: { ...(order.body as object), StatusCode: 'Canceled' } };
    expect(normaliseSalesforce(cancelled, config)).toMatchObject({ canceledAt: order.modifiedAt });
    expect(normaliseSalesforce(asset, config)).toMatchObject({
      type: 'contract',
      companyId: account18,
      startsOn: '2025-12-01',
      endsOn: '2026-11-30',
    });
  });

  it('reads of a case and a lead whose they are', () => {
    expect(normaliseSalesforce(request, config)).toEqual({
      type: 'other',
      key: { source: 'salesforce', kind: 'Case', id: request.id },
      companyId: account18,
      companyIds: [account18],
      modifiedAt: request.modifiedAt,
      url: `https://x.lightning.force.com/lightning/r/Case/${request.id}/view`,
      name: 'Exports fail',
      email: null,
      requesterId: contact18,
      copiedIds: [],
    });
    const untitled = { ...request, body: { CaseNumber: '00001026' } };
    expect(normaliseSalesforce(untitled, config)).toMatchObject({ name: 'Case 00001026', companyIds: [] });
    expect(normaliseSalesforce(lead, config)).toMatchObject({
      name: 'Ada Byron',
      email: 'ada@northwind.example',
      companyId: null,
      companyIds: [],
      requesterId: null,
    });
    const converted = { ConvertedAccountId: accountId, ConvertedContactId: '003xx000004TmiQ' };
    expect(normaliseSalesforce({ ...lead, body: { ...(lead.body as object), ...converted } }, config)).toMatchObject({
      companyId: account18,
      companyIds: [account18],
      requesterId: contact18,
    });
  });

  it('reads a milestone of a case with its target and when it was met', () => {
    const due = Date.parse('2026-11-01T12:00:00Z');
    expect(normaliseSalesforce(milestone, config)).toMatchObject({
      type: 'breach',
      companyId: account18,
      companyIds: [account18],
      ticketId: canonicalSalesforceId('500xx000000bZ1p'),
      promise: 'First response',
      dueAt: due,
      metAt: due - 3_600_000,
      requesterId: contact18,
    });
    const over = (fields: object) =>
      normaliseSalesforce({ ...milestone, body: { ...(milestone.body as object), ...fields } }, config);
    expect(over({ IsViolated: true })).toMatchObject({ metAt: null });
    expect(over({ TargetDate: null })).toBeNull();
    expect(over({ Case: null })).toMatchObject({ companyId: null, companyIds: [] });
  });

  it('tells apart who wants no e-mail and who wants no calls', () => {
    const over = (HasOptedOutOfEmail: boolean, DoNotCall: boolean) =>
      normaliseSalesforce({ ...contact, body: { ...(contact.body as object), HasOptedOutOfEmail, DoNotCall } }, config);
    const no = (channel: string) => ({ channel, state: 'optedOut', topic: null, at: null, key: { kind: 'Contact' } });
    expect(over(true, false)).toMatchObject({ consents: [no('email')], doNotContact: false });
    expect(over(false, true)).toMatchObject({ consents: [no('phone')], doNotContact: false });
    expect(over(true, true)).toMatchObject({ consents: [no('email'), no('phone')], doNotContact: true });
    expect(over(false, false)).toMatchObject({ consents: [], doNotContact: false });
  });

  it('points from a merged account to its survivor', () => {
    const merged = { ...account, body: { ...(account.body as object), MasterRecordId: '001xx000003DGb1' } };
    expect(normaliseSalesforce(merged, config)).toMatchObject({
      crossIds: [{ source: 'salesforce', id: canonicalSalesforceId('001xx000003DGb1') }],
    });
  });

  it.each([
    ['an account without a name', { ...account, body: { Id: account18 } }],
    ['an id that is none', { ...account, id: 'nope' }],
    ['an id with a wrong checksum', { ...account, id: `${accountId}AAB` }],
    ['an order that is a draft', { ...order, body: { ...(order.body as object), StatusCode: 'Draft' } }],
    ['an order without a day', { ...order, body: { ...(order.body as object), EffectiveDate: null } }],
    ['an asset without an end', { ...asset, body: { ...(asset.body as object), LifecycleEndDate: null } }],
    ['an object that is not pulled', { ...account, kind: 'Task' }],
  ])('has no use for %s', (_what, odd) => {
    expect(normaliseSalesforce(odd, config)).toBeNull();
  });

  it('does not call an amount without a currency an amount, nor 31 February a day', () => {
    const odd = {
      ...opportunity,
      body: { ...(opportunity.body as object), CurrencyIsoCode: null, CloseDate: '2026-02-31' },
    };
    expect(normaliseSalesforce(odd, config)).toMatchObject({ amount: null, closesOn: null });
  });

  it('reads the territory that an account is in, and none of a lead, of a plan, or without a name', () => {
    expect(normaliseSalesforce(assignment, config)).toEqual({
      type: 'territory',
      key: { source: 'salesforce', kind: 'ObjectTerritory2Association', id: assignment.id },
      modifiedAt: assignment.modifiedAt,
      url: `https://x.lightning.force.com/lightning/r/Account/${account18}/view`,
      companyId: account18,
      name: 'DACH Enterprise',
    });
    const other = (body: object) =>
      normaliseSalesforce({ ...assignment, body: { ...(assignment.body as object), ...body } }, config);
    expect(other({ ObjectId: '00Qxx000001TbcD' })).toBeNull();
    expect(other({ Territory2: { Name: 'Next year', Territory2Model: { State: 'Planning' } } })).toBeNull();
    expect(other({ Territory2: null })).toBeNull();
    // An org that does not show the model shows assignments of the active one alone.
    expect(other({ Territory2: { Name: 'DACH' } })).toMatchObject({ name: 'DACH' });
  });

  it.each([
    ['Account', account],
    ['Contact', contact],
    ['Opportunity', opportunity],
    ['Contract', contract],
    ['Order', order],
    ['Asset', asset],
    ['Case', request],
    ['CaseMilestone', milestone],
    ['Lead', lead],
    ['ObjectTerritory2Association', assignment],
  ])('is total for %s', (_kind, one) => checkNormalise(salesforce, one));
});
