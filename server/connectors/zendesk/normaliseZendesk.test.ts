import { describe, expect, it } from 'vitest';
import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { checkNormalise } from '../../../tests/support/checkNormalise.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { normaliseZendesk } from './normaliseZendesk.ts';
import { zendesk } from './zendesk.ts';

const config = { instance: 'x.zendesk.com' };
const record = (kind: string, id: number, body: object): RawRecord => ({
  source: 'zendesk',
  kind,
  id: String(id),
  modifiedAt: Date.parse('2026-11-20T10:00:00Z'),
  deleted: false,
  body: { id, updated_at: '2026-11-20T10:00:00Z', ...body },
});
const organization = record('organization', 360, {
  name: 'Northwind Analytics',
  external_id: '001xx000003DGb0',
  domain_names: ['northwind.example', 'northwind.de', 7, ''],
  organization_fields: { tier: 'gold' },
});
const user = record('user', 361, {
  name: 'Ada Byron',
  email: 'ada@northwind.example',
  role: 'end-user',
  organization_id: 360,
});
const ticket = record('ticket', 362, {
  subject: 'Exports fail',
  status: 'solved',
  priority: 'urgent',
  organization_id: 360,
  requester_id: 361,
  email_cc_ids: [364, 363, 361, '', null],
  collaborator_ids: [363, 364, 365, 366],
  follower_ids: [366],
  created_at: '2026-11-01T00:00:00Z',
  tags: ['vip', 'escalated_to_l2'],
  satisfaction_rating: { score: 'good' },
  metric_set: {
    solved_at: '2026-11-02T00:00:00Z',
    reply_time_in_minutes: { calendar: 30, business: 12 },
    full_resolution_time_in_minutes: { calendar: 1440, business: 480 },
  },
});

const breach = record('ticket_metric_event', 900, {
  type: 'breach',
  metric: 'reply_time',
  ticket_id: 362,
  time: '2026-11-01T01:00:00Z',
  ticket: { organization_id: 360, requester_id: 361 },
});

describe('normaliseZendesk', () => {
  it('reads a breach with its ticket and whose it is; of other events nothing', () => {
    expect(normaliseZendesk(breach, config)).toEqual({
      type: 'breach',
      key: { source: 'zendesk', kind: 'ticket_metric_event', id: '900' },
      modifiedAt: breach.modifiedAt,
      url: 'https://x.zendesk.com/agent/tickets/362',
      companyId: '360',
      companyIds: ['360'],
      ticketId: '362',
      promise: 'reply_time',
      dueAt: Date.parse('2026-11-01T01:00:00Z'),
      metAt: null,
      requesterId: '361',
      copiedIds: [],
    });
    for (const over of [{ type: 'fulfill' }, { ticket_id: null }, { time: 'soon' }])
      expect(normaliseZendesk({ ...breach, body: { ...(breach.body as object), ...over } }, config)).toBeNull();
  });

  it('reads an organisation with its domains and its Salesforce account', () => {
    expect(normaliseZendesk(organization, config)).toMatchObject({
      type: 'company',
      key: { source: 'zendesk', kind: 'organization', id: '360' },
      url: 'https://x.zendesk.com/agent/organizations/360',
      name: 'Northwind Analytics',
      websites: ['northwind.example', 'northwind.de'],
      tier: 'gold',
      crossIds: [{ source: 'salesforce', id: canonicalSalesforceId('001xx000003DGb0') }],
    });
  });

  it('reads an end user and a ticket in calendar minutes', () => {
    expect(normaliseZendesk(user, config)).toMatchObject({
      type: 'person',
      companyIds: ['360'],
      email: 'ada@northwind.example',
    });
    expect(normaliseZendesk(ticket, config)).toMatchObject({
      type: 'ticket',
      companyId: '360',
      requesterId: '361',
      copiedIds: ['363', '364', '365'],
      status: 'solved',
      priority: 'urgent',
      escalated: true,
      solvedAt: Date.parse('2026-11-02T00:00:00Z'),
      firstReplyMinutes: 30,
      fullResolutionMinutes: 1440,
      rating: 'good',
    });
  });

  it('takes a ticket that was opened again for unsolved, though its metrics tell of the last solve', () => {
    const again = { ...ticket, body: { ...(ticket.body as object), status: 'open' } };
    expect(normaliseZendesk(again, config)).toMatchObject({
      status: 'open',
      solvedAt: null,
      firstReplyMinutes: 30,
      fullResolutionMinutes: null,
    });
  });

  it('says what a ticket is about, where its type tells', () => {
    const about = (type: unknown) =>
      normaliseZendesk({ ...ticket, body: { ...(ticket.body as object), type } }, config);
    expect(['problem', 'incident', 'question', 'task', null].map((type) => about(type))).toMatchObject([
      { about: 'problem' },
      { about: 'problem' },
      { about: 'question' },
      { about: null },
      { about: null },
    ]);
  });

  it('takes a ticket that was merged into another for whose it is, and nothing more', () => {
    const merged = { ...ticket, body: { ...(ticket.body as object), tags: ['closed_by_merge'] } };
    expect(normaliseZendesk(merged, config)).toEqual({
      type: 'other',
      key: { source: 'zendesk', kind: 'ticket', id: '362' },
      modifiedAt: ticket.modifiedAt,
      url: 'https://x.zendesk.com/agent/tickets/362',
      companyId: '360',
      companyIds: ['360'],
      requesterId: '361',
      copiedIds: ['363', '364', '365'],
      name: 'Exports fail',
      email: null,
    });
  });

  it.each(['offered', 'unoffered', 'received', 'good!'])('does not take the rating "%s" for an opinion', (score) => {
    const odd = { ...ticket, body: { ...(ticket.body as object), satisfaction_rating: { score } } };
    expect(normaliseZendesk(odd, config)).toMatchObject({ rating: null });
  });

  it.each([
    ['an agent', { ...user, body: { ...(user.body as object), role: 'agent' } }],
    ['an organisation without a name', { ...organization, body: {} }],
    ['a ticket with an unknown status', { ...ticket, body: { ...(ticket.body as object), status: 'deleted' } }],
    ['a kind that is not pulled', { ...ticket, kind: 'macro' }],
    ['an id that is none', { ...ticket, id: 'x' }],
  ])('has no use for %s', (_what, odd) => {
    expect(normaliseZendesk(odd, config)).toBeNull();
  });

  it.each([
    ['organization', organization],
    ['user', user],
    ['ticket', ticket],
    ['ticket_metric_event', breach],
  ])('is total for one %s', (_kind, one) => checkNormalise(zendesk, one));
});
