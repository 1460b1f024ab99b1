import type { ApiRequest } from '../http.ts';
import { type Said, saidIn } from '../oneCurrency.ts';
import { list, read, text } from '../read.ts';
import { unlessHidden } from '../unlessHidden.ts';
import { apiVersion, type Stream } from './streams.ts';

/** The property that says which currency the amounts of an object are in. It may be empty in a portal with a single one. */
export const currencyProperty: Partial<Record<Stream, string>> = {
  deals: 'deal_currency_code',
  orders: 'hs_currency_code',
};

/**
 * What the portal says of its currency: account details, `companyCurrency`, which says nothing about an object that names none where there
 * are `additionalCurrencies`. Needs the scope `oauth`. Throws SourceError.
 */
export async function askAccount(call: (request: ApiRequest) => Promise<unknown>): Promise<Said> {
  const answer = await unlessHidden(call({ path: `account-info/${apiVersion}/details` }));
  return list(answer, 'additionalCurrencies').length > 0 ? { one: null } : saidIn(answer, 'companyCurrency');
}

/** An object with the currency in this property, unless it names one. */
export function completed(row: unknown, property: string, currency: string): unknown {
  const properties = read(row, 'properties');
  if (text(properties, property) !== null || typeof properties !== 'object') return row;
  return { ...(row as object), properties: { ...properties, [property]: currency } };
}
