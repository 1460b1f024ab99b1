import type { RawRecord } from '../ports.ts';

/** Names of fields in which people keep the id of the same customer in another system: `account_id`, `customerId`, `External_ID__c`. */
const idField =
  /^(?:alongside_)?(?:external|account|customer|company|organi[sz]ation|org|tenant|workspace|group|team)[_ -]?(?:id|no|number)(?:__c)?$/i;
/** Salesforce's own `…Id` fields name other records; the customer's end in `__c`. */
export const customIdField = new RegExp(`(?=.*__c$)${idField.source}`, 'i');
const maxLength = 200;

/**
 * The ids for other systems that a raw company record carries: Zendesk's `external_id`, Stripe's metadata, Salesforce's account number
 * and fields of the customer's own, the id of a row of an imported file. What is read is a claim by whoever typed it.
 */
export function externalIds({ source, id, body }: RawRecord): string[] {
  const found: unknown[] = [];
  if (source === 'file') found.push(id.slice(id.indexOf(':') + 1));
  if (source === 'zendesk')
    found.push(...fieldsOf(body, /^external_id$/), ...fieldsOf(inner(body, 'organization_fields'), idField));
  if (source === 'stripe') found.push(...fieldsOf(inner(body, 'metadata'), idField));
  if (source === 'salesforce') found.push(...fieldsOf(body, /^AccountNumber$/), ...fieldsOf(body, customIdField));
  if (source === 'hubspot') found.push(...fieldsOf(inner(body, 'properties'), idField));
  const ids = found.flatMap((value) =>
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : [],
  );
  return [...new Set(ids.filter((text) => text !== '' && text.length <= maxLength))];
}

function inner(body: unknown, field: string): unknown {
  return body !== null && typeof body === 'object' && Object.hasOwn(body, field)
    ? (body as Record<string, unknown>)[field]
    : null;
}

function fieldsOf(body: unknown, name: RegExp): unknown[] {
  if (body === null || typeof body !== 'object') return [];
  return Object.entries(body).flatMap(([key, value]) => (name.test(key) ? [value] : []));
}
