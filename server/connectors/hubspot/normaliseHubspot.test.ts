import { describe, expect, it } from 'vitest';
import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { checkNormalise } from '../../../tests/support/checkNormalise.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { hubspot } from './hubspot.ts';
import { normaliseHubspot } from './normaliseHubspot.ts';

const config = { instance: '24681012' };
const record = (kind: string, id: string, properties: object, rest: object = {}): RawRecord => ({
  source: 'hubspot',
  kind,
  id,
  modifiedAt: Date.parse('2026-11-20T10:00:00Z'),
  deleted: false,
  body: {
    id,
    properties,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-11-20T10:00:00Z',
    archived: false,
    ...rest,
  },
});
const associations = {
  companies: [
    { toObjectId: 9, associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null }] },
    { toObjectId: 4711, associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' }] },
  ],
};
const company = record(
  'company',
  '4711',
  {
    name: 'Northwind Analytics',
    domain: 'northwind.example',
    hs_additional_domains: 'northwind.de;not a domain;northwind.fr',
    industry: 'COMPUTER_SOFTWARE',
    country: 'Germany',
    lifecyclestage: 'customer',
    customer_tier: 'Gold',
    hs_parent_company_id: '42',
    hubspot_owner_id: '71',
    hs_merged_object_ids: '1;2; 3;x',
    salesforce_account_id: '001xx000003DGb0',
  },
  {
    owner: { firstName: 'Rhea', lastName: 'Lindqvist', email: 'rhea@cobalt.example' },
    salesforceProperties: ['salesforce_account_id'],
  },
);
const contact = record(
  'contact',
  '51',
  {
    firstname: 'Ada',
    lastname: 'Byron',
    email: 'ada@northwind.example',
    jobtitle: 'CTO',
    hs_buying_role: 'SOMETHING_NEW;CHAMPION',
    hs_email_optout: 'true',
    notes_last_contacted: '2026-11-01T10:00:00Z',
    hs_analytics_source: 'PAID_SEARCH',
    hs_analytics_first_timestamp: '2025-03-01T08:00:00Z',
    champion_left_on: '2026-10-01',
  },
  { associations },
);
const deal = record(
  'deal',
  '61',
  {
    dealname: 'Expansion',
    amount: '120000',
    deal_currency_code: 'JPY',
    dealstage: 'contractsent',
    closedate: '2026-12-31T00:00:00Z',
    dealtype: 'existingbusiness',
    hs_is_closed: 'false',
    hs_is_closed_won: 'false',
    hs_deal_stage_probability: '0.6',
    hs_manual_forecast_category: 'OMIT',
  },
  { associations },
);
const order = record(
  'order',
  '81',
  {
    hs_order_name: 'W-1001',
    hs_external_order_status: 'processed',
    hs_external_created_date: '2026-05-06T10:00:00Z',
    hs_subtotal_price: '130.50',
    hs_order_discount: '30',
    hs_currency_code: 'EUR',
  },
  { associations },
);
const ticket = record(
  'ticket',
  '71',
  {
    subject: 'Exports fail',
    hs_ticket_priority: 'URGENT',
    hs_is_closed: 'true',
    createdate: '2026-11-01T00:00:00Z',
    closed_date: '2026-11-02T00:00:00Z',
    first_agent_reply_date: '2026-11-01T00:30:00Z',
    time_to_close: '86400000',
  },
  { associations },
);

