import type { FastifyInstance } from 'fastify';
import { instances } from '../instances.ts';
import type { World } from '../world/types.ts';
import type { CrmObject } from './hubspotChanges.ts';

/** HubSpot's account information: all currencies of the world, or the only one, which deals and orders then leave out. */
export function hubspotAccount(
  app: FastifyInstance,
  base: string,
  world: World,
  tables: Record<'deals' | 'orders', { rows: CrmObject[] }>,
  oneCurrency?: string,
): void {
  if (oneCurrency) {
    for (const { properties } of tables.deals.rows) properties.deal_currency_code = null;
    for (const { properties } of tables.orders.rows) properties.hs_currency_code = null;
  }
  const all = [...new Set(world.customers.map((c) => c.country.currency))].sort();
  const [companyCurrency, ...additionalCurrencies] = oneCurrency ? [oneCurrency] : all;
  app.get(`${base}/details`, async () => ({
    portalId: Number(instances.hubspot),
    accountType: 'STANDARD',
    timeZone: 'Europe/Berlin',
    companyCurrency,
    additionalCurrencies,
    utcOffset: '+01:00',
    utcOffsetMilliseconds: 3_600_000,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  }));
}
