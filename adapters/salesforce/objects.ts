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

/** Records that are not about a customer, by prefix and by name: people of the own company, reports, campaigns, knowledge, setup. */
export const nonCustomerPrefixes: ReadonlySet<string> = new Set(['005', '00O', '01Z', '701', '00D', '06m', '301']);
export const nonCustomerObjects: ReadonlySet<string> = new Set([
  'User',
  'Report',
  'Dashboard',
  'Campaign',
  'Organization',
  'AppDefinition',
  'Flow',
  'Folder',
  'Group',
  'Knowledge',
  'Knowledge__kav',
  'CollaborationGroup',
  'ContentDocument',
]);
