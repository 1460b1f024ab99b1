import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { major } from '../../domain/currency.ts';
import type { DealFact, Fact, PersonFact, SourceKey } from '../../domain/model.ts';
import type { ConnectorConfig, RawRecord } from '../../domain/ports.ts';
import { byName, day, flag, id, number, text } from '../read.ts';
import { customFields, type Kind } from './fields.ts';

/**
 * Salesforce records as facts: Account, Contact, Opportunity, Contract, Case, Lead. Total; what cannot be read is null.
 * Ids are 18 characters, whatever the source sent.
 */
export function normaliseSalesforce(record: RawRecord, { instance }: Pick<ConnectorConfig, 'instance'>): Fact | null {
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
      const survivor = salesforceRef(body, 'MasterRecordId');
      const duns = text(body, 'DunsNumber');
      return {
        type: 'company',
        ...common,
        companyId: recordId,
        name,
        websites: website ? [website] : [],
        emails: [],
        country: text(body, 'BillingCountry'),
        industry: text(body, 'Industry'),
        tier: byName(body, customFields.tier, text),
        status: text(body, 'Type'),
        owner: ownerName ? { name: ownerName, email: text(body, 'Owner.Email') } : null,
        parentId: salesforceRef(body, 'ParentId'),
        // A merged account names its survivor; identity joins the two and old links go on working.
        crossIds: survivor ? [{ source: 'salesforce', id: survivor }] : [],
        mergedIds: [],
        taxIds: duns ? [`DUNS${duns}`] : [],
      };
    }
    case 'Contact': {
      const name = text(body, 'Name');
      if (name === null) return null;
      const left = byName(body, customFields.left, day);
      const lastActivity = day(body, 'LastActivityDate');
      return {
        type: 'person',
        ...common,
        ...only(companyId),
        name,
        email: text(body, 'Email'),
        title: text(body, 'Title'),
        role: roleOf(byName(body, customFields.role, text)),
        leftAt: left ? Date.parse(left) : null,
        doNotContact: flag(body, 'HasOptedOutOfEmail') && flag(body, 'DoNotCall'),
        lastActivityAt: lastActivity ? Date.parse(lastActivity) : null,
        firstTouch: null,
      };
    }
    case 'Opportunity': {
      const type = text(body, 'Type') ?? '';
      return {
        type: 'deal',
        ...common,
        ...only(companyId),
        name: text(body, 'Name') ?? recordId,
        amount: major(number(body, 'Amount'), text(body, 'CurrencyIsoCode')),
        stage: text(body, 'StageName') ?? '',
        closesOn: day(body, 'CloseDate'),
        isClosed: flag(body, 'IsClosed'),
        isWon: flag(body, 'IsWon'),
        kind: dealKind(type),
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
    case 'Case': {
      const number = text(body, 'CaseNumber');
      return {
        type: 'other',
        ...common,
        ...only(companyId),
        name: text(body, 'Subject') ?? (number === null ? recordId : `Case ${number}`),
        email: null,
        requesterId: salesforceRef(body, 'ContactId'),
        copiedIds: [],
      };
    }
    case 'Lead':
      // A lead that was converted has become a contact of an account; one that was not has nothing but an address.
      return {
        type: 'other',
        ...common,
        ...only(salesforceRef(body, 'ConvertedAccountId')),
        name: text(body, 'Name') ?? recordId,
        email: text(body, 'Email'),
        requesterId: salesforceRef(body, 'ConvertedContactId'),
        copiedIds: [],
      };
    default:
      return null;
  }
}

/** Salesforce links one account, or none. */
function only(companyId: string | null): { companyId: string | null; companyIds: string[] } {
  return { companyId, companyIds: companyId ? [companyId] : [] };
}

/** Words rather than values: each org edits its picklists. */
function roleOf(role: string | null): PersonFact['role'] {
  if (role === null) return 'unknown';
  if (/champion/i.test(role)) return 'champion';
  if (/decision|economic|executive|sponsor/i.test(role)) return 'decisionMaker';
  if (/billing|finance|accounts? payable/i.test(role)) return 'billing';
  return /user/i.test(role) ? 'user' : 'unknown';
}

function dealKind(type: string): DealFact['kind'] {
  if (/renew/i.test(type)) return 'renewal';
  if (/expan|upsell|upgrade|existing/i.test(type)) return 'expansion';
  return /new/i.test(type) ? 'new' : 'unknown';
}

/** A reference to another record, in its 18-character form. */
export function salesforceRef(body: unknown, path: string): string | null {
  const value = id(body, path);
  return value === null ? null : canonicalSalesforceId(value);
}
