import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import type { Money } from '../../../lib/contract/values.ts';
import { channels } from '../../domain/activity/channel.ts';
import { minor } from '../../domain/currency.ts';
import { importFields } from '../../domain/import/kinds.ts';
import type { CompanyFact, Consent, Fact, SourceKey } from '../../domain/model.ts';
import type { RawRecord } from '../../domain/ports.ts';
import { amount, day, flag, integer, read, text, texts } from '../read.ts';

/** A file says it of everything, and not since when. */
function refusal(key: SourceKey): Consent {
  return { channel: 'all', topic: null, state: 'optedOut', key, url: null, origin: null, at: null, until: null };
}

/**
 * A row of an imported file as a fact. Its body holds the fields that the mapping filled (domain/import/kinds.ts), already converted: days
 * as text, instants as epoch milliseconds, money in minor units, references as `<set>:<id>`. Total; what cannot be read is null.
 */
export function normaliseFile({ kind, id, body, modifiedAt }: RawRecord): Fact | null {
  const key: SourceKey = { source: 'file', kind, id };
  const companyId = kind === 'company' ? id : text(body, 'company');
  const common = { key, companyId, modifiedAt, url: null };
  const shared = { ...common, companyIds: companyId === null ? [] : [companyId] };
  const createdAt = integer(body, 'createdAt');
  const name = text(body, 'name');
  switch (kind) {
    case 'company':
      return name === null ? null : { type: 'company', ...common, ...company(body, name) };
    case 'person':
      if (name === null) return null;
      return {
        type: 'person',
        ...shared,
        name,
        email: text(body, 'email'),
        title: text(body, 'title'),
        role: word(body, 'person', 'role') ?? 'unknown',
        leftAt: integer(body, 'leftAt'),
        doNotContact: flag(body, 'doNotContact'),
        consents: flag(body, 'doNotContact') ? [refusal(key)] : [],
        lastActivityAt: integer(body, 'lastActivityAt'),
        firstTouch: firstTouch(body),
      };
    case 'deal':
      if (name === null) return null;
      return {
        type: 'deal',
        ...shared,
        name,
        amount: money(body, 'amount'),
        stage: text(body, 'stage') ?? '',
        closesOn: day(body, 'closesOn'),
        isClosed: flag(body, 'isClosed'),
        isWon: flag(body, 'isWon'),
        kind: word(body, 'deal', 'kind') ?? 'unknown',
      };
    case 'contract': {
      const [startsOn, endsOn] = [day(body, 'startsOn'), day(body, 'endsOn')];
      return { type: 'contract', ...common, startsOn, endsOn, status: text(body, 'status') ?? '' };
    }
    case 'ticket': {
      const status = word<'open'>(body, 'ticket', 'status');
      if (status === null || createdAt === null) return null;
      return {
        type: 'ticket',
        ...shared,
        subject: text(body, 'subject') ?? id,
        priority: word(body, 'ticket', 'priority') ?? 'none',
        status,
        escalated: flag(body, 'escalated'),
        requesterId: text(body, 'requester'),
        copiedIds: [],
        createdAt,
        solvedAt: integer(body, 'solvedAt'),
        firstReplyMinutes: amount(body, 'firstReplyMinutes'),
        fullResolutionMinutes: amount(body, 'fullResolutionMinutes'),
        rating: word(body, 'ticket', 'rating'),
      };
    }
    case 'subscription': {
      const status = word<'active'>(body, 'subscription', 'status');
      const startedAt = integer(body, 'startedAt');
      const plan = text(body, 'plan');
      if (status === null || startedAt === null) return null;
      const interval = word<'month'>(body, 'subscription', 'interval') ?? 'month';
      return {
        type: 'subscription',
        ...common,
        status,
        arr: money(body, 'yearly'),
        plans: plan === null ? [] : [{ name: plan, quantity: amount(body, 'quantity') ?? 1, interval }],
        startedAt,
        renewsAt: integer(body, 'renewsAt'),
        cancelsAt: integer(body, 'cancelsAt'),
        canceledAt: integer(body, 'canceledAt'),
      };
    }
    case 'invoice': {
      const status = word<'open'>(body, 'invoice', 'status');
      const [total, amountDue] = [money(body, 'total'), money(body, 'amountDue')];
      if (status === null || total === null || amountDue === null || createdAt === null) return null;
      return {
        type: 'invoice',
        ...common,
        number: text(body, 'number') ?? ownId(id),
        status,
        total,
        amountDue,
        createdAt,
        dueAt: integer(body, 'dueAt'),
        paidAt: integer(body, 'paidAt'),
        attemptCount: integer(body, 'attemptCount') ?? 0,
      };
    }
    case 'payment': {
      const paid = money(body, 'amount');
      if (paid === null || createdAt === null) return null;
      const failureReason = text(body, 'failureReason');
      return { type: 'payment', ...common, amount: paid, succeeded: flag(body, 'succeeded'), createdAt, failureReason };
    }
    case 'order': {
      if (createdAt === null) return null;
      const [subtotal, canceledAt] = [money(body, 'subtotal'), integer(body, 'canceledAt')];
      return { type: 'order', ...common, number: text(body, 'number') ?? ownId(id), subtotal, createdAt, canceledAt };
    }
    case 'refund': {
      const back = money(body, 'amount');
      if (back === null || createdAt === null) return null;
      const [paymentId, orderId] = [text(body, 'payment'), text(body, 'order')];
      const succeeded = flag(body, 'succeeded');
      return { type: 'refund', ...common, amount: back, succeeded, createdAt, paymentId, orderId };
    }
    case 'activity': {
      const [onDay, userId] = [day(body, 'day'), text(body, 'person')];
      if (onDay === null || userId === null || name === null) return null;
      const channel = channels.find((c) => c === text(body, 'channel')) ?? 'product';
      return { type: 'activity', ...common, day: onDay, userId, channel, name, count: integer(body, 'count') ?? 1 };
    }
    default:
      return null;
  }
}

