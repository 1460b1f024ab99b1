import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import type { Fact, SourceKey } from '../../domain/model.ts';
import type { ConnectorConfig, RawRecord } from '../../domain/ports.ts';
import { amount, byName, flag, id, ids, instant, text, texts } from '../read.ts';

/** Zendesk records as facts: organization, user (end users only), ticket, breach of a promise. Total; what cannot be read is null. */
export function normaliseZendesk(record: RawRecord, { instance }: Pick<ConnectorConfig, 'instance'>): Fact | null {
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
        firstTouch: null,
      };
    }
    case 'ticket': {
      const status = statuses.find((s) => s === text(body, 'status'));
      const createdAt = instant(body, 'created_at');
      if (!status || createdAt === null) return null;
      const isSolved = status === 'solved' || status === 'closed';
      const tags = texts(body, 'tags');
      const rating = text(body, 'satisfaction_rating.score');
      const kind = text(body, 'type');
      const known = {
        ...common('tickets'),
        companyId: organizationId,
        companyIds: organizationId ? [organizationId] : [],
        requesterId: id(body, 'requester_id'),
        copiedIds: copiedIds(body),
      };
      const subject = text(body, 'subject') ?? `Ticket ${record.id}`;
      // It goes on in the one that it was merged into, and counts there.
      if (tags.includes('closed_by_merge')) return { type: 'other', ...known, name: subject, email: null };
      return {
        type: 'ticket',
        ...known,
        subject,
        priority: priorities.find((p) => p === text(body, 'priority')) ?? 'none',
        status,
        escalated:
          byName(body, escalatedField, (b, path) => flag(b, path) || null) ?? tags.some((t) => /^escalat/i.test(t)),
        about: kind === 'incident' ? 'problem' : kind === 'problem' || kind === 'question' ? kind : null,
        createdAt,
        // One that was opened again is not solved, whatever its metrics still say of the last time.
        solvedAt: isSolved ? instant(body, 'metric_set.solved_at') : null,
        firstReplyMinutes: amount(body, 'metric_set.reply_time_in_minutes.calendar'),
        fullResolutionMinutes: isSolved ? amount(body, 'metric_set.full_resolution_time_in_minutes.calendar') : null,
        rating: rating === 'good' || rating === 'bad' ? rating : null,
      };
    }
    case 'ticket_metric_event': {
      const ticketId = id(body, 'ticket_id');
      const dueAt = instant(body, 'time');
      if (ticketId === null || dueAt === null || text(body, 'type') !== 'breach') return null;
      const company = id(body, 'ticket.organization_id');
      return {
        type: 'breach',
        ...common('tickets'),
        url: `https://${instance}/agent/tickets/${ticketId}`,
        companyId: company,
        companyIds: company ? [company] : [],
        ticketId,
        promise: text(body, 'metric') ?? '',
        dueAt,
        metAt: null,
        requesterId: id(body, 'ticket.requester_id'),
        copiedIds: [],
      };
    }
    default:
      return null;
  }
}

const escalatedField = /^(is_)?escalated$/i;

/**
 * Who gets copies of the answers. `email_cc_ids` has them where CCs and followers are apart, `collaborator_ids` in older accounts (and in
 * all, together with followers). Followers are agents; agents are no people of a customer, so those that slip in lead nowhere.
 */
function copiedIds(body: unknown): string[] {
  const apart = new Set([...ids(body, 'follower_ids'), id(body, 'requester_id')]);
  const copied = new Set([...ids(body, 'email_cc_ids'), ...ids(body, 'collaborator_ids')]);
  // Zendesk promises no order.
  return [...copied].filter((one) => !apart.has(one)).sort();
}

const statuses = ['new', 'open', 'pending', 'hold', 'solved', 'closed'] as const;
const priorities = ['urgent', 'high', 'normal', 'low'] as const;
