import type { Money } from '../../lib/contract/values.ts';
import { liveSubscriptions } from './billing.ts';
import { forecastDeals } from './deals.ts';
import { foldName } from './identity/foldName.ts';
import type { AccountFacts } from './model.ts';

/** What may be offered: the fit of a product, and what a seat of it costs a year in the currency of the account, in minor units. */
export type Offer = { fit: number; yearlyMinor: number };

/** The products of the catalogue that the account does not have, that no open deal names, and that have a list price in this currency. */
export function offers(facts: AccountFacts, currency: Money['currency']): Offer[] {
  const owned = new Set(liveSubscriptions(facts).flatMap((s) => s.productIds ?? []));
  const deals = forecastDeals(facts).map((d) => ` ${foldName(d.name)} `);
  return facts.catalogue.flatMap((product): Offer[] => {
    const price = product.yearly.find((p) => p.currency === currency);
    const name = foldName(product.name);
    if (!price || owned.has(product.id) || (name !== '' && deals.some((d) => d.includes(` ${name} `)))) return [];
    return [{ fit: product.fit, yearlyMinor: price.amountMinor }];
  });
}
