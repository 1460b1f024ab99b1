import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { major } from '../../domain/currency.ts';
import type { DealFact, Fact, PersonFact, SourceKey, TicketFact } from '../../domain/model.ts';
import type { ConnectorConfig, RawRecord } from '../../domain/ports.ts';
import { amount, byName, day, entry, flag, id, idList, instant, list, number, read, text, texts } from '../read.ts';
import { contactConsents } from './contactConsents.ts';
import { feedbackFact } from './feedbackFact.ts';
import { customProperties, typeIdOf } from './streams.ts';

/** HubSpot objects as facts: company, contact, deal, order, answer to a survey, ticket. Total; what cannot be read is null. */
export function normaliseHubspot(record: RawRecord, { instance }: Pick<ConnectorConfig, 'instance'>): Fact | null {
  const { body } = record;
  const typeId = entry(typeIdOf, record.kind);
  if (typeId === null || !/^\d+$/.test(record.id)) return null;
  const key: SourceKey = { source: 'hubspot', kind: record.kind, id: record.id };
  const common = {
    key,
    modifiedAt: record.modifiedAt,
    url: `https://app.hubspot.com/contacts/${instance}/record/${typeId}/${record.id}`,
  };
  const companies = associatedCompanies(body);
  const p = read(body, 'properties');
  switch (record.kind) {
    case 'company': {
      const name = text(p, 'name') ?? text(p, 'domain');
      if (name === null) return null;
      const ownerName = [text(body, 'owner.firstName'), text(body, 'owner.lastName')].filter(Boolean).join(' ');
      return {
        type: 'company',
        ...common,
        companyId: record.id,
        name,
        websites: [text(p, 'domain') ?? [], idList(p, 'hs_additional_domains', /^[\p{L}\p{N}.-]{1,253}$/u)].flat(),
        emails: [],
        country: text(p, 'country'),
        industry: text(p, 'industry'),
        tier: text(p, 'customer_tier'),
        status: text(p, 'lifecyclestage'),
        owner: ownerName ? { name: ownerName, email: text(body, 'owner.email') } : null,
        // The list of owners leaves out those who left, so an owner who is not in it did.
        ownerActive: text(p, 'hubspot_owner_id') === null ? null : ownerName !== '',
        parentId: id(p, 'hs_parent_company_id'),
        crossIds: salesforceClaims(body, p),
        mergedIds: idList(p, 'hs_merged_object_ids', /^\d{1,20}$/),
        taxIds: [],
      };
    }
    case 'contact': {
      const name = [text(p, 'firstname'), text(p, 'lastname')].filter(Boolean).join(' ') || text(p, 'email');
      if (!name) return null;
      const left = byName(p, customProperties.left, day);
      return {
        type: 'person',
        ...common,
        ...companies,
        name,
        email: text(p, 'email'),
        title: text(p, 'jobtitle'),
        role: idList(p, 'hs_buying_role', /./).flatMap((role) => entry(buyingRoles, role) ?? [])[0] ?? 'unknown',
        leftAt: left ? Date.parse(left) : null,
        doNotContact: flag(p, 'hs_email_optout'),
        consents: contactConsents(body, common),
        lastActivityAt: instant(p, 'notes_last_contacted'),
        firstTouch: firstTouch(p),
      };
    }
    case 'deal': {
      const type = text(p, 'dealtype') ?? '';
      return {
        type: 'deal',
        ...common,
        ...companies,
        name: text(p, 'dealname') ?? record.id,
        amount: major(number(p, 'amount'), text(p, 'deal_currency_code')),
        stage: text(p, 'dealstage') ?? '',
        closesOn: day(p, 'closedate'),
        isClosed: flag(p, 'hs_is_closed'),
        isWon: flag(p, 'hs_is_closed_won'),
        kind: dealKind(type),
        touch: text(p, 'hs_analytics_latest_source'),
        probability: share(number(p, 'hs_deal_stage_probability')),
        omitted: text(p, 'hs_manual_forecast_category') === 'OMIT',
      };
    }
    case 'order': {
      const createdAt = instant(p, 'hs_external_created_date') ?? instant(p, 'hs_createdate');
      if (createdAt === null) return null;
      const subtotal = number(p, 'hs_subtotal_price');
      return {
        type: 'order',
        ...common,
        companyId: companies.companyId,
        number: text(p, 'hs_order_name') ?? text(p, 'hs_external_order_id') ?? record.id,
        subtotal: major(
          subtotal === null ? null : subtotal - (amount(p, 'hs_order_discount') ?? 0),
          text(p, 'hs_currency_code'),
        ),
        createdAt,
        // HubSpot says that an order was cancelled, not when.
        canceledAt: /cancel/i.test(text(p, 'hs_external_order_status') ?? '') ? record.modifiedAt : null,
      };
    }
    case 'feedback_submission':
      return feedbackFact(record, { ...common, ...companies });
    default: {
      // Of one that was opened again the day of the last time may be left.
      const closedAt = read(p, 'hs_is_closed') === 'false' ? null : instant(p, 'closed_date');
      const createdAt = instant(p, 'createdate') ?? record.modifiedAt;
      const repliedAt = instant(p, 'first_agent_reply_date');
      const isClosed = flag(p, 'hs_is_closed') || closedAt !== null;
      const toCloseMs = amount(p, 'time_to_close') ?? (closedAt === null ? null : closedAt - createdAt);
      return {
        type: 'ticket',
        ...common,
        ...companies,
        subject: text(p, 'subject') ?? record.id,
        priority: entry(priorities, text(p, 'hs_ticket_priority')) ?? 'none',
        status: isClosed ? 'closed' : 'open',
        // The categories that HubSpot begins with; several are separated by semicolons.
        about: idList(p, 'hs_ticket_category', /./).flatMap((c) => entry(categories, c) ?? [])[0] ?? null,
        escalated: false,
        requesterId: null,
        copiedIds: [],
        createdAt,
        solvedAt: closedAt,
        firstReplyMinutes: repliedAt === null ? null : minutes(repliedAt - createdAt),
        fullResolutionMinutes: isClosed && toCloseMs !== null ? minutes(toCloseMs) : null,
        rating: null,
      };
    }
  }
}

