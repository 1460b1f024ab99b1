import type { ConnectorConfig, ConnectorDeps, RawRecord } from '../../domain/ports.ts';
import { unreadableRows } from '../advance.ts';
import { type ApiRequest, bearer, requestJson } from '../http.ts';
import { currencyOf } from '../oneCurrency.ts';
import { flag, id, instant, text } from '../read.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { askAccount, completed, currencyProperty } from './account.ts';
import { addressOf, customNames, readAssociations, readOwners, readSubscriptions } from './embed.ts';
import { associatedOf, isSalesforceId, modifiedOf, type Stream, streams } from './streams.ts';

/** Reads the objects of one stream, with what is embedded into their bodies. */
export type Reader = {
  stream: Stream;
  call: (request: ApiRequest) => Promise<unknown>;
  properties: readonly string[];
  /** What objects without a currency are completed with; null where they stay without, and for objects without amounts. */
  currency: string | null;
  /** Rows as records, with owner, companies, subscriptions and currency; without those that cannot be read. Throws SourceError. */
  toRecords(rows: unknown[]): Promise<RawRecord[]>;
  /** The same as a page, where rows that cannot be read are counted. Throws SourceError, also when none can. */
  toPage(rows: unknown[]): Promise<{ stream: string; records: RawRecord[]; unreadable: number }>;
};

/** Asks for the portal's own properties, and for its currency where amounts are read. `cursor`: where a pull goes on. Throws SourceError. */
export async function openReader(
  config: ConnectorConfig,
  name: string,
  deps: ConnectorDeps,
  cursor: string | null = null,
): Promise<Reader> {
  const stream = name as Stream;
  const call = (request: ApiRequest) => requestJson(config, bearer, request, deps);
  const custom = await customNames(call, stream);
  const property = currencyProperty[stream];
  const currency = property ? currencyOf(config, await askAccount(call), cursor) : null;
  let owners: Map<string, unknown> | null = null;
  let showsSubscriptions = stream === 'contacts';

  /** HubSpot keeps owners, associations and subscriptions elsewhere, and a stored record has to stand alone. */
  const embed = async (rows: unknown[]): Promise<(row: unknown) => object> => {
    if (stream === 'companies') {
      if (rows.length > 0) owners ??= await readOwners(call);
      const ownerOf = (row: unknown) => owners?.get(text(row, 'properties.hubspot_owner_id') ?? '') ?? null;
      const salesforceProperties = custom.filter(isSalesforceId);
      return (row) => ({ owner: ownerOf(row), salesforceProperties });
    }
    const live = rows.filter((row) => !flag(row, 'archived'));
    const [found, told] = await Promise.all([
      Promise.all(
        associatedOf(stream).map(async (to) => [to, await readAssociations(call, stream, to, live)] as const),
      ),
      showsSubscriptions ? unlessHidden(readSubscriptions(call, live)) : null,
    ]);
    // Asked once in vain is enough for one pull.
    showsSubscriptions = told !== null;
    return (row) => {
      const subscriptions = addressOf(row) === '' ? [] : told?.get(addressOf(row));
      // What is not known is left out, so that what is stored of it stays.
      const links = found.flatMap(([to, byRow]) => {
        const linked = flag(row, 'archived') ? [] : byRow.get(id(row, 'id') ?? '');
        return linked ? [[to, linked] as const] : [];
      });
      return {
        associations: Object.fromEntries(links),
        ...(told && subscriptions ? { subscriptions } : {}),
      };
    };
  };

  const toRecords = async (rows: unknown[]) => {
    const embedded = await embed(rows);
    return rows.flatMap((row): RawRecord[] => {
      const recordId = id(row, 'id');
      const modifiedAt = modifiedTime(row, stream);
      if (recordId === null || modifiedAt === null) return [];
      const whole = property && currency ? completed(row, property, currency) : row;
      const body = { ...(whole as object), ...embedded(row) };
      const { kind } = streams[stream];
      return [{ source: 'hubspot', kind, id: recordId, modifiedAt, deleted: flag(row, 'archived'), body }];
    });
  };

  return {
    stream,
    call,
    currency,
    properties: [...streams[stream].properties, ...custom],
    toRecords,
    async toPage(rows) {
      const records = await toRecords(rows);
      return { stream, records, unreadable: unreadableRows('hubspot', stream, rows, records) };
    },
  };
}

/** When an object was changed last, epoch milliseconds; null when it does not say. */
export function modifiedTime(row: unknown, stream: Stream): number | null {
  return instant(row, `properties.${modifiedOf(stream)}`) ?? instant(row, 'updatedAt');
}
