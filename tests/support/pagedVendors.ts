import { createHash } from 'node:crypto';
import { canonicalSalesforceId } from '../../lib/contract/salesforceId.ts';
import type { Source } from '../../server/domain/model.ts';
import { sendJson, startVendorServer, type VendorServer } from './vendorServer.ts';

type Row = Record<string, unknown>;
type Rows = (count: number, prefix: string) => Row[];

const iso = (i: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + Math.floor(i / 3) * 60_000).toISOString();
const salesforceId = (prefix: string, i: number) =>
  canonicalSalesforceId(`${prefix}${String(i).padStart(12, '0')}`) as string;

/** Streams of so many pages that a pull can be interrupted between any two of them; the wire formats are those of the vendors. */
export const pagedVendors: Record<
  Exclude<Source, 'file'>,
  { rowsPerStream: number; pages: number; start(): Promise<VendorServer> }
> = {
  stripe: {
    rowsPerStream: 250,
    pages: 3,
    start: () =>
      startVendorServer((request, response) => {
        const { pathname, searchParams } = new URL(request.url, 'http://x');
        if (pathname === '/v1/events') return sendJson(response, { object: 'list', has_more: false, data: [] });
        const rows = stripeRows(250, pathname.split('/').at(-1) ?? '');
        const from = rows.findIndex((r) => r.id === searchParams.get('starting_after')) + 1;
        sendJson(response, { object: 'list', has_more: from + 100 < rows.length, data: rows.slice(from, from + 100) });
      }),
  },
  hubspot: {
    rowsPerStream: 250,
    // The last one is that of what was archived.
    pages: 4,
    start: () =>
      startVendorServer((request, response) => {
        const { pathname, searchParams } = new URL(request.url, 'http://x');
        if (pathname.endsWith('/search')) return sendJson(response, { total: 250, results: [] });
        if (pathname.includes('/properties/') || pathname.includes('/owners/'))
          return sendJson(response, { results: [] });
        if (pathname.endsWith('/batch/read')) {
          const { inputs } = JSON.parse(request.body) as { inputs: { id: string }[] };
          return sendJson(response, {
            results: inputs.map(({ id }) => ({ from: { id }, to: [{ toObjectId: 1, associationTypes: [] }] })),
          });
        }
        if (searchParams.get('archived') === 'true') return sendJson(response, { results: [] });
        const from = Number(searchParams.get('after') ?? 0);
        const rows = hubspotRows(250, pathname).slice(from, from + 100);
        const next = from + 100 < 250 ? { paging: { next: { after: String(from + 100) } } } : {};
        sendJson(response, { results: rows, ...next });
      }),
  },
  zendesk: {
    rowsPerStream: 2500,
    pages: 3,
    start: () =>
      startVendorServer((request, response) => {
        const { pathname, searchParams } = new URL(request.url, 'http://x');
        const stream = /(organizations|users|ticket_metric_events|tickets)/.exec(pathname)?.[1] ?? '';
        if (pathname.endsWith('show_many.json')) return sendJson(response, { tickets: [] });
        if (pathname.endsWith('count.json')) return sendJson(response, { count: { value: 2500 } });
        const rows = zendeskRows(2500, stream);
        if (stream === 'organizations' || stream === 'ticket_metric_events') {
          // By time alone: the rows of the second where a page ended come again.
          const startMs = Number(searchParams.get('start_time')) * 1000;
          const rest = rows.filter((r) => Date.parse(String(r.updated_at)) >= startMs);
          const page = rest.slice(0, 1000);
          const end = Date.parse(String(page.at(-1)?.updated_at)) / 1000;
          return sendJson(response, { [stream]: page, end_time: end, end_of_stream: rest.length <= 1000 });
        }
        const from = Number(searchParams.get('cursor') ?? 0);
        const page = rows.slice(from, from + 1000);
        sendJson(response, {
          [stream]: page,
          after_cursor: String(from + 1000),
          end_of_stream: from + 1000 >= rows.length,
        });
      }),
  },
  salesforce: {
    rowsPerStream: 4500,
    pages: 3,
    start: () =>
      startVendorServer((request, response) => {
        const { pathname, searchParams } = new URL(request.url, 'http://x');
        const described = /sobjects\/(\w+)\/describe/.exec(pathname)?.[1];
        if (described) {
          return sendJson(response, {
            fields: ['Id', 'IsDeleted', 'Name', 'AccountId', 'SystemModstamp'].map((name) => ({ name })),
          });
        }
        const soql = searchParams.get('q') ?? '';
        if (soql.includes('COUNT()')) return sendJson(response, { totalSize: 4500, done: true, records: [] });
        // The second half of a page comes as a batch of its own, under a link.
        const [, kind = '', from = '0'] = /query\/(\w+)-(\d+)$/.exec(pathname) ?? [];
        const since = Date.parse(/SystemModstamp >= (\S+)/.exec(soql)?.[1] ?? '1970-01-01T00:00:00Z');
        const rows = salesforceRows(4500, kind || (/FROM (\w+)/.exec(soql)?.[1] ?? '')).filter(
          (r) => Date.parse(String(r.SystemModstamp)) >= since,
        );
        const [, at, lastId] = /SystemModstamp = (\S+) AND Id > '(\w+)'/.exec(soql) ?? [];
        const start = kind
          ? Number(from)
          : at
            ? rows.findIndex((r) => r.SystemModstamp === at && r.Id === lastId) + 1
            : 0;
        const end = kind ? start + 1000 : Math.min(start + 1000, rows.length);
        const more = !kind && rows.length > end;
        sendJson(response, {
          totalSize: Math.min(2000, rows.length - start),
          done: !more,
          ...(more ? { nextRecordsUrl: `/services/data/v67.0/query/${/FROM (\w+)/.exec(soql)?.[1]}-${end}` } : {}),
          records: rows.slice(start, end),
        });
      }),
  },
};

const stripeRows: Rows = (count, prefix) =>
  Array.from({ length: count }, (_, i) => ({
    id: `${prefix}_${hash(prefix, i)}`,
    object: prefix,
    created: 2_000_000_000 - i,
  }));
const hubspotRows: Rows = (count, prefix) =>
  Array.from({ length: count }, (_, i) => ({
    id: String(i + 1),
    properties: { name: prefix },
    updatedAt: iso(i),
    archived: false,
  }));
const zendeskRows: Rows = (count, prefix) =>
  Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    name: prefix,
    updated_at: iso(i),
    type: 'breach',
    time: iso(i),
  }));
const salesforceRows: Rows = (count, prefix) =>
  Array.from({ length: count }, (_, i) => ({
    Id: salesforceId('001', i),
    Name: prefix,
    SystemModstamp: iso(i),
    IsDeleted: false,
  }));

function hash(prefix: string, i: number): string {
  return createHash('sha256').update(`${prefix}${i}`).digest('hex').slice(0, 14);
}
