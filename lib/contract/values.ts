import * as z from 'zod/mini';

/** A UTC instant, ISO 8601 with `Z`, for example `2026-11-21T09:30:00.000Z`. */
export const Instant = z.iso.datetime();
/** A calendar day, ISO 8601, for example `2026-11-21`. */
export const Day = z.iso.date();

/**
 * An amount of money. `amountMinor` is an integer in the currency's minor unit (cents; yen have none, so 500 JPY is 500).
 * Amounts of different currencies are never added.
 */
export const Money = z.object({ amountMinor: z.int(), currency: z.string().check(z.regex(/^[A-Z]{3}$/)) });
export type Money = z.infer<typeof Money>;

/** `outOf`: `value` of `n`. `money` and `text` have their value in `amounts` and `text`. */
export const MetricUnit = z.enum(['count', 'percent', 'minutes', 'days', 'score', 'outOf', 'money', 'text']);

/**
 * One measured number with everything needed to trust it. `value` is null when nothing could be measured: null is never zero.
 * `n` is how many observations it rests on, `windowDays` the look-back (null: now). Without `value`, `amounts` and `text`, `reason`
 * says in a word why.
 */
export const Metric = z.object({
  id: z.string(),
  value: z.nullable(z.number()),
  unit: MetricUnit,
  n: z.int(),
  windowDays: z.nullable(z.int()),
  /** The same metric over the window before, for a signed change; null when not comparable. */
  previous: z.nullable(z.number()),
  /** The connected sources it rests on, and when the oldest of them was last read. */
  sources: z.array(z.string()),
  asOf: z.optional(z.nullable(z.string())),
  /** One entry a currency; with `upTo` the lower end of a range. */
  amounts: z.optional(z.array(Money)),
  upTo: z.optional(z.array(Money)),
  text: z.optional(z.string()),
  /** What it is made up of, each with its share of `n`. */
  parts: z.optional(z.array(z.object({ id: z.string(), n: z.int(), amounts: z.optional(z.array(Money)) }))),
  reason: z.optional(z.string()),
});
export type Metric = z.infer<typeof Metric>;
