import { canonicalSalesforceId } from '../../lib/contract/salesforceId.ts';
import { major } from '../domain/currency.ts';
import type { Fact, SourceKey } from '../domain/model.ts';
import type { Connector, PulledPage, RawRecord } from '../domain/ports.ts';
import { type ApiRequest, requestJson } from './http.ts';
import { day, flag, id, instant, integer, list, number, read, text, texts } from './read.ts';

/** Dated API version; HubSpot supports one for 18 months. */
const apiVersion = '2026-03';
const pageRows = 100;

const streams = {
  companies: {
    kind: 'company',
    typeId: '0-2',
    properties: [
      'name',
      'domain',
      'hs_additional_domains',
      'industry',
      'country',
      'lifecyclestage',
      'customer_tier',
      'hubspot_owner_id',
      'hs_parent_company_id',
      'hs_merged_object_ids',
      'hs_lastmodifieddate',
    ],
  },
  contacts: {
    kind: 'contact',
    typeId: '0-1',
    properties: [
      'firstname',
      'lastname',
      'email',
      'jobtitle',
      'hs_buying_role',
      'champion_left_date',
      'hs_email_optout',
      'notes_last_contacted',
      'hs_lastmodifieddate',
    ],
  },
  deals: {
    kind: 'deal',
    typeId: '0-3',
    properties: [
      'dealname',
      'amount',
      'deal_currency_code',
      'dealstage',
      'pipeline',
      'closedate',
      'dealtype',
      'hs_is_closed',
      'hs_is_closed_won',
      'hs_lastmodifieddate',
    ],
  },
  tickets: {
    kind: 'ticket',
    typeId: '0-5',
    properties: [
      'subject',
      'hs_pipeline_stage',
      'hs_ticket_priority',
      'hs_is_closed',
      'createdate',
      'hs_lastmodifieddate',
    ],
  },
} as const;
type Stream = keyof typeof streams;
const typeIdOf: Record<string, string> = Object.fromEntries(Object.values(streams).map((s) => [s.kind, s.typeId]));

/**
 * HubSpot's CRM on its dated paths. The owner and the associated companies are embedded into the stored body under `owner` and
 * `associations`, because HubSpot keeps them elsewhere and a stored record has to stand alone.
 */
export const hubspot: Connector = {
  source: 'hubspot',
  streams: Object.keys(streams),

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const { kind, properties } = streams[stream as Stream];
    const call = (request: ApiRequest) => requestJson(config, `Bearer ${config.secret}`, request, deps);
    const synced = stream === 'companies' ? await syncProperties(call) : [];
    const owners = stream === 'companies' ? await readOwners(call) : new Map<string, unknown>();
    let after = cursor;
    do {
      const answer = await call({
        path: `crm/objects/${apiVersion}/${stream}`,
        query: {
          limit: String(pageRows),
          properties: [...properties, ...synced].join(','),
          ...(after ? { after } : {}),
        },
      });
      const rows = list(answer, 'results');
      const companies =
        stream === 'companies' ? new Map<string, unknown>() : await readAssociations(call, stream, rows);
      const records = rows.flatMap((row): RawRecord[] => {
        const recordId = id(row, 'id');
        const modifiedAt = instant(row, 'properties.hs_lastmodifieddate') ?? instant(row, 'updatedAt');
        if (recordId === null || modifiedAt === null) return [];
        const body = {
          ...(row as object),
          ...(stream === 'companies'
            ? {
                owner: owners.get(text(row, 'properties.hubspot_owner_id') ?? '') ?? null,
                salesforceProperties: synced,
              }
            : { associations: { companies: companies.get(recordId) ?? [] } }),
        };
        return [{ source: 'hubspot', kind, id: recordId, modifiedAt, deleted: flag(row, 'archived'), body }];
      });
      after = text(answer, 'paging.next.after');
      yield { stream, records, cursor: after };
    } while (after !== null);
  },

  async count(config, stream, deps) {
    const answer = await requestJson(
      config,
      `Bearer ${config.secret}`,
      { path: `crm/objects/${apiVersion}/${stream}/search`, body: { limit: 1 } },
      deps,
    );
    return integer(answer, 'total');
  },

  normalise(record, { instance }): Fact | null {
    const { body } = record;
    const typeId = typeIdOf[record.kind];
    if (typeId === undefined || !/^\d+$/.test(record.id)) return null;
    const key: SourceKey = { source: 'hubspot', kind: record.kind, id: record.id };
    const common = {
      key,
      modifiedAt: record.modifiedAt,
      url: `https://app.hubspot.com/contacts/${instance}/record/${typeId}/${record.id}`,
    };
    const companyIds = associatedCompanies(body);
    const companyId = companyIds[0] ?? null;
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
          websites: [text(p, 'domain'), ...(text(p, 'hs_additional_domains')?.split(';') ?? [])].flatMap(
            (d) => d || [],
          ),
          emails: [],
          country: text(p, 'country'),
          industry: text(p, 'industry'),
          tier: text(p, 'customer_tier'),
          status: text(p, 'lifecyclestage'),
          owner: ownerName ? { name: ownerName, email: text(body, 'owner.email') } : null,
          parentId: id(p, 'hs_parent_company_id'),
          crossIds: salesforceClaims(body, p),
          mergedIds:
            text(p, 'hs_merged_object_ids')
              ?.split(';')
              .filter((m) => /^\d+$/.test(m)) ?? [],
          taxIds: [],
        };
      }
      case 'contact': {
        const name = [text(p, 'firstname'), text(p, 'lastname')].filter(Boolean).join(' ') || text(p, 'email');
        if (!name) return null;
        const left = day(p, 'champion_left_date');
        return {
          type: 'person',
          ...common,
          companyId,
          companyIds,
          name,
          email: text(p, 'email'),
          title: text(p, 'jobtitle'),
          role: buyingRoles[text(p, 'hs_buying_role')?.split(';')[0] ?? ''] ?? 'unknown',
          leftAt: left ? Date.parse(left) : null,
          doNotContact: flag(p, 'hs_email_optout'),
          lastActivityAt: instant(p, 'notes_last_contacted'),
        };
      }
      case 'deal': {
        const type = text(p, 'dealtype') ?? '';
        return {
          type: 'deal',
          ...common,
          companyId,
          name: text(p, 'dealname') ?? record.id,
          amount: major(number(p, 'amount'), text(p, 'deal_currency_code')),
          stage: text(p, 'dealstage') ?? '',
          closesOn: day(p, 'closedate'),
          isClosed: flag(p, 'hs_is_closed'),
          isWon: flag(p, 'hs_is_closed_won'),
          kind:
            type === 'newbusiness'
              ? 'new'
              : type === 'existingbusiness'
                ? 'expansion'
                : /renew/i.test(type)
                  ? 'renewal'
                  : 'unknown',
        };
      }
      default: {
        const closed = flag(p, 'hs_is_closed');
        return {
          type: 'ticket',
          ...common,
          companyId,
          subject: text(p, 'subject') ?? record.id,
          priority: priorities[text(p, 'hs_ticket_priority') ?? ''] ?? 'none',
          status: closed ? 'closed' : 'open',
          escalated: false,
          requesterId: null,
          createdAt: instant(p, 'createdate') ?? record.modifiedAt,
          solvedAt: null,
          firstReplyMinutes: null,
          fullResolutionMinutes: null,
          rating: null,
        };
      }
    }
  },
};

