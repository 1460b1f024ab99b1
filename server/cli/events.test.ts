import { expect, it } from 'vitest';
import type { EventStatus } from '../store/eventStatus.ts';
import { eventsText } from './events.ts';

const status: EventStatus = {
  senders: [{ sender: 'old', counts: { accepted: 7, repeated: 1, tooOld: 2, bot: 3, rejected: 4 } }],
  groups: { matched: 5, unmatched: 2 },
  people: { matched: 8, unmatched: 9, internal: 1 },
  unmatchedGroups: [
    {
      id: 'g1',
      name: 'Acme',
      events: 12,
      why: { accountId: null, by: 'several', value: 'acme.com (2), hooli.com (1)' },
    },
    { id: 'g2\u001b[2J', name: null, events: 3, why: null },
  ],
};

it('says what arrived, whose it is, and why it is nobody’s', () => {
  const events = { writeKeys: [{ name: 'app', secret: 'wk_0123456789abcdef', channel: null }], internalDomains: [] };
  expect(eventsText(status, events).split('\n')).toEqual([
    'app: no events in 30 days',
    'old: 7 events in 30 days, 1 repeated, 2 too old, 3 of bots, 4 rejected',
    'Groups: 5 belong to a customer, 2 to none.',
    'People without a group: 8 belong to a customer, 9 to none. 1 of our own are left out.',
    'Groups of no customer:',
    '  g1 (Acme): 12 events; more than one customer fits: acme.com (2), hooli.com (1)',
    '  g2[2J: 3 events; run "alongside sync" to look for its customer',
  ]);
});

it('says what to do when nobody may send', () => {
  expect(eventsText({ ...status, senders: [], unmatchedGroups: [] }, undefined)).toMatch(
    /^No sender is configured\. Add events\.writeKeys/,
  );
});
