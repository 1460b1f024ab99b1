import { afterEach, describe, expect, it } from 'vitest';
import {
  sendJson,
  startVendorServer,
  type VendorServer,
  vendorConfig,
  vendorDeps,
} from '../../../tests/support/vendorServer.ts';
import { hubspot } from './hubspot.ts';

let server: VendorServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function pull(stream: string) {
  const config = vendorConfig('hubspot', server?.url ?? '');
  const pages = [];
  for await (const page of hubspot.pull(config, stream, null, vendorDeps())) pages.push(page);
  return pages;
}

describe('a portal of HubSpot', () => {
  it.each([403, 404])('may be without surveys and orders (status %i), and not without deals', async (status) => {
    server = await startVendorServer((_request, response) =>
      sendJson(response, { category: 'MISSING_SCOPES' }, status),
    );
    // Whether a stream can be done without is for the caller to see: only on its first page.
    for (const stream of hubspot.streams) await expect(pull(stream)).rejects.toMatchObject({ source: 'hubspot' });
    expect([...(hubspot.dispensable ?? [])].sort()).toEqual(['feedback_submissions', 'orders']);
  });

  it('says with an answer to a survey whose it is: of which companies, and of which people', async () => {
    const asked: string[] = [];
    server = await startVendorServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, 'http://x');
      asked.push(pathname);
      const to = /feedback_submissions\/(\w+)\/batch\/read$/.exec(pathname)?.[1];
      if (to)
        return sendJson(response, {
          results: [{ from: { id: '5' }, to: [{ toObjectId: to === 'contacts' ? 51 : 9 }] }],
        });
      const rows = [{ id: '5', properties: { hs_lastmodifieddate: '2026-11-01T00:00:00Z' }, archived: false }];
      sendJson(response, { results: searchParams.get('archived') === 'true' ? [] : rows });
    });
    const [page] = await pull('feedback_submissions');
    expect(page?.records).toMatchObject([
      {
        kind: 'feedback_submission',
        id: '5',
        body: { associations: { companies: [{ toObjectId: 9 }], contacts: [{ toObjectId: 51 }] } },
      },
    ]);
    expect(asked.filter((path) => path.includes('associations')).sort()).toEqual([
      '/crm/associations/2026-03/feedback_submissions/companies/batch/read',
      '/crm/associations/2026-03/feedback_submissions/contacts/batch/read',
    ]);
  });
});
