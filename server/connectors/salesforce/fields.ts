import { customIdField } from '../../domain/activity/externalIds.ts';
import type { ConnectorConfig, ConnectorDeps } from '../../domain/ports.ts';
import { bearer, requestJson } from '../http.ts';
import { list, text } from '../read.ts';

/** Summer '26. The version is part of the path and never follows the server's newest. */
export const apiVersion = 'v67.0';

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
    'BillingState',
    'BillingCity',
    'NumberOfEmployees',
    'AnnualRevenue',
    'Sic',
    'NaicsCode',
    'AccountNumber',
    'DunsNumber',
    'ParentId',
    'CurrencyIsoCode',
    'Owner.Name',
    'Owner.Email',
    'Owner.IsActive',
    'SystemModstamp',
  ],
  Contact: [
    'Id',
    'IsDeleted',
    'AccountId',
    'Name',
    'Email',
    'Title',
    'IndividualId',
    'HasOptedOutOfEmail',
    'DoNotCall',
    'LastActivityDate',
    'LeadSource',
    'CreatedDate',
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
    'Probability',
    'ForecastCategory',
    'LeadSource',
    'LastStageChangeDate',
    'SystemModstamp',
  ],
  Contract: ['Id', 'IsDeleted', 'AccountId', 'StartDate', 'EndDate', 'Status', 'SystemModstamp'],
  Order: [
    'Id',
    'IsDeleted',
    'AccountId',
    'OrderNumber',
    'TotalAmount',
    'CurrencyIsoCode',
    'Status',
    'StatusCode',
    'EffectiveDate',
    'SystemModstamp',
  ],
  Asset: [
    'Id',
    'IsDeleted',
    'AccountId',
    'LifecycleStartDate',
    'LifecycleEndDate',
    'CurrentMrr',
    'CurrentAmount',
    'Status',
    'SystemModstamp',
  ],
  Case: [
    'Id',
    'IsDeleted',
    'AccountId',
    'ContactId',
    'CaseNumber',
    'Subject',
    'Type',
    'Priority',
    'Status',
    'IsClosed',
    'IsEscalated',
    'CreatedDate',
    'ClosedDate',
    'SystemModstamp',
  ],
  CaseMilestone: [
    'Id',
    'IsDeleted',
    'CaseId',
    'Case.AccountId',
    'Case.ContactId',
    'MilestoneType.Name',
    'TargetDate',
    'CompletionDate',
    'IsViolated',
    'SystemModstamp',
  ],
  Lead: ['Id', 'IsDeleted', 'Name', 'Email', 'ConvertedAccountId', 'ConvertedContactId', 'SystemModstamp'],
  ObjectTerritory2Association: [
    'Id',
    'IsDeleted',
    'ObjectId',
    'SobjectType',
    'Territory2Id',
    'Territory2.Name',
    'Territory2.Territory2Model.State',
    'SystemModstamp',
  ],
} as const;

/** The Salesforce objects that are pulled, in this order. */
export type Kind = keyof typeof fields;
export const kinds = Object.keys(fields) as Kind[];
/** What is asked for of objects that are not pulled by themselves and become a part of a contact. */
const embedded = {
  Individual: ['HasOptedOutSolicit', 'HasOptedOutProcessing', 'ShouldForget'],
  ContactPointTypeConsent: [
    'Id',
    'PartyId',
    'ContactPointType',
    'PrivacyConsentStatus',
    'EffectiveFrom',
    'EffectiveTo',
    'CaptureDate',
    'CaptureSource',
    'DataUsePurposeId',
    'BusinessBrandId',
    'EngagementChannelTypeId',
  ],
  DataUsePurpose: ['Name'],
} as const;
export type Embedded = keyof typeof embedded;
const isEmbedded = (object: Kind | Embedded): object is Embedded => Object.hasOwn(embedded, object);

/** What an org may not have, or not show to this user; the rest is of use without it. */
export const dispensable: ReadonlySet<string> = new Set([
  'Order',
  'Asset',
  'Case',
  'CaseMilestone',
  'Lead',
  'ObjectTerritory2Association',
] satisfies Kind[]);

/** Custom fields have names of the customer's choosing, so they are found by what their name says. */
export const customFields = {
  tier: /^(customer_|account_)?(tier|segment)__c$/i,
  arr: /^(current_|total_)?(arr|annual_recurring_revenue)__c$/i,
  role: /^(contact_|buying_)?role__c$/i,
  left: /^(champion_)?(left|departed|departure)(_date|_on|_company)?__c$/i,
} as const;
const customOf: Record<Kind, readonly RegExp[]> = {
  Account: [customFields.tier, customFields.arr, customIdField],
  Contact: [customFields.role, customFields.left],
  Opportunity: [],
  Contract: [],
  Order: [],
  Asset: [],
  Case: [],
  CaseMilestone: [],
  Lead: [],
  ObjectTerritory2Association: [],
};

/** A field that an org does not have, or hides from this user, fails the whole query; so only fields that describe lists are asked for. Throws SourceError. */
export async function selectFields(
  config: ConnectorConfig,
  object: Kind | Embedded,
  deps: ConnectorDeps,
): Promise<string[]> {
  const path = `services/data/${apiVersion}/sobjects/${object}/describe`;
  const answer = await requestJson(config, bearer, { path }, deps);
  const names = list(answer, 'fields').flatMap((field) => text(field, 'name') ?? []);
  const known = new Set(names);
  // A field of another object is there when the reference to it is.
  const asked: readonly string[] = isEmbedded(object) ? embedded[object] : fields[object];
  const standard = asked.filter((field) => known.has(field.replace(/\..*$/, 'Id')));
  if (isEmbedded(object)) return standard;
  // The name becomes part of a query, so it must be nothing but a name.
  const custom = names.filter((name) => /^\w{1,80}$/.test(name) && customOf[object].some((form) => form.test(name)));
  return [...standard, ...custom];
}
