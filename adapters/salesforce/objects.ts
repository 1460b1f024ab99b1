/** Objects by key prefix, case-sensitive. Custom objects have prefixes per org and are never guessed. Source: public code, checked against each other. */
export const objectOfPrefix: Readonly<Record<string, string>> = {
  '001': 'Account',
  '003': 'Contact',
  '006': 'Opportunity',
  '00Q': 'Lead',
  '00T': 'Task',
  '00U': 'Event',
  '500': 'Case',
  '800': 'Contract',
  '801': 'Order',
  '802': 'OrderItem',
  '0Q0': 'Quote',
  '02i': 'Asset',
  '0WO': 'WorkOrder',
  '810': 'ServiceContract',
  '550': 'Entitlement',
  '00k': 'OpportunityLineItem',
  '00K': 'OpportunityContactRole',
};

/**
 * Records that are not about a customer, by prefix, which no name in an address can contradict: users and groups, reports, dashboards,
 * campaigns, folders, files, flows and setup. Knowledge is `ka…`, and `kA…` for all versions of an article.
 */
export const nonCustomerPrefix = /^(?:005|00O|01Z|701|00D|06m|301|00l|00G|0F9|069|k[aA])/;
