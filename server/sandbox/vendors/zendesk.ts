import type { FastifyInstance } from 'fastify';
import type { VendorChanges } from '../changes.ts';
import { instances, sandboxSecrets } from '../instances.ts';
import { zendeskId } from '../world/ids.ts';
import type { Customer, Ticket, World } from '../world/types.ts';
import { firstPlace } from './firstPlace.ts';
import { metricEvents } from './zendeskBreaches.ts';

type Row = Record<string, unknown> & { id: number; updated_at: string };
/** Rows by time, as the exports hand them out, and by id. */
type Table = { rows: Row[]; byId: Map<string, Row> };

const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
const seconds = (text: unknown) => Math.floor(Date.parse(String(text)) / 1000);

/** Zendesk's API v2 as far as a synchronising client needs it, under `/zendesk`. */
export function zendeskApi(app: FastifyInstance, world: World, publicUrl: () => string): VendorChanges {
  const organizations = byTime(world.customers.flatMap((c) => organizationRows(c)));
  const users = byTime(world.customers.flatMap((c) => userRows(c)));
  const tickets = byTime(world.customers.flatMap((c) => c.tickets.map((t) => ticketRow(c, t))));
  const metrics = new Map(world.customers.flatMap((c) => c.tickets.map((t) => [Number(t.id), metricRow(t)] as const)));
  const expected = `Basic ${Buffer.from(sandboxSecrets.zendesk).toString('base64')}`;

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-rate-limit': '700', 'x-rate-limit-remaining': '699' });
    if (request.headers.authorization !== expected) return reply.code(401).send({ error: "Couldn't authenticate you" });
  });

  type Export = { Querystring: { cursor?: string; start_time?: string; per_page?: string; include?: string } };
  const cursorExport = (name: string, path: string, rows: Row[], extra: (rows: Row[], include: string) => object) => {
    app.get<Export>(`/api/v2/incremental/${path}/cursor.json`, async (request, reply) => {
      const { cursor, start_time } = request.query;
      if (cursor === undefined && !/^\d+$/.test(start_time ?? '')) {
        return reply.code(400).send({ error: 'InvalidValue', description: 'start_time is required' });
      }
      const size = pageSize(request.query.per_page);
      const from =
        cursor === undefined
          ? firstPlace(rows, (row) => seconds(row.updated_at) >= Number(start_time))
          : firstBehind(rows, cursor);
      if (from === null) return reply.code(400).send({ error: 'InvalidValue', description: 'cursor is invalid' });
      const page = rows.slice(from, from + size);
      const last = rows[from + page.length - 1];
      const next = last ? Buffer.from(`${last.updated_at} ${last.id}`).toString('base64url') : (cursor ?? null);
      return {
        [name]: page,
        ...extra(page, request.query.include ?? ''),
        after_url: `${publicUrl()}/zendesk/api/v2/incremental/${path}/cursor.json?cursor=${next}`,
        after_cursor: next,
        before_url: null,
        before_cursor: null,
        end_of_stream: from + page.length >= rows.length,
      };
    });
  };
  cursorExport('tickets', 'tickets', tickets, (page, include) =>
    include.includes('metric_sets') ? { metric_sets: page.map((t) => metrics.get(t.id)) } : {},
  );
  cursorExport('users', 'users', users, () => ({}));

  // Some export by time only: the next page starts at the second of the last row, so rows of that second repeat.
  const timeExport = <T>(name: string, rows: readonly T[], timeOf: (row: T | undefined) => unknown) => {
    app.get<Export>(`/api/v2/incremental/${name}.json`, async (request, reply) => {
      const start = Number(request.query.start_time);
      if (!Number.isInteger(start))
        return reply.code(400).send({ error: 'InvalidValue', description: 'start_time is required' });
      const from = firstPlace(rows, (row) => seconds(timeOf(row)) >= start);
      let end = Math.min(rows.length, from + pageSize(request.query.per_page));
      while (end < rows.length && seconds(timeOf(rows[end])) === seconds(timeOf(rows[end - 1]))) end++;
      const page = rows.slice(from, end);
      const endTime = page.length > 0 ? seconds(timeOf(page.at(-1))) : start;
      return {
        [name]: page,
        count: page.length,
        end_time: endTime,
        next_page: `${publicUrl()}/zendesk/api/v2/incremental/${name}.json?start_time=${endTime}`,
        end_of_stream: end >= rows.length,
      };
    });
  };
  timeExport('organizations', organizations, (row) => row?.updated_at);
  timeExport('ticket_metric_events', metricEvents(world), (row) => row?.time);

  const count = (path: string, rows: Row[]) =>
    app.get(`/api/v2/${path}/count.json`, async () => ({
      count: { value: rows.length, refreshed_at: iso(world.nowMs) },
    }));
  count('tickets', tickets);
  count('users', users);
  count('organizations', organizations);

  const tables = {
    tickets: tableOf(tickets),
    users: tableOf(users),
    organizations: tableOf(organizations),
  };
  const single = (path: 'tickets' | 'users' | 'organizations', key: string) => {
    const { byId } = tables[path];
    app.get<{ Querystring: { ids?: string; include?: string } }>(`/api/v2/${path}/show_many.json`, async (request) => {
      const asked = new Set((request.query.ids ?? '').split(','));
      const found = byTime([...asked].flatMap((id) => byId.get(id) ?? []));
      const withMetrics = path === 'tickets' && request.query.include?.includes('metric_sets');
      return { [path]: found, ...(withMetrics ? { metric_sets: found.map((t) => metrics.get(t.id)) } : {}) };
    });
    app.get<{ Params: { id: string } }>(`/api/v2/${path}/:id`, async (request, reply) => {
      const id = request.params.id.replace(/\.json$/, '');
      const row = byId.get(id);
      return row ? { [key]: row } : reply.code(404).send({ error: 'RecordNotFound', description: 'Not found' });
    });
  };
  single('tickets', 'ticket');
  single('users', 'user');
  single('organizations', 'organization');

  const tableFor = (type: string): Table | undefined => (tables as Record<string, Table>)[type];
  const change: VendorChanges['change'] = (type, id, fields, atMs) => {
    const table = tableFor(type);
    const row = table?.byId.get(id);
    if (!table || !row) return false;
    Object.assign(row, fields, { updated_at: iso(Math.floor(atMs / 1000) * 1000) });
    byTime(table.rows);
    return true;
  };
  return {
    change,
    add(type, like, id, fields, atMs) {
      const table = tableFor(type);
      const row = table?.byId.get(like);
      if (!table || !row) return false;
      const added = { ...row, id: Number(id) };
      table.rows.push(added);
      table.byId.set(id, added);
      // Every ticket has metrics.
      if (type === 'tickets') metrics.set(added.id, { ...metrics.get(Number(like)), ticket_id: added.id });
      return change(type, id, fields, atMs);
    },
    remove(type, id, atMs) {
      const mark = { tickets: { status: 'deleted' }, users: { active: false } }[type] ?? { deleted_at: iso(atMs) };
      return change(type, id, mark, atMs);
    },
  };
}

