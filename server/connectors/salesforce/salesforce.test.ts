import { afterEach, describe, expect, it } from 'vitest';
import {
  sendJson,
  startVendorServer,
  type VendorServer,
  vendorConfig,
  vendorDeps,
} from '../../../tests/support/vendorServer.ts';
import { SourceError } from '../http.ts';
import { isHidden } from '../unlessHidden.ts';
import { salesforce } from './salesforce.ts';

let server: VendorServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** An org that answers everything about `hidden` objects with this status. */
async function org(status: number) {
  server = await startVendorServer((_request, response) => sendJson(response, [{ errorCode: 'NOT_FOUND' }], status));
  const config = vendorConfig('salesforce', server.url);
  return {
    count: (stream: string) => salesforce.count?.(config, stream, vendorDeps()),
    async pull(stream: string) {
      const pages = [];
      for await (const page of salesforce.pull(config, stream, null, vendorDeps())) pages.push(page);
      return pages;
    },
  };
}

describe('objects that an org does not have or show', () => {
  it.each([400, 403, 404])('are hidden (status %i), and some can be done without', async (status) => {
    const { pull } = await org(status);
    for (const stream of ['Case', 'Lead', 'ObjectTerritory2Association', 'Contact'])
      expect(await pull(stream).catch(isHidden), stream).toBe(true);
    expect(salesforce.dispensable?.has('Case')).toBe(true);
    expect(salesforce.dispensable?.has('Contact')).toBe(false);
  });

  it('fail when the product needs them, and when the fault is another', async () => {
    const hidden = await org(404);
    await expect(hidden.pull('Contact')).rejects.toThrow(SourceError);
    await expect(hidden.count('Contact')).rejects.toThrow(SourceError);
    await server?.close();
    const locked = await org(401);
    await expect(locked.pull('Case')).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});

it.each([
  ['is not said', { nextRecordsUrl: '/next' }],
  ['is not said in its type', { done: 'false', nextRecordsUrl: '/next' }],
  ['is said, but not where', { done: false }],
  ['is said to be where this is', { done: false, nextRecordsUrl: '/next' }],
])('fails, and is not at its end, when that there are more rows %s', async (_how, more) => {
  server = await startVendorServer((request, response) =>
    sendJson(
      response,
      request.url.includes('/describe')
        ? { fields: ['Id', 'Name', 'SystemModstamp'].map((name) => ({ name })) }
        : { ...more, records: [{ Id: '001A0000006Vm9uIAC', SystemModstamp: '2026-11-20T09:00:00.000+0000' }] },
    ),
  );
  const config = vendorConfig('salesforce', server.url);
  const readAll = async () => {
    const pages = [];
    for await (const page of salesforce.pull(config, 'Account', null, vendorDeps())) pages.push(page);
    return pages;
  };
  await expect(readAll()).rejects.toMatchObject({ kind: 'badAnswer' });
  expect(server.requests.length).toBeLessThan(5);
});

it("asks for the customer's own fields that keep ids of other systems", async () => {
  const queries: string[] = [];
  server = await startVendorServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (!pathname.endsWith('/describe')) queries.push(searchParams.get('q') ?? '');
    const names = ['Id', 'Name', 'SystemModstamp', 'External_ID__c', 'customer_id__c', 'Favourite_Colour__c'];
    sendJson(response, { fields: names.map((name) => ({ name })), done: true, records: [] });
  });
  const config = vendorConfig('salesforce', server.url);
  for await (const page of salesforce.pull(config, 'Account', null, vendorDeps())) expect(page.records).toEqual([]);
  expect(queries[0]).toContain('SELECT Id, Name, SystemModstamp, External_ID__c, customer_id__c FROM Account');
});
