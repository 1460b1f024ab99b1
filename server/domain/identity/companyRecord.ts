import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import type { Source, SourceKey } from '../model.ts';
import { companyKinds } from './companyKey.ts';

/** Reads `source/kind/id` of a company record; a Salesforce id of 15 characters is completed. Null when it is nothing of the kind. */
export function readCompanyRecord(text: string): SourceKey | null {
  const [source = '', kind = '', id = '', ...rest] = text.trim().split('/');
  if (rest.length > 0 || id === '' || !Object.hasOwn(companyKinds, source)) return null;
  if (companyKinds[source as Source] !== kind) return null;
  const read = source === 'salesforce' ? canonicalSalesforceId(id) : id;
  return read === null ? null : { source: source as Source, kind, id: read };
}
