import { canonicalSalesforceId } from '../../lib/contract/salesforceId.ts';
import { major } from '../domain/currency.ts';
import type { Fact, SourceKey } from '../domain/model.ts';
import type { Connector, ConnectorConfig, ConnectorDeps, PulledPage, RawRecord } from '../domain/ports.ts';
import { type ApiRequest, requestJson, SourceError } from './http.ts';
import { day, flag, id, instant, integer, list, number, read, text } from './read.ts';

/** Summer '26. The version is part of the path and never follows the server's newest. */
const apiVersion = 'v67.0';
const pageRows = 2000;

const fields = {
  Account: [
    'Id',
    'IsDeleted',
    'MasterRecordId',
    'Name',
    'Website',
    'Type',
    'Industry',
    'BillingCountry',
    'AccountNumber',
    'Tier__c',
    'ParentId',
    'Owner.Name',
    'Owner.Email',
    'SystemModstamp',
  ],
  Contact: [
    'Id',
    'IsDeleted',
    'AccountId',
    'Name',
    'Email',
    'Title',
    'Role__c',
    'Champion_Left_Date__c',
    'HasOptedOutOfEmail',
    'DoNotCall',
    'LastActivityDate',
    'SystemModstamp',
  ],
  Opportunity: [
    'Id',
    'IsDeleted',
    'AccountId',
    'Name',
    'Amount',
    'CurrencyIsoCode',
    'StageName',
    'CloseDate',
    'IsClosed',
    'IsWon',
    'Type',
    'SystemModstamp',
  ],
  Contract: ['Id', 'IsDeleted', 'AccountId', 'StartDate', 'EndDate', 'Status', 'SystemModstamp'],
} as const;
type Kind = keyof typeof fields;
const kinds = Object.keys(fields) as Kind[];

/**
 * Salesforce over REST and SOQL. Pages by keyset on (SystemModstamp, Id), so that any page can be the start after a kill, and the
 * same cursor continues incrementally. SystemModstamp, because LastModifiedDate misses changes made by the system.
 */
export const salesforce: Connector = {
  source: 'salesforce',
  streams: kinds,

  async *pull(config, stream, cursor, deps): AsyncIterable<PulledPage> {
    const kind = stream as Kind;
    const selected = await selectFields(config, kind, deps);
    let after = cursor;
    for (;;) {
      const soql = `SELECT ${selected.join(', ')} FROM ${kind}${where(after)} ORDER BY SystemModstamp, Id LIMIT ${pageRows}`;
      let answer = await query(config, { path: `services/data/${apiVersion}/query`, query: { q: soql } }, deps);
      const rows = [...answer.records];
      // A limit above the server's batch size arrives in several batches.
      while (answer.next !== null) {
        answer = await query(config, { path: answer.next }, deps);
        rows.push(...answer.records);
      }
      const records = rows.flatMap((body) => toRecord(kind, body) ?? []);
      const last = rows.at(-1);
      const stamp = text(last, 'SystemModstamp');
      const lastId = id(last, 'Id');
      const more = rows.length === pageRows && stamp !== null && lastId !== null;
      after = more ? `${stamp}|${lastId}` : null;
      yield { stream, records, cursor: after };
      if (after === null) return;
    }
  },

  async count(config, stream, deps) {
    const soql = `SELECT COUNT() FROM ${stream}`;
    const answer = await requestJson(
      config,
      `Bearer ${config.secret}`,
      { path: `services/data/${apiVersion}/query`, query: { q: soql } },
      deps,
    );
    return integer(answer, 'totalSize');
  },

  normalise(record, { instance }): Fact | null {
    const { body } = record;
    const recordId = canonicalSalesforceId(record.id);
    if (recordId === null) return null;
    const key: SourceKey = { source: 'salesforce', kind: record.kind, id: recordId };
    const common = {
      key,
      modifiedAt: record.modifiedAt,
      url: `https://${instance}/lightning/r/${record.kind}/${recordId}/view`,
    };
    const companyId = salesforceRef(body, 'AccountId');
    switch (record.kind as Kind) {
      case 'Account': {
        const name = text(body, 'Name');
        if (name === null) return null;
        const website = text(body, 'Website');
        const ownerName = text(body, 'Owner.Name');
        return {
          type: 'company',
          ...common,
          companyId: recordId,
          name,
          websites: website ? [website] : [],
          emails: [],
          country: text(body, 'BillingCountry'),
          industry: text(body, 'Industry'),
          tier: text(body, 'Tier__c'),
          status: text(body, 'Type'),
          owner: ownerName ? { name: ownerName, email: text(body, 'Owner.Email') } : null,
          parentId: salesforceRef(body, 'ParentId'),
          crossIds: [],
          mergedIds: [],
          taxIds: [],
        };
      }
      case 'Contact': {
        const name = text(body, 'Name');
        if (name === null) return null;
        const left = day(body, 'Champion_Left_Date__c');
        const lastActivity = day(body, 'LastActivityDate');
        return {
          type: 'person',
          ...common,
          companyId,
          name,
          email: text(body, 'Email'),
          title: text(body, 'Title'),
          role: roles[text(body, 'Role__c') ?? ''] ?? 'unknown',
          leftAt: left ? Date.parse(left) : null,
          doNotContact: flag(body, 'HasOptedOutOfEmail') && flag(body, 'DoNotCall'),
          companyIds: companyId ? [companyId] : [],
          lastActivityAt: lastActivity ? Date.parse(lastActivity) : null,
        };
      }
      case 'Opportunity': {
        const type = text(body, 'Type') ?? '';
        return {
          type: 'deal',
          ...common,
          companyId,
          name: text(body, 'Name') ?? recordId,
          amount: major(number(body, 'Amount'), text(body, 'CurrencyIsoCode')),
          stage: text(body, 'StageName') ?? '',
          closesOn: day(body, 'CloseDate'),
          isClosed: flag(body, 'IsClosed'),
          isWon: flag(body, 'IsWon'),
          kind: /renew/i.test(type)
            ? 'renewal'
            : /expan|upsell|existing/i.test(type)
              ? 'expansion'
              : /new/i.test(type)
                ? 'new'
                : 'unknown',
        };
      }
      case 'Contract':
        return {
          type: 'contract',
          ...common,
          companyId,
          startsOn: day(body, 'StartDate'),
          endsOn: day(body, 'EndDate'),
          status: text(body, 'Status') ?? '',
        };
      default:
        return null;
    }
  },
};