/** The first row behind the one that a cursor stands for, by time and id; null when the cursor was not given out here. */
function firstBehind(rows: readonly Row[], cursor: string): number | null {
  const [, at, id] = /^(\S+Z) (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!at) return null;
  return firstPlace(rows, (r) => r.updated_at > at || (r.updated_at === at && r.id > Number(id)));
}

function tableOf(rows: Row[]): Table {
  return { rows, byId: new Map(rows.map((row) => [String(row.id), row])) };
}

function byTime(rows: Row[]): Row[] {
  return rows.sort((a, b) => (a.updated_at === b.updated_at ? a.id - b.id : a.updated_at < b.updated_at ? -1 : 1));
}

function url(kind: string, id: string): string {
  return `https://${instances.zendesk}/api/v2/${kind}/${id}.json`;
}

function organizationRows(c: Customer): Row[] {
  return c.zendesk.map((z) => ({
    url: url('organizations', z.id),
    id: Number(z.id),
    name: c.spellings.zendesk,
    domain_names: z.domains,
    external_id: z.externalId,
    details: null,
    notes: null,
    group_id: null,
    shared_tickets: false,
    shared_comments: false,
    tags: [],
    organization_fields: { tier: c.tier },
    created_at: iso(c.createdAt),
    updated_at: iso(Math.floor(c.modifiedAt / 1000) * 1000),
    deleted_at: null,
  }));
}

function userRows(c: Customer): Row[] {
  return c.people.map((p) => ({
    url: url('users', p.zendeskId ?? ''),
    id: Number(p.zendeskId),
    name: p.name,
    email: p.email,
    role: 'end-user',
    active: true,
    suspended: false,
    organization_id: p.inOrganization ? (c.zendesk[0] ? Number(c.zendesk[0].id) : null) : null,
    external_id: null,
    tags: [],
    time_zone: 'UTC',
    locale: 'en-US',
    created_at: iso(c.createdAt),
    updated_at: iso(Math.floor(c.modifiedAt / 1000) * 1000),
  }));
}

function ticketRow(c: Customer, t: Ticket): Row {
  const organization = t.requester.inOrganization && c.zendesk[0] ? Number(c.zendesk[0].id) : null;
  return {
    url: url('tickets', t.id),
    id: Number(t.id),
    subject: t.subject,
    raw_subject: t.subject,
    description: t.subject,
    priority: t.priority,
    status: t.status,
    // Most agents never set it.
    type: [null, 'problem', 'question', 'incident', 'task'][Number(t.id) % 5] ?? null,
    tags: t.tags,
    requester_id: Number(t.requester.zendeskId),
    submitter_id: Number(t.requester.zendeskId),
    organization_id: organization,
    assignee_id: null,
    // Zendesk lists end users in copy under both names, and followers, who are agents, under the first one too.
    collaborator_ids: [...t.copied.map((p) => Number(p.zendeskId)), ...followers(t)],
    follower_ids: followers(t),
    email_cc_ids: t.copied.map((p) => Number(p.zendeskId)),
    via: { channel: 'email' },
    satisfaction_rating: { score: t.rating ?? 'unoffered' },
    created_at: iso(t.createdAt),
    updated_at: iso(t.updatedAt),
  };
}

/** The agent who watches what is urgent; the export of end users does not hold agents. */
function followers(t: Ticket): number[] {
  return t.priority === 'urgent' ? [Number(zendeskId(9_000_000))] : [];
}

function metricRow(t: Ticket): object {
  const both = (minutes: number | null) => ({
    calendar: minutes,
    business: minutes === null ? null : Math.round(minutes / 3),
  });
  return {
    ticket_id: Number(t.id),
    created_at: iso(t.createdAt),
    updated_at: iso(t.updatedAt),
    reply_time_in_minutes: both(t.firstReplyMin),
    first_resolution_time_in_minutes: both(t.resolutionMin),
    full_resolution_time_in_minutes: both(t.resolutionMin),
    reopens: 0,
    replies: t.firstReplyMin === null ? 0 : 2,
    solved_at: t.solvedAt === null ? null : iso(t.solvedAt),
  };
}

/** Rows for a page: 1 to 1,000; as many as possible when the request names no such number. */
function pageSize(text: string | undefined): number {
  const asked = Number(text);
  return asked >= 1 ? Math.min(1000, Math.floor(asked)) : 1000;
}
