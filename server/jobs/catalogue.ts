import type { CatalogueProduct } from '../domain/catalogueProduct.ts';
import type { Fact, PriceFact, ProductFact } from '../domain/model.ts';
import type { RawRecord } from '../domain/ports.ts';
import type { Store } from '../store/openStore.ts';
import { eachRecord } from '../store/records.ts';

/** A catalogue is made by hand; beyond so many products something else is in it. */
const maxProducts = 500;

/** The products that somebody has said a fit of, with their list prices, in id order. At most 500. */
export async function readCatalogue(
  store: Store,
  tenantId: string,
  toFact: (record: RawRecord) => Fact | null,
): Promise<CatalogueProduct[]> {
  const products = new Map<string, CatalogueProduct>();
  for await (const fact of facts<ProductFact>(store, tenantId, toFact, 'product')) {
    const { key, name, fit } = fact;
    if (fit !== null && products.size < maxProducts) products.set(key.id, { id: key.id, name, fit, yearly: [] });
  }
  if (products.size === 0) return [];
  for await (const { productId, yearly } of facts<PriceFact>(store, tenantId, toFact, 'price')) {
    const prices = products.get(productId)?.yearly;
    const same = prices?.find((p) => p.currency === yearly.currency);
    if (same) same.amountMinor = Math.min(same.amountMinor, yearly.amountMinor);
    else prices?.push({ ...yearly });
  }
  return [...products.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function* facts<F extends ProductFact | PriceFact>(
  store: Store,
  tenantId: string,
  toFact: (record: RawRecord) => Fact | null,
  kind: F['type'],
): AsyncIterable<F> {
  for await (const record of eachRecord(store, tenantId, { source: 'stripe', kinds: [kind] })) {
    const fact = toFact(record);
    if (fact?.type === kind) yield fact as F;
  }
}
