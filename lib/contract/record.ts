import * as z from 'zod/mini';

/** The systems whose pages we recognise. Billing systems are sources but have no pages of their own here. */
export const crmSystems = ['salesforce', 'hubspot', 'zendesk'] as const;
export const CrmSystem = z.enum(crmSystems);
export type CrmSystem = z.infer<typeof CrmSystem>;

/**
 * A reference to one record in one CRM instance.
 *
 * - `instance`: the tenant of the CRM, because ids are only unique inside it. Salesforce: the page host
 *   (`acme.lightning.force.com`). Zendesk: the page host (`acme.zendesk.com`). HubSpot: the portal id (`24681012`).
 * - `object`: Salesforce API name (`Account`); HubSpot singular name (`company`, `contact`, `deal`, `ticket`, or the
 *   type id such as `2-123` for custom objects); Zendesk `ticket`, `user`, `organization`.
 * - `id`: canonical. Salesforce ids have 18 characters; numbers stay decimal strings.
 */
export const RecordRef = z.strictObject({
  system: CrmSystem,
  instance: z.string().check(z.minLength(1), z.maxLength(255), z.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  object: z.string().check(z.minLength(1), z.maxLength(80), z.regex(/^[A-Za-z0-9_?-]+$/)),
  id: z.string().check(z.minLength(1), z.maxLength(40), z.regex(/^[A-Za-z0-9]+$/)),
});
export type RecordRef = z.infer<typeof RecordRef>;

/** A stable text key of a record reference, for maps and tables. Two references are the same record exactly when their keys are equal. */
export function recordKey(ref: RecordRef): string {
  return `${ref.system}/${ref.instance}/${ref.object}/${ref.id}`;
}