const buyingRoles: Record<string, 'champion' | 'decisionMaker' | 'billing' | 'user'> = {
  CHAMPION: 'champion',
  DECISION_MAKER: 'decisionMaker',
  BUDGET_HOLDER: 'billing',
  END_USER: 'user',
};
const priorities: Record<string, 'urgent' | 'high' | 'normal' | 'low'> = {
  URGENT: 'urgent',
  HIGH: 'high',
  MEDIUM: 'normal',
  LOW: 'low',
};

/** The name of the property that HubSpot's Salesforce sync fills differs between portals, so it is found, not assumed. */
async function syncProperties(call: (request: ApiRequest) => Promise<unknown>): Promise<string[]> {
  const answer = await call({ path: `crm/properties/${apiVersion}/companies` });
  return list(answer, 'results').flatMap((p) => {
    const name = text(p, 'name');
    return name && /salesforce.*account.*id|salesforceaccountid/i.test(name) ? [name] : [];
  });
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

async function readOwners(call: (request: ApiRequest) => Promise<unknown>): Promise<Map<string, unknown>> {
  const owners = new Map<string, unknown>();
  let after: string | null = null;
  do {
    const answer = await call({
      path: `crm/owners/${apiVersion}`,
      query: { limit: '100', ...(after ? { after } : {}) },
    });
    for (const owner of list(answer, 'results')) owners.set(id(owner, 'id') ?? '', owner);
    after = text(answer, 'paging.next.after');
  } while (after !== null);
  return owners;
}

async function readAssociations(
  call: (request: ApiRequest) => Promise<unknown>,
  stream: string,
  rows: unknown[],
): Promise<Map<string, unknown>> {
  const inputs = rows.flatMap((row) => id(row, 'id') ?? []).map((rowId) => ({ id: rowId }));
  if (inputs.length === 0) return new Map();
  const answer = await call({
    path: `crm/associations/${apiVersion}/${stream}/companies/batch/read`,
    body: { inputs },
  });
  return new Map(list(answer, 'results').map((r) => [id(r, 'from.id') ?? '', list(r, 'to')]));
}

/** Associated companies, the primary one first. */
function associatedCompanies(body: unknown): string[] {
  const links = list(body, 'associations.companies').flatMap((link) => {
    const company = id(link, 'toObjectId');
    const primary = list(link, 'associationTypes').some((t) => text(t, 'label') === 'Primary');
    return company ? [{ company, primary }] : [];
  });
  return links.sort((a, b) => Number(b.primary) - Number(a.primary)).map((l) => l.company);
}
