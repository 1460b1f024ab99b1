import { DAY } from './measures.ts';
import { instant, maybe, type Writer } from './writer.ts';

const statuses = ['active', 'active', 'active', 'past_due', 'unpaid', 'canceled', 'trialing', 'paused', 'incomplete'];
const seconds = (ms: number) => Math.floor(ms / 1000);

/** Subscriptions of one or several items, of periods of any length, some ended and some about to. Returns their ids. */
export function inventSubscriptions(
  w: Writer,
  put: (kind: string, prefix: string, i: number, body: object) => void,
  currency: () => string,
): string[] {
  const { random, now } = w;
  const count = random.int(0, 3);
  for (let i = 0; i < count; i++) {
    const status = random.pick(statuses);
    const started = instant(w, 1500);
    const ended = status === 'canceled' ? Math.min(now, started + random.pick([200, 365, 380, 396, 730]) * DAY) : null;
    // A notice is given before the end; then both days are told.
    const notice = ended !== null && random.chance(0.5) ? ended - 20 * DAY : ended;
    const leaves = random.chance(0.2);
    put('subscription', 'sub', i, {
      status,
      default_payment_method: maybe(random, 0.2, 'pm_2'),
      start_date: seconds(started),
      cancel_at: leaves ? seconds(now + random.int(-5, 700) * DAY) : null,
      canceled_at: notice === null ? null : seconds(notice),
      ...(notice === ended ? {} : { ended_at: seconds(ended as number) }),
      items: { data: Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => item(w, currency())) },
    });
  }
  return Array.from({ length: count }, (_, i) => `sub_${w.n}x${i}`);
}

function item({ random, now }: Writer, currency: string): object {
  const isMetered = random.chance(0.1);
  return {
    ...(isMetered ? {} : { quantity: random.pick([0, 1, 3, 10, 40]) }),
    current_period_end: seconds(now + random.pick([5, 60, 90, 91, 300]) * DAY),
    price: {
      currency,
      // Priced in tiers, one has no single price.
      unit_amount: random.pick([0, 999, 999, 12_000, 12_000, 12_000, null]),
      nickname: 'Plan',
      product: random.pick(['prod_a', 'prod_b', 'prod_x', null]),
      recurring: {
        interval: random.pick(['year', 'year', 'month']),
        interval_count: random.pick([1, 1, 1, 1, 3]),
        usage_type: isMetered ? 'metered' : 'licensed',
      },
    },
  };
}

/** What an invoice is for, in either shape of the source, or nothing: sold once. */
export function invoiceFor({ random }: Writer, subscriptions: readonly string[]): object {
  if (subscriptions.length === 0 || random.chance(0.1)) return {};
  const subscription = random.pick([...subscriptions]);
  return random.chance(0.5) ? { subscription } : { parent: { subscription_details: { subscription } } };
}
