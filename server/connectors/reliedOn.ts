import type { Source } from '../domain/model.ts';

export type FieldType = 'text' | 'number' | 'flag' | 'list' | 'object';
type Fields = Readonly<Record<string, FieldType>>;

/**
 * The fields that numbers, identities and consent rest on, by stream, with the type they are sent in. Vendors send them with each row, as
 * null when there is no value; `list[].name` is a field of each item of a list. Whether they go on doing so is checked with every page. A stream that is not here is not checked.
 */
const reliedOn: Readonly<Record<Source, Readonly<Record<string, Fields>>>> = {
  // A mapping says what a file must have.
  file: {},
  salesforce: {
    Account: { Name: 'text', Website: 'text', ParentId: 'text', Owner: 'object' },
    Contact: {
      AccountId: 'text',
      Name: 'text',
      Email: 'text',
      Title: 'text',
      HasOptedOutOfEmail: 'flag',
      DoNotCall: 'flag',
      Individual: 'object',
      ContactPointTypeConsents: 'list',
      'ContactPointTypeConsents[].ContactPointType': 'text',
      'ContactPointTypeConsents[].PrivacyConsentStatus': 'text',
      'ContactPointTypeConsents[].EffectiveFrom': 'text',
    },
    Opportunity: {
      AccountId: 'text',
      Name: 'text',
      Amount: 'number',
      StageName: 'text',
      CloseDate: 'text',
      IsClosed: 'flag',
      IsWon: 'flag',
    },
    Contract: { AccountId: 'text', EndDate: 'text', Status: 'text' },
    Order: { AccountId: 'text', TotalAmount: 'number', StatusCode: 'text', EffectiveDate: 'text' },
    Asset: { AccountId: 'text', LifecycleEndDate: 'text' },
    Case: {
      AccountId: 'text',
      ContactId: 'text',
      Subject: 'text',
      Status: 'text',
      IsClosed: 'flag',
      CreatedDate: 'text',
      ClosedDate: 'text',
    },
    CaseMilestone: { CaseId: 'text', TargetDate: 'text', CompletionDate: 'text' },
    Lead: { Name: 'text', Email: 'text', ConvertedAccountId: 'text' },
    ObjectTerritory2Association: { ObjectId: 'text', 'Territory2.Name': 'text' },
  },
  hubspot: {
    companies: { 'properties.name': 'text', 'properties.domain': 'text', owner: 'object' },
    contacts: {
      'properties.email': 'text',
      'properties.hs_email_optout': 'text',
      'associations.companies': 'list',
      subscriptions: 'list',
      'subscriptions[].status': 'text',
      'subscriptions[].timestamp': 'text',
    },
    deals: {
      'properties.amount': 'text',
      'properties.closedate': 'text',
      'properties.hs_is_closed': 'text',
      'associations.companies': 'list',
    },
    tickets: {
      'properties.subject': 'text',
      'properties.hs_is_closed': 'text',
      'properties.createdate': 'text',
      'properties.first_agent_reply_date': 'text',
      'associations.companies': 'list',
    },
    orders: {
      'properties.hs_external_created_date': 'text',
      'properties.hs_subtotal_price': 'text',
      'properties.hs_currency_code': 'text',
      'associations.companies': 'list',
    },
    feedback_submissions: {
      'properties.hs_survey_type': 'text',
      'properties.hs_response_group': 'text',
      'properties.hs_submission_timestamp': 'text',
      'associations.companies': 'list',
      'associations.contacts': 'list',
    },
  },
  zendesk: {
    organizations: { name: 'text', domain_names: 'list', external_id: 'text' },
    users: { name: 'text', email: 'text', role: 'text', organization_id: 'number' },
    tickets: {
      status: 'text',
      priority: 'text',
      created_at: 'text',
      organization_id: 'number',
      requester_id: 'number',
      metric_set: 'object',
    },
    ticket_metric_events: { ticket_id: 'number', time: 'text', ticket: 'object' },
  },
  stripe: {
    customers: { name: 'text', email: 'text', metadata: 'object' },
    subscriptions: { customer: 'text', status: 'text', items: 'object' },
    invoices: {
      customer: 'text',
      status: 'text',
      currency: 'text',
      total: 'number',
      amount_remaining: 'number',
      due_date: 'number',
    },
    charges: { customer: 'text', status: 'text', amount: 'number' },
    disputes: { status: 'text', amount: 'number', charge: 'object' },
    refunds: { status: 'text', amount: 'number', charge: 'object' },
    credit_notes: { customer: 'text', status: 'text', amount: 'number' },
    products: { name: 'text', active: 'flag', metadata: 'object' },
    prices: { product: 'text', active: 'flag', currency: 'text', unit_amount: 'number' },
  },
};

/** The fields of a stream that are relied on; none for an unknown one. */
export function reliedOnFields(source: Source, stream: string): Fields {
  return reliedOn[source][stream] ?? {};
}
