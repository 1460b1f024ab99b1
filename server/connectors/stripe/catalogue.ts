import type { PriceFact, ProductFact } from '../../domain/model.ts';
import { list, number, read, text } from '../read.ts';
import { stripeId } from './stripeId.ts';
import { yearlyRecurring } from './yearlyRecurring.ts';

type Common = Pick<ProductFact, 'key' | 'companyId' | 'modifiedAt' | 'url'>;

/**
 * A product or a price that is still sold. How likely a product suits a customer who does not have it stands in its metadata, as
 * `upsell_fit` from 0 to 1. A price counts when a seat has a fixed price that recurs.
 */
export function catalogueFact(
  kind: 'product' | 'price',
  body: unknown,
  common: Common,
): ProductFact | PriceFact | null {
  if (read(body, 'active') !== true) return null;
  if (kind === 'product') {
    const fit = number(body, 'metadata.upsell_fit');
    const isShare = fit !== null && fit > 0 && fit <= 1;
    return { type: 'product', ...common, name: text(body, 'name') ?? common.key.id, fit: isShare ? fit : null };
  }
  const productId = productOf(body);
  const yearly = yearlyRecurring({ items: { data: [{ price: body, quantity: 1 }] } });
  return productId === null || yearly === null ? null : { type: 'price', ...common, productId, yearly };
}

/** The products of a subscription, each once. */
export function productIds(subscription: unknown): string[] {
  const found = list(subscription, 'items.data').flatMap(
    (item) => productOf(read(item, 'price')) ?? productOf(read(item, 'plan')) ?? [],
  );
  return [...new Set(found)];
}

/** Plain or expanded. */
function productOf(price: unknown): string | null {
  return stripeId(price, 'product') ?? stripeId(price, 'product.id');
}
