import { hubspotId } from '../world/ids.ts';
import { zeroDecimal } from '../world/money.ts';
import type { Customer, Deal, Person } from '../world/types.ts';

type Properties = Record<string, string | null>;

/** Salesforce's lead sources in HubSpot's words. */
const analyticsSources: Record<string, string> = {
  Web: 'ORGANIC_SEARCH',
  'Partner Referral': 'REFERRALS',
  Advertisement: 'PAID_SEARCH',
};
const stageProbabilities: Record<string, string> = { Discovery: '0.2', Proposal: '0.5', Negotiation: '0.75' };

export function touchProperties({ firstTouch }: Person): Properties {
  return {
    hs_analytics_source: firstTouch ? (analyticsSources[firstTouch.channel] ?? 'OFFLINE') : null,
    hs_analytics_first_timestamp: firstTouch ? new Date(firstTouch.at).toISOString() : null,
  };
}

export function forecastProperties(deal: Deal, { people }: Customer): Properties {
  const channel = people[0]?.firstTouch?.channel;
  return {
    hs_analytics_latest_source: channel === undefined ? null : (analyticsSources[channel] ?? 'OFFLINE'),
    hs_deal_stage_probability: deal.isClosed ? (deal.isWon ? '1' : '0') : (stageProbabilities[deal.stage] ?? '0.1'),
    hs_manual_forecast_category: deal.isClosed ? null : 'PIPELINE',
  };
}

/** Orders are kept in one CRM; this one has those of customers that Salesforce does not know. */
export function orderObjects(c: Customer): { id: string; properties: Properties }[] {
  if (c.salesforce.length > 0) return [];
  return c.orders
    .filter((o) => o.status !== 'draft')
    .map((o) => ({
      id: hubspotId(8_000_000 + o.n),
      properties: {
        hs_order_name: o.number,
        hs_external_order_id: o.number,
        hs_external_order_status: o.status === 'cancelled' ? 'cancelled' : 'processed',
        hs_external_created_date: new Date(o.createdAt).toISOString(),
        hs_subtotal_price: String(zeroDecimal.has(c.country.currency) ? o.amountMinor : o.amountMinor / 100),
        hs_order_discount: null,
        hs_currency_code: c.country.currency,
      },
    }));
}
