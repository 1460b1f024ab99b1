import { advance } from '../advance.ts';
import { type ApiRequest, SourceError } from '../http.ts';
import { id, list, text } from '../read.ts';
import { apiVersion, customOf, type Stream } from './streams.ts';

type Call = (request: ApiRequest) => Promise<unknown>;

/** The portal's own properties that are worth reading, each once and in one order, whatever the answer's is. Throws SourceError. */
export async function customNames(call: Call, stream: Stream): Promise<string[]> {
  if (customOf[stream].length === 0) return [];
  const answer = await call({ path: `crm/properties/${apiVersion}/${stream}` });
  const names = list(answer, 'results').flatMap((property) => text(property, 'name') ?? []);
  // Names are joined by commas in the request.
  const wanted = names.filter((name) => /^\w{1,100}$/.test(name) && customOf[stream].some((form) => form.test(name)));
  return [...new Set(wanted)].sort();
}

/** All owners by id. Throws SourceError. */
export async function readOwners(call: Call): Promise<Map<string, unknown>> {
  const owners = new Map<string, unknown>();
  let after: string | null = null;
  do {
    const answer = await call({
      path: `crm/owners/${apiVersion}`,
      query: { limit: '100', ...(after ? { after } : {}) },
    });
    for (const owner of list(answer, 'results')) owners.set(id(owner, 'id') ?? '', owner);
    after = advance('hubspot', 'owners', after, text(answer, 'paging.next.after'));
  } while (after !== null);
  return owners;
}

/** The companies or contacts of each row, by row id, as HubSpot lists them (`toObjectId`, `associationTypes`). Throws SourceError. */
export async function readAssociations(
  call: Call,
  stream: string,
  to: 'companies' | 'contacts',
  rows: unknown[],
): Promise<Map<string, unknown>> {
  const inputs = rows.flatMap((row) => id(row, 'id') ?? []).map((rowId) => ({ id: rowId }));
  if (inputs.length === 0) return new Map();
  const answer = await call({
    path: `crm/associations/${apiVersion}/${stream}/${to}/batch/read`,
    body: { inputs },
  });
  return new Map(list(answer, 'results').map((r) => [id(r, 'from.id') ?? '', list(r, 'to')]));
}

/** As many addresses as are asked about at once; HubSpot's specification names no limit. */
const maxAddresses = 100;

/** The address by which HubSpot keeps subscriptions. Empty for a contact without one. */
export function addressOf(row: unknown): string {
  const address = text(row, 'properties.email')?.toLowerCase() ?? '';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) ? address : '';
}

/**
 * The e-mail subscriptions of contacts, by address, as HubSpot lists them (`subscriptionName`, `status`, `source`, `timestamp`); nothing
 * for addresses of a request that was refused as malformed. There is no list of what has changed, so they are asked for with each page
 * of contacts. Throws SourceError.
 */
export async function readSubscriptions(call: Call, rows: unknown[]): Promise<Map<string, unknown[]>> {
  const addresses = [...new Set(rows.map(addressOf))].filter((address) => address !== '');
  const found = new Map<string, unknown[]>();
  for (let i = 0; i < addresses.length; i += maxAddresses) {
    const inputs = addresses.slice(i, i + maxAddresses);
    const answer = await unlessMalformed(
      call({
        path: `communication-preferences/${apiVersion}/statuses/batch/read`,
        query: { channel: 'EMAIL' },
        body: { inputs },
      }),
    );
    if (answer === null) continue;
    for (const address of inputs) found.set(address, []);
    for (const result of list(answer, 'results'))
      found.set((text(result, 'subscriberIdString') ?? '').toLowerCase(), list(result, 'statuses'));
  }
  return found;
}

/** One odd address must not keep all others from being asked about. */
async function unlessMalformed(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SourceError && error.status === 400) return null;
    throw error;
  }
}
