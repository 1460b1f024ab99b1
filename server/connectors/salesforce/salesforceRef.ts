import { canonicalSalesforceId } from '../../../lib/contract/salesforceId.ts';
import { id } from '../read.ts';

/** A reference to another record, in its 18-character form. */
export function salesforceRef(body: unknown, path: string): string | null {
  const value = id(body, path);
  return value === null ? null : canonicalSalesforceId(value);
}