const buyingRoles: Record<string, PersonFact['role']> = {
  CHAMPION: 'champion',
  DECISION_MAKER: 'decisionMaker',
  BUDGET_HOLDER: 'billing',
  END_USER: 'user',
};
const categories: Record<string, 'problem' | 'question'> = {
  PRODUCT_ISSUE: 'problem',
  BILLING_ISSUE: 'problem',
  GENERAL_INQUIRY: 'question',
};
const priorities: Record<string, TicketFact['priority']> = {
  URGENT: 'urgent',
  HIGH: 'high',
  MEDIUM: 'normal',
  LOW: 'low',
};

function dealKind(type: string): DealFact['kind'] {
  if (type === 'newbusiness') return 'new';
  if (type === 'existingbusiness') return 'expansion';
  return /renew/i.test(type) ? 'renewal' : 'unknown';
}

/** A share, 0..1; null outside. */
function share(value: number | null): number | null {
  return value !== null && value >= 0 && value <= 1 ? value : null;
}

/** HubSpot's original source (`ORGANIC_SEARCH`, `PAID_SOCIAL`, ...) and when the contact was first seen. */
function firstTouch(properties: unknown): PersonFact['firstTouch'] {
  const channel = text(properties, 'hs_analytics_source');
  const at = instant(properties, 'hs_analytics_first_timestamp') ?? instant(properties, 'createdate');
  return channel !== null && at !== null ? { channel, at } : null;
}

/** Whole minutes; null for a length below zero, which only a corrected clock can produce. */
function minutes(ms: number): number | null {
  return ms < 0 ? null : Math.round(ms / 60_000);
}

/** A value counts only when it looks like an account id; the claim itself is checked when identities are resolved. */
function salesforceClaims(body: unknown, properties: unknown): { source: 'salesforce'; id: string }[] {
  for (const name of texts(body, 'salesforceProperties')) {
    const value = text(properties, name);
    const canonical = value?.startsWith('001') ? canonicalSalesforceId(value) : null;
    if (canonical) return [{ source: 'salesforce', id: canonical }];
  }
  return [];
}

/**
 * The associated companies, the primary one first. HubSpot calls the first one primary by itself, but an import or the API may leave
 * several without; then none is preferred. A label of the portal's own that reads "Primary" means something else.
 */
function associatedCompanies(body: unknown): Pick<PersonFact, 'companyId' | 'companyIds'> {
  const links = list(body, 'associations.companies').flatMap((link) => {
    const company = id(link, 'toObjectId');
    const isPrimary = list(link, 'associationTypes').some(
      (t) => text(t, 'label') === 'Primary' && text(t, 'category') !== 'USER_DEFINED',
    );
    return company ? [{ company, isPrimary }] : [];
  });
  links.sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary));
  const companyIds = [...new Set(links.map((l) => l.company))];
  const first = links[0];
  return { companyId: first && (first.isPrimary || companyIds.length === 1) ? first.company : null, companyIds };
}
