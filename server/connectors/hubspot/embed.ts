import { advance, unreadableRows } from '../advance.ts';
import { type ApiRequest, SourceError } from '../http.ts';
import { id, text } from '../read.ts';
import { rowsOf } from '../rowsOf.ts';
import { failedInputs, nextAfter } from './answers.ts';
import { apiVersion, customOf, type Stream } from './streams.ts';

type Call = (request: ApiRequest) => Promise<unknown>;

/** The portal's own properties that are worth reading, each once and in one order, whatever the answer's is. Throws SourceError. */
export async function customNames(call: Call, stream: Stream): Promise<string[]> {
  if (customOf[stream].length === 0) return [];
  const answer = await call({ path: `crm/properties/${apiVersion}/${stream}` });
  const properties = rowsOf('hubspot', answer, 'results');
  const names = properties.flatMap((property) => text(property, 'name') ?? []);
  unreadableRows('hubspot', 'properties', properties, names);
  // Names are joined by commas in the request.
  const wanted = names.filter((name) => /^\w{1,100}$/.test(name) && customOf[stream].some((isOne) => isOne(name)));
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
    for (const [ownerId, owner] of rowsById('owners', rowsOf('hubspot', answer, 'results'), 'id'))
      owners.set(ownerId, owner);
    after = advance('hubspot', 'owners', after, nextAfter(answer, 'owners'));
  } while (after !== null);
  return owners;
}

/** Rows by an id of theirs. Throws SourceError where none has one: all others would seem to have nothing. */
function rowsById(what: string, rows: readonly unknown[], path: string): [string, unknown][] {
  const found = rows.flatMap((row): [string, unknown][] => {
    const rowId = id(row, path);
    return rowId === null ? [] : [[rowId, row]];
  });
  unreadableRows('hubspot', what, rows, found);
  return found;
}

/**
 * The companies or contacts of each row, by row id, as HubSpot lists them (`toObjectId`, `associationTypes`); none for a row that is
 * linked to none. When HubSpot failed to look some up, rows without an answer are left out. Throws SourceError.
 */
export async function readAssociations(
  call: Call,
  stream: string,
  to: 'companies' | 'contacts',
  rows: unknown[],
): Promise<Map<string, unknown[]>> {
  const inputs = rows.flatMap((row) => id(row, 'id') ?? []).map((rowId) => ({ id: rowId }));
  if (inputs.length === 0) return new Map();
  const answer = await call({
    path: `crm/associations/${apiVersion}/${stream}/${to}/batch/read`,
    body: { inputs },
  });
  const found = new Map<string, unknown[]>();
  if (failedInputs(answer) === 0) for (const input of inputs) found.set(input.id, []);
  for (const [rowId, result] of rowsById('associations', rowsOf('hubspot', answer, 'results'), 'from.id'))
    found.set(rowId, rowsOf('hubspot', result, 'to'));
  return found;
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
 * for addresses of a request that was refused as malformed, or that failed in part. There is no list of what has changed, so they are
 * asked for with each page of contacts. Throws SourceError.
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
    if (failedInputs(answer) === 0) for (const address of inputs) found.set(address, []);
    const results = rowsOf('hubspot', answer, 'results');
    const named = results.filter((result) => text(result, 'subscriberIdString') !== null);
    unreadableRows('hubspot', 'subscriptions', results, named);
    for (const result of named)
      found.set((text(result, 'subscriberIdString') ?? '').toLowerCase(), rowsOf('hubspot', result, 'statuses'));
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