/** A field that an org does not have, or hides from this user, fails the whole query; so only fields that describe lists are asked for. */
async function selectFields(config: ConnectorConfig, kind: Kind, deps: ConnectorDeps): Promise<string[]> {
  const path = `services/data/${apiVersion}/sobjects/${kind}/describe`;
  const answer = await requestJson(config, `Bearer ${config.secret}`, { path }, deps);
  const known = new Set(list(answer, 'fields').map((field) => text(field, 'name')));
  return fields[kind].filter((field) => known.has(field.startsWith('Owner.') ? 'OwnerId' : field));
}

const roles: Record<string, 'champion' | 'decisionMaker' | 'billing' | 'user'> = {
  Champion: 'champion',
  'Decision Maker': 'decisionMaker',
  Billing: 'billing',
  User: 'user',
};

function salesforceRef(body: unknown, path: string): string | null {
  const value = id(body, path);
  return value === null ? null : canonicalSalesforceId(value);
}

function where(cursor: string | null): string {
  if (cursor === null) return '';
  const [stamp = '', lastId = ''] = cursor.split('|');
  const at = new Date(Date.parse(stamp.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))).toISOString();
  return ` WHERE SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${lastId}')`;
}

async function query(
  config: ConnectorConfig,
  request: ApiRequest,
  deps: ConnectorDeps,
): Promise<{ records: unknown[]; next: string | null }> {
  const answer = await requestJson(config, `Bearer ${config.secret}`, request, deps);
  if (!Array.isArray(read(answer, 'records')))
    throw new SourceError('salesforce', 'badAnswer', 'salesforce sent a query answer without records.');
  return {
    records: list(answer, 'records'),
    next: read(answer, 'done') === false ? text(answer, 'nextRecordsUrl') : null,
  };
}

function toRecord(kind: Kind, body: unknown): RawRecord | null {
  const recordId = salesforceRef(body, 'Id');
  const modifiedAt = instant(body, 'SystemModstamp');
  if (recordId === null || modifiedAt === null) return null;
  return { source: 'salesforce', kind, id: recordId, modifiedAt, deleted: flag(body, 'IsDeleted'), body };
}
