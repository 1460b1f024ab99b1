import { expect, it } from 'vitest';
import { createArrival } from './arrival.ts';

const url = 'https://cobalt.zendesk.com/agent/tickets/1';
const message = (name: string) => ({ name, payload: { generation: 5, url, slot: 0 } });
const from = (tabId: number) => ({ id: 'own', url, frameId: 0, tab: { id: tabId } });

it('is under way from the moment the page sets out until it is there, or has given up', () => {
  const arrival = createArrival('own');
  arrival.inTab(7);
  expect(arrival.isThere()).toBe(true);
  arrival.hear(message('record.expected'), from(7));
  expect(arrival.isThere()).toBe(false);
  arrival.hear(message('record.hinted'), from(7));
  expect(arrival.isThere()).toBe(false);
  arrival.hear(message('record.opened'), from(7));
  expect(arrival.isThere()).toBe(true);
});

it('is nothing that another tab or another extension could claim', () => {
  const arrival = createArrival('own');
  arrival.inTab(7);
  arrival.hear(message('record.expected'), from(8));
  arrival.hear(message('record.expected'), { ...from(7), id: 'other' });
  expect(arrival.isThere()).toBe(true);
});