describe('normaliseHubspot', () => {
  it('reads a company with its domains, merged ids, owner and Salesforce account', () => {
    expect(normaliseHubspot(company, config)).toEqual({
      type: 'company',
      key: { source: 'hubspot', kind: 'company', id: '4711' },
      companyId: '4711',
      modifiedAt: company.modifiedAt,
      url: 'https://app.hubspot.com/contacts/24681012/record/0-2/4711',
      name: 'Northwind Analytics',
      websites: ['northwind.example', 'northwind.de', 'northwind.fr'],
      emails: [],
      country: 'Germany',
      industry: 'COMPUTER_SOFTWARE',
      tier: 'Gold',
      status: 'customer',
      owner: { name: 'Rhea Lindqvist', email: 'rhea@cobalt.example' },
      ownerActive: true,
      parentId: '42',
      crossIds: [{ source: 'salesforce', id: canonicalSalesforceId('001xx000003DGb0') }],
      mergedIds: ['1', '2', '3'],
      taxIds: [],
    });
  });

  it('reads a contact, a deal and a ticket, the primary company first', () => {
    expect(normaliseHubspot(contact, config)).toMatchObject({
      type: 'person',
      name: 'Ada Byron',
      companyId: '4711',
      companyIds: ['4711', '9'],
      role: 'champion',
      doNotContact: true,
      leftAt: Date.parse('2026-10-01'),
      lastActivityAt: Date.parse('2026-11-01T10:00:00Z'),
      firstTouch: { channel: 'PAID_SEARCH', at: Date.parse('2025-03-01T08:00:00Z') },
    });
    expect(normaliseHubspot(deal, config)).toMatchObject({
      type: 'deal',
      companyId: '4711',
      companyIds: ['4711', '9'],
      amount: { amountMinor: 120_000, currency: 'JPY' },
      closesOn: '2026-12-31',
      kind: 'expansion',
      isClosed: false,
      probability: 0.6,
      omitted: true,
    });
    expect(normaliseHubspot(ticket, config)).toMatchObject({
      type: 'ticket',
      companyId: '4711',
      companyIds: ['4711', '9'],
      status: 'closed',
      priority: 'urgent',
      firstReplyMinutes: 30,
      fullResolutionMinutes: 1440,
    });
  });

  it('reads an order: its value after discounts, and that it was cancelled', () => {
    expect(normaliseHubspot(order, config)).toMatchObject({
      type: 'order',
      companyId: '4711',
      number: 'W-1001',
      subtotal: { amountMinor: 100_50, currency: 'EUR' },
      createdAt: Date.parse('2026-05-06T10:00:00Z'),
      canceledAt: null,
      url: 'https://app.hubspot.com/contacts/24681012/record/0-123/81',
    });
    const cancelled = {
      ...order,
      body: { properties: { hs_external_order_status: 'Cancelled', hs_createdate: '2026-01-01T00:00:00Z' } },
    };
    expect(normaliseHubspot(cancelled, config)).toMatchObject({ subtotal: null, canceledAt: order.modifiedAt });
    expect(normaliseHubspot({ ...order, body: { properties: {} } }, config)).toBeNull();
  });

  it('knows an owner who is not in the list of owners as one who left', () => {
    const orphan = { ...company, body: { properties: { name: 'x', hubspot_owner_id: '9' }, owner: null } };
    expect(normaliseHubspot(orphan, config)).toMatchObject({ owner: null, ownerActive: false });
    expect(normaliseHubspot({ ...company, body: { properties: { name: 'x' } } }, config)).toMatchObject({
      ownerActive: null,
    });
  });

  it.each([
    ['none', [], null],
    ['one', [{ toObjectId: 9, associationTypes: [] }], '9'],
    ['several without a primary', [{ toObjectId: 9 }, { toObjectId: 8 }], null],
    [
      'several, one with a label of the portal that only reads like it',
      [
        { toObjectId: 9, associationTypes: [{ category: 'USER_DEFINED', typeId: 28, label: 'Primary' }] },
        { toObjectId: 8 },
      ],
      null,
    ],
  ])('prefers no company that HubSpot does not: %s', (_what, companies, companyId) => {
    for (const one of [contact, deal, ticket]) {
      const body = { ...(one.body as object), associations: { companies } };
      expect(normaliseHubspot({ ...one, body }, config)).toMatchObject({
        companyId,
        companyIds: companies.map((c) => String(c.toObjectId)),
      });
    }
  });

  it.each([
    ['a company without name and domain', { ...company, body: { properties: { name: ' ' } } }],
    ['a contact without name and address', { ...contact, body: { properties: {} } }],
    ['a kind that is not pulled', { ...company, kind: 'quote' }],
    ["a kind with a name of Object's own", { ...company, kind: 'constructor' }],
    ['an id that is none', { ...company, id: '1/../2' }],
  ])('has no use for %s', (_what, odd) => {
    expect(normaliseHubspot(odd, config)).toBeNull();
  });

  it('ignores a Salesforce id that is not of an account, and lengths of time below zero', () => {
    const other = {
      ...company,
      body: { properties: { name: 'x', sf: '003xx000004TmiQ' }, salesforceProperties: ['sf'] },
    };
    expect(normaliseHubspot(other, config)).toMatchObject({ crossIds: [] });
    const early = {
      ...ticket,
      body: {
        properties: {
          createdate: '2026-11-02T00:00:00Z',
          first_agent_reply_date: '2026-11-01T00:00:00Z',
          time_to_close: '-1',
        },
      },
    };
    expect(normaliseHubspot(early, config)).toMatchObject({
      firstReplyMinutes: null,
      fullResolutionMinutes: null,
      status: 'open',
    });
  });

  it('takes a ticket that was opened again for open, whatever is left of the last time', () => {
    const properties = { ...(ticket.body as { properties: object }).properties, hs_is_closed: 'false' };
    expect(normaliseHubspot({ ...ticket, body: { properties } }, config)).toMatchObject({
      status: 'open',
      solvedAt: null,
      fullResolutionMinutes: null,
    });
  });

  it.each([
    ['company', company],
    ['contact', contact],
    ['deal', deal],
    ['order', order],
    ['ticket', ticket],
  ])('is total for a %s', (_kind, one) => checkNormalise(hubspot, one));
});
