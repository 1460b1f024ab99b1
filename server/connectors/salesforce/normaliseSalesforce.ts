import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { major } from '../../domain/currency.ts';
import type { DealFact, Fact, PersonFact, SourceKey } from '../../domain/model.ts';
import type { ConnectorConfig, RawRecord } from '../../domain/ports.ts';
import { byName, day, flag, instant, number, read, text } from '../read.ts';
import { caseFact } from './caseFact.ts';
import { contactConsents } from './contactConsents.ts';
import { customFields, type Kind } from './fields.ts';
import { salesforceRef } from './salesforceRef.ts';

/**
 * Salesforce records as facts: Account, Contact, Opportunity, Contract, Order, Asset, Case, CaseMilestone, Lead,
 * ObjectTerritory2Association. Total; what cannot be read is null. Ids are 18 characters, whatever the source sent.
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
        ownerActive: bool(body, 'Owner.IsActive'),
        arr: major(byName(body, customFields.arr, number), text(body, 'CurrencyIsoCode')),
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
        consents: contactConsents(body, common, instance),
        lastActivityAt: lastActivity ? Date.parse(lastActivity) : null,
        firstTouch: firstTouch(text(body, 'LeadSource'), instant(body, 'CreatedDate')),
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
        touch: text(body, 'LeadSource'),
        probability: share(number(body, 'Probability')),
        omitted: /^omitted$/i.test(text(body, 'ForecastCategory') ?? ''),
      };
    }
    case 'Order': {
      // A draft is no purchase yet. TotalAmount is the sum of the order's products: after discounts, before tax and shipping.
      const code = text(body, 'StatusCode') ?? text(body, 'Status') ?? '';
      const orderedOn = day(body, 'EffectiveDate');
      if (/^(d|draft)/i.test(code) || orderedOn === null) return null;
      return {
        type: 'order',
        ...common,
        companyId,
        number: text(body, 'OrderNumber') ?? recordId,
        subtotal: major(number(body, 'TotalAmount'), text(body, 'CurrencyIsoCode')),
        createdAt: Date.parse(orderedOn),
        canceledAt: /^c(ancel|$)/i.test(code) ? record.modifiedAt : null,
      };
    }
    case 'Asset': {
      const endsOn = day(body, 'LifecycleEndDate');
      if (endsOn === null) return null;
      const startsOn = day(body, 'LifecycleStartDate');
      return { type: 'contract', ...common, companyId, startsOn, endsOn, status: text(body, 'Status') ?? '' };
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
    case 'Case':
      return caseFact(record, { ...common, ...only(companyId), requesterId: salesforceRef(body, 'ContactId') });
    case 'CaseMilestone': {
      const ticketId = salesforceRef(body, 'CaseId');
      const dueAt = instant(body, 'TargetDate');
      // A milestone whose clock stands still has no target.
      if (ticketId === null || dueAt === null) return null;
      return {
        type: 'breach',
        ...common,
        ...only(salesforceRef(body, 'Case.AccountId')),
        ticketId,
        promise: text(body, 'MilestoneType.Name') ?? '',
        dueAt,
        metAt: flag(body, 'IsViolated') ? null : instant(body, 'CompletionDate'),
        requesterId: salesforceRef(body, 'Case.ContactId'),
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
    case 'ObjectTerritory2Association': {
      const assigned = salesforceRef(body, 'ObjectId');
      const name = text(body, 'Territory2.Name');
      const state = text(body, 'Territory2.Territory2Model.State');
      // Leads are assigned, too. Who may manage territories also sees plans, and models of the past.
      if (!assigned?.startsWith('001') || name === null || (state !== null && state !== 'Active')) return null;
      const url = `https://${instance}/lightning/r/Account/${assigned}/view`;
      return { type: 'territory', ...common, url, companyId: assigned, name };
    }
    default:
      return null;
  }
}

/** True or false, or null when the source does not say. */
function bool(body: unknown, path: string): boolean | null {
  const value = read(body, path);
  return typeof value === 'boolean' ? value : null;
}

/** Percent as a share; null outside 0..100. */
function share(percent: number | null): number | null {
  return percent !== null && percent >= 0 && percent <= 100 ? percent / 100 : null;
}

function firstTouch(channel: string | null, at: number | null): PersonFact['firstTouch'] {
  return channel !== null && at !== null ? { channel, at } : null;
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

/** The words of Salesforce's own list and of the field. To pay less, or for something else instead, is no expansion. */
function dealKind(type: string): DealFact['kind'] {
  if (/renew/i.test(type)) return 'renewal';
  if (/downgrade|replacement/i.test(type)) return 'unknown';
  if (/expan|upsell|upgrade|existing/i.test(type)) return 'expansion';
  return /new/i.test(type) ? 'new' : 'unknown';
}
