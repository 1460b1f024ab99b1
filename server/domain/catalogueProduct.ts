import type { Money } from '../../lib/contract/values.ts';

/** A product that may be offered, and its lowest list price of a seat and year in each currency. */
export type CatalogueProduct = { id: string; name: string; fit: number; yearly: Money[] };
