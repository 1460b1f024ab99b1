import { advance } from '../advance.ts';
import type { ApiRequest } from '../http.ts';
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