/** The id that a row has in its file. */
function ownId(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

function company(body: unknown, name: string): Omit<CompanyFact, 'type' | 'key' | 'companyId' | 'modifiedAt' | 'url'> {
  const ownerName = text(body, 'ownerName');
  const ids = { hubspot: text(body, 'hubspotId'), zendesk: text(body, 'zendeskId'), stripe: text(body, 'stripeId') };
  const claims = { salesforce: canonicalSalesforceId(text(body, 'salesforceId') ?? ''), ...ids };
  return {
    name,
    websites: texts(body, 'websites'),
    emails: texts(body, 'emails'),
    country: text(body, 'country'),
    industry: text(body, 'industry'),
    tier: text(body, 'tier'),
    status: text(body, 'status'),
    owner: ownerName ? { name: ownerName, email: text(body, 'ownerEmail') } : null,
    parentId: text(body, 'parent'),
    crossIds: (['salesforce', 'hubspot', 'zendesk', 'stripe'] as const).flatMap((source) =>
      claims[source] ? [{ source, id: claims[source] }] : [],
    ),
    mergedIds: [],
    taxIds: texts(body, 'taxIds'),
  };
}

function firstTouch(body: unknown): { channel: string; at: number } | null {
  const [channel, at] = [text(body, 'firstTouchChannel'), integer(body, 'firstTouchAt')];
  return channel === null || at === null ? null : { channel, at };
}

function money(body: unknown, field: string): Money | null {
  return minor(integer(body, `${field}.amountMinor`), text(body, `${field}.currency`));
}

/** One of the words that the field may be. */
function word<T extends string>(body: unknown, kind: keyof typeof importFields, field: string): T | null {
  const value = read(body, field);
  return (importFields[kind][field]?.words?.find((one) => one === value) as T | undefined) ?? null;
}
