import type { ConnectorConfig, ConnectorDeps, RawRecord } from '../../domain/ports.ts';
import { unreadableRows } from '../advance.ts';
import { type ApiRequest, bearer, requestJson } from '../http.ts';
import { flag, id, instant, text } from '../read.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { addressOf, customNames, readAssociations, readOwners, readSubscriptions } from './embed.ts';
import { associatedOf, modifiedOf, type Stream, streams } from './streams.ts';

/** Reads the objects of one stream, with what is embedded into their bodies. */
export type Reader = {
  stream: Stream;
  call: (request: ApiRequest) => Promise<unknown>;
  properties: readonly string[];
  /** Rows as records, with owner, companies and subscriptions; those that cannot be read are counted. Throws SourceError. */
  toPage(rows: unknown[]): Promise<{ stream: string; records: RawRecord[]; unreadable: number }>;
};

/** Asks for the portal's own properties first. Throws SourceError. */
export async function openReader(config: ConnectorConfig, name: string, deps: ConnectorDeps): Promise<Reader> {
  const stream = name as Stream;
  const call = (request: ApiRequest) => requestJson(config, bearer, request, deps);
  const custom = await customNames(call, stream);
  let owners: Map<string, unknown> | null = null;
  let showsSubscriptions = stream === 'contacts';

  /** HubSpot keeps owners, associations and subscriptions elsewhere, and a stored record has to stand alone. */
  const embed = async (rows: unknown[]): Promise<(row: unknown) => object> => {
    if (stream === 'companies') {
      if (rows.length > 0) owners ??= await readOwners(call);
      const ownerOf = (row: unknown) => owners?.get(text(row, 'properties.hubspot_owner_id') ?? '') ?? null;
      return (row) => ({ owner: ownerOf(row), salesforceProperties: custom });
    }
    const live = rows.filter((row) => !flag(row, 'archived'));
    const [found, told] = await Promise.all([
      Promise.all(
        associatedOf(stream).map(async (to) => [to, await readAssociations(call, stream, to, live)] as const),
      ),
      showsSubscriptions ? unlessHidden(true, readSubscriptions(call, live)) : null,
    ]);
    // Asked once in vain is enough for one pull.
    showsSubscriptions = told !== null;
    return (row) => {
      const subscriptions = addressOf(row) === '' ? [] : told?.get(addressOf(row));
      return {
        associations: Object.fromEntries(found.map(([to, byRow]) => [to, byRow.get(id(row, 'id') ?? '') ?? []])),
        ...(told && subscriptions ? { subscriptions } : {}),
      };
    };
  };

  return {
    stream,
    call,
    properties: [...streams[stream].properties, ...custom],
    async toPage(rows) {
      const embedded = await embed(rows);
      const records = rows.flatMap((row): RawRecord[] => {
        const recordId = id(row, 'id');
        const modifiedAt = modifiedTime(row, stream);
        if (recordId === null || modifiedAt === null) return [];
        const body = { ...(row as object), ...embedded(row) };
        const { kind } = streams[stream];
        return [{ source: 'hubspot', kind, id: recordId, modifiedAt, deleted: flag(row, 'archived'), body }];
      });
      return { stream, records, unreadable: unreadableRows('hubspot', stream, rows, records) };
    },
  };
}

/** When an object was changed last, epoch milliseconds; null when it does not say. */
export function modifiedTime(row: unknown, stream: Stream): number | null {
  return instant(row, `properties.${modifiedOf(stream)}`) ?? instant(row, 'updatedAt');
}
