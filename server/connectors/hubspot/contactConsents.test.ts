import { expect, it } from 'vitest';
import { contactConsents } from './contactConsents.ts';

const contact = { key: { source: 'hubspot', kind: 'contact', id: '7' }, url: 'https://x.example/7' } as const;
const status = {
  channel: 'EMAIL',
  source: 'Email preferences page',
  status: 'UNSUBSCRIBED',
  subscriberIdString: 'ada@acme.com',
  subscriptionId: 801,
  subscriptionName: 'Marketing Information',
  timestamp: '2026-03-01T08:00:00Z',
};
const of = (body: object) => contactConsents(body, contact);

it('each subscription carries its name, state, how and since when', () => {
  expect(of({ subscriptions: [status] })).toEqual([
    {
      ...contact,
      channel: 'email',
      topic: 'Marketing Information',
      state: 'optedOut',
      origin: 'Email preferences page',
      at: Date.parse('2026-03-01T08:00:00Z'),
      until: null,
    },
  ]);
  const states = ['SUBSCRIBED', 'NOT_SPECIFIED', 'NEW_WORD', null].map(
    (word) => of({ subscriptions: [{ ...status, status: word }] })[0]?.state,
  );
  expect(states).toEqual(['optedIn', 'unknown', 'unknown', 'unknown']);
});

it('the same subscription of another brand is another one, and one without a name goes by its number', () => {
  const topics = [{ businessUnitId: 0 }, { businessUnitId: 12 }, { subscriptionName: null }].map(
    (some) => of({ subscriptions: [{ ...status, ...some }] })[0]?.topic,
  );
  expect(topics).toEqual(['Marketing Information', 'Marketing Information / 12', '801']);
});

it('the opt-out from all e-mail is a word about the channel, without a time', () => {
  expect(of({ properties: { hs_email_optout: 'true' } })).toMatchObject([
    { channel: 'email', topic: null, state: 'optedOut', at: null },
  ]);
  expect(of({ properties: { hs_email_optout: 'false' }, subscriptions: [null, 7, {}] })).toEqual([]);
});
