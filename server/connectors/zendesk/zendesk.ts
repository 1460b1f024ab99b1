import { canonicalSalesforceId } from '../../lib/contract/salesforceId.ts';
import type { Fact, SourceKey } from '../domain/model.ts';
import type { Connector, ConnectorConfig, PulledPage, RawRecord } from '../domain/ports.ts';
import { requestJson } from './http.ts';
import { flag, id, instant, integer, list, number, read, text, texts } from './read.ts';

const pageRows = 1000;
const streams = {
  organizations: { kind: 'organization' },
  users: { kind: 'user' },
  tickets: { kind: 'ticket' },
} as const;
type Stream = keyof typeof streams;

function authorization(config: ConnectorConfig): string {
  return `Basic ${Buffer.from(config.secret).toString('base64')}`;
}

/**
 * Zendesk over its incremental exports. Tickets and users have cursors; organisations only time, where the rows of the last second
 * repeat and are dropped. Ticket metrics are side-loaded and stored with the ticket under `metric_set`.
 */
export const zendesk: Connector = {
  source: 'zendesk',
  streams: Object.keys(streams),

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const { kind } = streams[stream as Stream];
    const call = (path: string, query: Record<string, string>) =>
      requestJson(config, authorization(config), { path, query }, deps);
    let after = cursor;
    let seen = new Set<string>();
    do {
      const answer =
        stream === 'organizations'
          ? await call('api/v2/incremental/organizations.json', {
              start_time: after ?? '0',
              per_page: String(pageRows),
            })
          : await call(`api/v2/incremental/${stream}/cursor.json`, {
              ...(after === null ? { start_time: '0' } : { cursor: after }),
              per_page: String(pageRows),
              ...(stream === 'tickets' ? { include: 'metric_sets' } : {}),
            });
      const metrics = new Map(list(answer, 'metric_sets').map((m) => [id(m, 'ticket_id'), m]));
      const records = list(answer, stream).flatMap((row): RawRecord[] => {
        const recordId = id(row, 'id');
        const modifiedAt = instant(row, 'updated_at');
        if (recordId === null || modifiedAt === null || seen.has(recordId)) return [];
        const body = stream === 'tickets' ? { ...(row as object), metric_set: metrics.get(recordId) ?? null } : row;
        const deleted =
          text(row, 'status') === 'deleted' || instant(row, 'deleted_at') !== null || read(row, 'active') === false;
        return [{ source: 'zendesk', kind, id: recordId, modifiedAt, deleted, body }];
      });
      seen = new Set(stream === 'organizations' ? records.map((r) => r.id) : []);
      const done = read(answer, 'end_of_stream') !== false;
      const next = stream === 'organizations' ? integer(answer, 'end_time') : text(answer, 'after_cursor');
      after = done || next === null ? null : String(next);
      yield { stream, records, cursor: after };
    } while (after !== null);
  },

  async count(config, stream, deps) {
    return integer(
      await requestJson(config, authorization(config), { path: `api/v2/${stream}/count.json` }, deps),
      'count.value',
    );
  },

  normalise(record, { instance }): Fact | null {
    const { body } = record;
    if (!/^\d+$/.test(record.id)) return null;
    const key: SourceKey = { source: 'zendesk', kind: record.kind, id: record.id };
    const organizationId = id(body, 'organization_id');
    const common = (path: string) => ({
      key,
      modifiedAt: record.modifiedAt,
      url: `https://${instance}/agent/${path}/${record.id}`,
    });
    switch (record.kind) {
      case 'organization': {
        const name = text(body, 'name');
        if (name === null) return null;
        const external = text(body, 'external_id');
        const salesforceId = external?.startsWith('001') ? canonicalSalesforceId(external) : null;
        return {
          type: 'company',
          ...common('organizations'),
          companyId: record.id,
          name,
          websites: texts(body, 'domain_names'),
          emails: [],
          country: null,
          industry: null,
          tier: text(body, 'organization_fields.tier'),
          status: null,
          owner: null,
          parentId: null,
          crossIds: salesforceId ? [{ source: 'salesforce', id: salesforceId }] : [],
          mergedIds: [],
          taxIds: [],
        };
      }
      case 'user': {
        const name = text(body, 'name');
        if (name === null || text(body, 'role') !== 'end-user') return null;
        return {
          type: 'person',
          ...common('users'),
          companyId: organizationId,
          name,
          companyIds: organizationId ? [organizationId] : [],
          email: text(body, 'email'),
          title: null,
          role: 'unknown',
          leftAt: null,
          doNotContact: false,
          lastActivityAt: null,
        };
      }
      case 'ticket': {
        const status = statuses.find((s) => s === text(body, 'status'));
        const createdAt = instant(body, 'created_at');
        if (!status || createdAt === null) return null;
        const tags = texts(body, 'tags');
        const rating = text(body, 'satisfaction_rating.score');
        return {
          type: 'ticket',
          ...common('tickets'),
          companyId: organizationId,
          subject: text(body, 'subject') ?? `Ticket ${record.id}`,
          priority: priorities.find((p) => p === text(body, 'priority')) ?? 'none',
          status,
          escalated: flag(body, 'is_escalated') || tags.some((t) => /^escalat/i.test(t)),
          requesterId: id(body, 'requester_id'),
          createdAt,
          solvedAt: instant(body, 'metric_set.solved_at'),
          firstReplyMinutes: number(body, 'metric_set.reply_time_in_minutes.calendar'),
          fullResolutionMinutes: number(body, 'metric_set.full_resolution_time_in_minutes.calendar'),
          rating: rating === 'good' || rating === 'bad' ? rating : null,
        };
      }
      default:
        return null;
    }
  },
};

const statuses = ['new', 'open', 'pending', 'hold', 'solved', 'closed'] as const;
const priorities = ['urgent', 'high', 'normal', 'low'] as const;
