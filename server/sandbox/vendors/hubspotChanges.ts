import type { FastifyInstance, FastifyReply } from 'fastify';
import type { VendorChanges } from '../changes.ts';
import { notFound } from './hubspotAssociations.ts';

export type Properties = Record<string, string | null>;
export type CrmObject = { id: string; properties: Properties; createdAt: string; updatedAt: string; archived: boolean };
type Rows = { rows: CrmObject[]; byId: Map<string, CrmObject> };
type Filter = { propertyName?: string; operator?: string; value?: string };
type Search = {
  limit?: number;
  after?: string;
  properties?: string[];
  filterGroups?: { filters?: Filter[] }[];
  sorts?: { propertyName?: string; direction?: string }[];
};
const mostResults = 10_000;

/** The property that says when an object was changed. */
export function modifiedProperty(type: string): string {
  return type === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate';
}

/** HubSpot's search: groups of filters, one order, at most 200 rows and no further than 10,000; and its batch read. */
export function hubspotSearch(
  app: FastifyInstance,
  path: string,
  tables: Readonly<Record<string, Rows>>,
  answer: {
    refuse: (reply: FastifyReply, status: number, category: string, message: string) => FastifyReply;
    select: (row: CrmObject, wanted: readonly string[] | undefined) => CrmObject;
  },
): void {
  const unknown = (reply: FastifyReply, type: string) =>
    answer.refuse(reply, 404, 'OBJECT_NOT_FOUND', `Unable to infer object type from: ${type}`);

  app.post<{ Params: { type: string } }>(`${path}/:type/search`, async (request, reply) => {
    const table = tables[request.params.type];
    if (!table) return unknown(reply, request.params.type);
    const body = (request.body ?? {}) as Search;
    const from = Number(body.after ?? 0);
    const limit = Math.min(200, body.limit ?? 10);
    if (from + limit > mostResults)
      return answer.refuse(reply, 400, 'VALIDATION_ERROR', 'paging past 10000 results is not supported');
    const live = table.rows.filter((row) => !row.archived && matches(row, body.filterGroups ?? []));
    const sort = body.sorts?.[0];
    if (sort?.propertyName) {
      const sign = sort.direction === 'DESCENDING' ? -1 : 1;
      const by = sort.propertyName;
      live.sort((a, b) => sign * (comparable(a.properties[by]) - comparable(b.properties[by])));
    }
    const results = live.slice(from, from + limit).map((row) => answer.select(row, body.properties));
    const more = from + limit < live.length;
    return { total: live.length, results, ...(more ? { paging: { next: { after: String(from + limit) } } } : {}) };
  });

  app.post<{ Params: { type: string } }>(`${path}/:type/batch/read`, async (request, reply) => {
    const table = tables[request.params.type];
    if (!table) return unknown(reply, request.params.type);
    const body = (request.body ?? {}) as { inputs?: { id: string }[]; properties?: string[] };
    if (!body.inputs || body.inputs.length > 100)
      return answer.refuse(reply, 400, 'VALIDATION_ERROR', 'inputs must hold 1 to 100 ids');
    const found = body.inputs.flatMap(({ id }) => {
      const row = table.byId.get(id);
      return row && !row.archived ? [answer.select(row, body.properties)] : [];
    });
    const gone = body.inputs.map(({ id }) => id).filter((id) => !found.some((row) => row.id === id));
    const code = gone.length > 0 ? 207 : 200;
    return reply.code(code).send({ status: 'COMPLETE', results: found, ...notFound(gone) });
  });
}

function matches(row: CrmObject, groups: readonly { filters?: Filter[] }[]): boolean {
  if (groups.length === 0) return true;
  return groups.some(({ filters = [] }) =>
    filters.every(({ propertyName = '', operator, value = '' }) => {
      const [have, asked] = [comparable(row.properties[propertyName]), comparable(value)];
      if (operator === 'GTE') return have >= asked;
      if (operator === 'GT') return have > asked;
      return operator === 'EQ' && have === asked;
    }),
  );
}

/** Instants as epoch milliseconds, numbers as they are: what filters and orders compare. */
function comparable(text: string | null | undefined): number {
  if (text === null || text === undefined) return Number.NaN;
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text);
}

/** Changes objects as a person in HubSpot would; what is removed is archived. */
export function hubspotChanges(tables: Readonly<Record<string, Rows>>): VendorChanges {
  const touch = (type: string, id: string, atMs: number): CrmObject | null => {
    const row = tables[type]?.byId.get(id);
    if (!row) return null;
    row.updatedAt = new Date(atMs).toISOString();
    row.properties[modifiedProperty(type)] = row.updatedAt;
    return row;
  };
  const change: VendorChanges['change'] = (type, id, fields, atMs) => {
    const row = touch(type, id, atMs);
    if (row) Object.assign(row.properties, fields);
    return row !== null;
  };
  return {
    change,
    // Without associations: HubSpot keeps them elsewhere.
    add(type, like, id, fields, atMs) {
      const row = tables[type]?.byId.get(like);
      if (!row) return false;
      const added = { ...row, id, properties: { ...row.properties, hs_object_id: id } };
      tables[type]?.rows.push(added);
      tables[type]?.byId.set(id, added);
      return change(type, id, fields, atMs);
    },
    remove(type, id) {
      const row = tables[type]?.byId.get(id);
      if (row) row.archived = true;
      return row !== undefined;
    },
  };
}
