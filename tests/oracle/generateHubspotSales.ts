import { DAY } from './facts.ts';
import { currencies, instant, iso, maybe, upTo, type Writer } from './writer.ts';

/** Deals and orders of the marketing CRM: its own, some alike, and copies of what the other CRM has, some of them changed since. */
export function inventHubspotSales(w: Writer, company: string): void {
  const { random, put } = w;
  const associations = {
    companies: [{ toObjectId: company, associationTypes: [{ category: 'HUBSPOT_DEFINED', label: 'Primary' }] }],
  };
  const bodies = (kind: string) =>
    w.rows.filter((r) => r.kind === kind).map((r) => r.body as Record<string, string | number | boolean | null>);
  let last = 0;
  const deal = (properties: object) => put('hubspot', 'deal', String(w.n * 32 + ++last), { properties, associations });
  const order = (properties: object) =>
    put('hubspot', 'order', String(w.n * 32 + ++last), { properties, associations });
  const currency = random.pick(currencies);

  for (const _ of upTo(random.pick([0, 0, 1, 3])))
    deal({
      dealname: random.pick(['Renewal', 'Renewal', 'More seats']),
      amount: maybe(random, 0.8, random.pick(['100', '10000', '19.995'])),
      deal_currency_code: random.chance(0.8) ? currency : random.pick(currencies),
      closedate: maybe(random, 0.8, iso(w.now + random.pick([-10, 30]) * DAY)),
      hs_is_closed: String(random.chance(0.3)),
      hs_is_closed_won: String(random.chance(0.3)),
      dealtype: random.pick(['newbusiness', 'existingbusiness', 'renewal', null]),
      hs_deal_stage_probability: maybe(random, 0.8, '0.4'),
      hs_manual_forecast_category: random.pick(['OMIT', 'COMMIT', null]),
      hs_analytics_latest_source: random.pick(['PAID_SOCIAL', null]),
    });
  for (const { Name, Amount, CurrencyIsoCode, CloseDate, IsClosed, IsWon } of bodies('Opportunity')) {
    if (random.chance(0.5)) continue;
    for (let copies = random.pick([1, 1, 2]); copies > 0; copies--)
      deal({
        dealname: Name,
        amount: Amount === null ? null : String(Amount),
        deal_currency_code: random.chance(0.9) ? CurrencyIsoCode : random.pick(currencies),
        closedate: CloseDate,
        hs_is_closed: String(IsClosed),
        hs_is_closed_won: String(IsWon),
        hs_manual_forecast_category: maybe(random, 0.2, 'OMIT'),
      });
  }
  const refill = random.pick(['500', '19.9']);
  for (const i of upTo(random.pick([0, 0, 2, 8])))
    order({
      hs_order_name: 'Toner refill',
      hs_subtotal_price: refill,
      hs_order_discount: maybe(random, 0.1, '5'),
      hs_currency_code: currency,
      hs_external_created_date: iso(random.chance(0.1) ? instant(w, 900) : w.now - i * 30 * DAY),
      hs_external_order_status: maybe(random, 0.1, 'Cancelled'),
    });
  for (const { OrderNumber, TotalAmount, CurrencyIsoCode, EffectiveDate } of bodies('Order'))
    if (random.chance(0.5))
      order({
        hs_order_name: OrderNumber,
        hs_subtotal_price: TotalAmount === null ? null : String(TotalAmount),
        hs_currency_code: CurrencyIsoCode,
        // The same day at another hour, or the day after.
        hs_external_created_date: iso(Date.parse(`${EffectiveDate}`) + random.pick([15, 15, 15, 15, 30]) * 3_600_000),
      });
}
