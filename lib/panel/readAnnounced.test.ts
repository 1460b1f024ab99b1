import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageSender } from '../rpc/sender.ts';
import { readAnnounced } from './readAnnounced.ts';

const own = { id: 'ours', tabId: 5 };
const url = 'https://desk.example/agent/tickets/2';
const sender = { id: 'ours', url: 'https://desk.example/agent/tickets/1', frameId: 0, tab: { id: 5 } } as MessageSender;
const payload = { generation: 3, url, slot: 1 };
const read = (changes: object = {}, from: object = {}, name = 'record.expected') =>
  readAnnounced({ name, payload: { ...payload, ...changes } }, { ...sender, ...from } as MessageSender, own);

describe('what the content script announces', () => {
  it('is read from the panel’s own tab', () => {
    expect(read()).toEqual(payload);
    expect(read({}, {}, 'record.opened')).toEqual(payload);
  });

  it.each([
    ['another extension', {}, { id: 'other' }],
    ['another tab', {}, { tab: { id: 6 } }],
    ['no tab', {}, { tab: undefined }],
    ['a frame of the page', {}, { frameId: 3 }],
    ['an address of another origin', { url: 'https://elsewhere.example/agent/tickets/2' }, {}],
    ['a sender without an address', {}, { url: undefined }],
    ['no address', { url: 'tickets/2' }, {}],
    ['no slot', { slot: 2 }, {}],
    ['no generation', { generation: '3' }, {}],
  ])('is not believed from %s', (_who, changes, from) => expect(read(changes, from)).toBeNull());

  it('is nothing while the panel does not know its tab, and no other message', () => {
    expect(readAnnounced({ name: 'record.expected', payload }, sender, { ...own, tabId: null })).toBeNull();
    expect(read({}, {}, 'dock.set')).toBeNull();
  });

  it('is null or whole for any message', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        expect(readAnnounced(message, sender, own)).toBeNull();
      }),
    );
  });
});
