import type { Connector, PulledPage, RawRecord } from '../../domain/ports.ts';
import { advance } from '../advance.ts';
import { type ApiRequest, requestJson } from '../http.ts';
import { flag, id, instant, integer, list, text } from '../read.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { customNames, readAssociations, readOwners } from './embed.ts';
import { normaliseHubspot } from './normaliseHubspot.ts';
import { apiVersion, dispensable, type Stream, streams } from './streams.ts';

const pageRows = 100;

/**
 * HubSpot's CRM on its dated paths. The owner and the associated companies are embedded into the stored body under `owner` and
 * `associations`, because HubSpot keeps them elsewhere and a stored record has to stand alone.
 */
export const hubspot: Connector = {
  source: 'hubspot',
  streams: Object.keys(streams),

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const { kind, properties } = streams[stream as Stream];
    const call = (request: ApiRequest) => requestJson(config, `Bearer ${config.secret}`, request, deps);
    const custom = await customNames(call, stream as Stream);
    const owners = stream === 'companies' ? await readOwners(call) : new Map<string, unknown>();
    let after = cursor;
    do {
      const asked = call({
        path: `crm/objects/${apiVersion}/${stream}`,
        query: {
          limit: String(pageRows),
          properties: [...properties, ...custom].join(','),
          ...(after ? { after } : {}),
        },
      });
      const answer = await unlessHidden(dispensable.has(stream as Stream), asked);
      if (answer === null) return yield { stream, records: [], cursor: null };
      const rows = list(answer, 'results');
      const companies =
        stream === 'companies' ? new Map<string, unknown>() : await readAssociations(call, stream, rows);
      const records = rows.flatMap((row): RawRecord[] => {
        const recordId = id(row, 'id');
        const modifiedAt = instant(row, 'properties.hs_lastmodifieddate') ?? instant(row, 'updatedAt');
        if (recordId === null || modifiedAt === null) return [];
        const body = {
          ...(row as object),
          ...(stream === 'companies'
            ? {
                owner: owners.get(text(row, 'properties.hubspot_owner_id') ?? '') ?? null,
                salesforceProperties: custom,
              }
            : { associations: { companies: companies.get(recordId) ?? [] } }),
        };
        return [{ source: 'hubspot', kind, id: recordId, modifiedAt, deleted: flag(row, 'archived'), body }];
      });
      after = advance('hubspot', stream, after, text(answer, 'paging.next.after'));
      yield { stream, records, cursor: after };
    } while (after !== null);
  },

  async count(config, stream, deps) {
    const asked = requestJson(
      config,
      `Bearer ${config.secret}`,
      { path: `crm/objects/${apiVersion}/${stream}/search`, body: { limit: 1 } },
      deps,
    );
    return integer(await unlessHidden(dispensable.has(stream as Stream), asked), 'total');
  },

  normalise: normaliseHubspot,
};
