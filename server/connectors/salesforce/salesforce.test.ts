import { afterEach, describe, expect, it } from 'vitest';
import {
  sendJson,
  startVendorServer,
  type VendorServer,
  vendorConfig,
  vendorDeps,
} from '../../../tests/support/vendorServer.ts';
import { SourceError } from '../http.ts';
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
  it.each([400, 403, 404])('are empty when they can be done without (status %i)', async (status) => {
    const { count, pull } = await org(status);
    for (const stream of ['Case', 'Lead', 'ObjectTerritory2Association']) {
      expect(await count(stream)).toBeNull();
      expect(await pull(stream)).toEqual([{ stream, records: [], cursor: null }]);
    }
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
