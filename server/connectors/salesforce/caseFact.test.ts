import { describe, expect, it } from 'vitest';
import type { RawRecord } from '../../domain/ports.ts';
import { caseFact } from './caseFact.ts';

const known = {
  key: { source: 'salesforce', kind: 'Case', id: '500' } as const,
  modifiedAt: 1,
  url: null,
  companyId: '001',
  companyIds: ['001'],
  requesterId: '003',
};
const of = (body: object) => {
  const record: RawRecord = { source: 'salesforce', kind: 'Case', id: '500', modifiedAt: 1, deleted: false, body };
  return caseFact(record, known);
};
const open = {
  CaseNumber: '00001026',
  Subject: 'Exports fail',
  Type: 'Problem',
  Priority: 'High',
  Status: 'Working',
  IsClosed: false,
  IsEscalated: true,
  CreatedDate: '2026-11-01T08:00:00.000+0000',
  ClosedDate: null,
};

describe('caseFact', () => {
  it('reads an open case as a ticket of which nobody knows when it was answered', () => {
    expect(of(open)).toEqual({
      type: 'ticket',
      ...known,
      subject: 'Exports fail',
      priority: 'high',
      status: 'open',
      about: 'problem',
      escalated: true,
      copiedIds: [],
      createdAt: Date.parse('2026-11-01T08:00:00Z'),
      solvedAt: null,
      firstReplyMinutes: null,
      fullResolutionMinutes: null,
      rating: null,
    });
  });

  it('reads a closed one with its resolution, and does not call it escalated any more', () => {
    const closed = { ...open, Status: 'Done', IsClosed: true, ClosedDate: '2026-11-01T10:30:00.000+0000' };
    expect(of(closed)).toMatchObject({ status: 'closed', escalated: false, fullResolutionMinutes: 150 });
    expect(of({ ...closed, ClosedDate: '2026-10-01T00:00:00.000+0000' })).toMatchObject({
      fullResolutionMinutes: null,
    });
  });

  it.each([
    ['P1 - Outage', 'New', 'How-to question', { priority: 'urgent', status: 'new', about: 'question' }],
    ['Critical', 'On Hold', 'Bug', { priority: 'urgent', status: 'hold', about: 'problem' }],
    ['Medium', 'Waiting on customer', 'Renewal', { priority: 'normal', status: 'pending', about: null }],
    ['Sev 4', 'Escalated', null, { priority: 'low', status: 'open', about: null }],
    [null, 'Working', 'Billing', { priority: 'none', status: 'open', about: null }],
  ])('reads the words %s, %s, %s', (Priority, Status, Type, expected) => {
    expect(of({ ...open, Priority, Status, Type })).toMatchObject(expected);
  });

  it('knows only whose a case is that hides its status or its age', () => {
    for (const hidden of [{ Status: null }, { CreatedDate: null }])
      expect(of({ ...open, ...hidden })).toEqual({
        type: 'other',
        ...known,
        name: 'Exports fail',
        email: null,
        copiedIds: [],
      });
    expect(of({ CaseNumber: '00001026' })).toMatchObject({ name: 'Case 00001026' });
  });
});
