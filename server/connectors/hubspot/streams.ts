import { externalIds } from '../../domain/activity/externalIds.ts';

/** Dated API version; HubSpot supports one for 18 months. */
export const apiVersion = '2026-03';
/** What is pulled, in this order, with HubSpot's object type ids (they are part of a record's address in the app). */
export const streams = {
  companies: {
    kind: 'company',
    typeId: '0-2',
    properties: [
      'name',
      'domain',
      'hs_additional_domains',
      'industry',
      'country',
      'numberofemployees',
      'annualrevenue',
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
      'hs_email_optout',
      'notes_last_contacted',
      'hs_analytics_source',
      'hs_analytics_first_timestamp',
      'createdate',
      'hs_merged_object_ids',
      'lastmodifieddate',
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
      'hs_deal_stage_probability',
      'hs_forecast_amount',
      'hs_manual_forecast_category',
      'hs_analytics_latest_source',
      'hs_merged_object_ids',
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
      'hs_ticket_category',
      'hs_is_closed',
      'createdate',
      'closed_date',
      'first_agent_reply_date',
      'time_to_close',
      'hs_merged_object_ids',
      'hs_lastmodifieddate',
    ],
  },
  orders: {
    kind: 'order',
    typeId: '0-123',
    properties: [
      'hs_order_name',
      'hs_external_order_id',
      'hs_external_order_status',
      'hs_external_created_date',
      'hs_subtotal_price',
      'hs_order_discount',
      'hs_currency_code',
      'hs_createdate',
      'hs_lastmodifieddate',
    ],
  },
  // Neither what people wrote (hs_content) nor the name of the answer, which is made of their address.
  feedback_submissions: {
    kind: 'feedback_submission',
    typeId: '0-19',
    properties: [
      'hs_survey_id',
      'hs_survey_type',
      'hs_survey_channel',
      'hs_value',
      'hs_response_group',
      'hs_submission_timestamp',
      'hs_createdate',
      'hs_lastmodifieddate',
    ],
  },
} as const;
export type Stream = keyof typeof streams;
/** The property that says when an object was changed; contacts are older than the prefix. */
export function modifiedOf(stream: Stream): 'lastmodifieddate' | 'hs_lastmodifieddate' {
  return stream === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate';
}

/** What the records of a stream are led to their customer by. An answer may name nobody but who gave it. */
export function associatedOf(stream: Stream): readonly ('companies' | 'contacts')[] {
  return stream === 'feedback_submissions' ? ['companies', 'contacts'] : ['companies'];
}

/** What a portal may not have, or not show to this token; the rest is of use without it. */
export const dispensable: ReadonlySet<string> = new Set(['orders', 'feedback_submissions'] satisfies Stream[]);
export const typeIdOf: Record<string, string> = Object.fromEntries(
  Object.values(streams).map((s) => [s.kind, s.typeId]),
);

/** Custom properties have names of the customer's choosing, so they are found by what their name says. */
export const customProperties = {
  /** The property that HubSpot's Salesforce sync fills; its name differs between portals. */
  salesforceAccount: /salesforce.*account.*id/i,
  left: /^(champion_)?(left|departed|departure)(_date|_on|_company)?$/i,
} as const;
/** HubSpot's sync with Salesforce keeps the id of the account under such a name. */
export const isSalesforceId = (name: string) => customProperties.salesforceAccount.test(name);
const isLeft = (name: string) => customProperties.left.test(name);
/** Whether a property of this name is read as the id of the company in another system. */
const isExternalId = (name: string) =>
  externalIds({
    source: 'hubspot',
    kind: 'company',
    id: '1',
    modifiedAt: 0,
    deleted: false,
    body: { properties: { [name]: '1' } },
  }).length > 0;

/** Which properties of the portal's own are asked for, by their names: HubSpot sends none that are not. */
export const customOf: Record<Stream, readonly ((name: string) => boolean)[]> = {
  companies: [isSalesforceId, isExternalId],
  contacts: [isLeft],
  deals: [],
  feedback_submissions: [],
  orders: [],
  tickets: [],
};
