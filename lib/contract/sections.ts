import * as z from 'zod/mini';
import { SourceSystem } from './identity.ts';
import { Day, Instant, Metric, Money } from './values.ts';

/** Why a section shows what it shows. Each has its own words in the panel; a blank block does not exist. */
export const sectionStatuses = [
  'ok',
  'stale',
  'notConnected',
  'notPermitted',
  'noData',
  'failed',
  'notApplicable',
] as const;
export const SectionStatus = z.enum(sectionStatuses);
export type SectionStatus = z.infer<typeof SectionStatus>;

/** A source a section was built from, and when that source was last read successfully. */
export const SectionSource = z.object({ system: SourceSystem, asOf: z.nullable(Instant) });
export type SectionSource = z.infer<typeof SectionSource>;

/**
 * One block of the 360. `data` is present for `ok` and `stale` only. `asOf` is the oldest source that went into it.
 * `detail` says in a word what is missing or failed (a source name, a role), never free text from a source.
 */
function section<T extends z.ZodMiniType>(data: T) {
  return z.object({
    status: SectionStatus,
    asOf: z.nullable(Instant),
    sources: z.array(SectionSource),
    detail: z.nullable(z.string()),
    data: z.nullable(data),
  });
}

/** The numbers of a section; a server of an older version has none. */
const metrics = z.optional(z.array(Metric));

export const bands = ['healthy', 'watch', 'atRisk', 'critical', 'unknown'] as const;
export const Band = z.enum(bands);
export type Band = z.infer<typeof Band>;

/** One factor of the health score. `points` are signed and, over all factors, sum to the uncapped score minus 50. */
export const HealthFactor = z.object({
  id: z.string(),
  group: z.enum(['usage', 'engagement', 'support', 'billing', 'renewal']),
  /**
   * The measured value behind the factor, in `unit`; null when missing (then points is 0 and coverage is lower), hidden, or not a measure:
   * then `unit` is the word for a state, of `endingSubscriptions` `ended` or `paused`.
   */
  value: z.nullable(z.number()),
  unit: z.string(),
  /** 0..100, null when missing. */
  score: z.nullable(z.number()),
  /** Share of the whole score, 0..1, after redistribution over the groups that are present. */
  weight: z.number(),
  points: z.number(),
});
export type HealthFactor = z.infer<typeof HealthFactor>;

/** A named ceiling that was applied, for example an invoice more than 60 days overdue. `points` is the (negative) bar it adds to the waterfall. */
export const HealthCap = z.object({ id: z.string(), ceiling: z.number(), points: z.number() });

/** What a person says the band is, and why, until a day. It stands beside the score and never replaces it. */
export const HealthOverride = z.object({
  band: Band,
  reason: z.string(),
  by: z.string(),
  at: Instant,
  expiresAt: Instant,
});
export type HealthOverride = z.infer<typeof HealthOverride>;

export const Health = z.object({
  /** 0..100, high is good; null when coverage is under 0.4 (band `unknown`). */
  score: z.nullable(z.number()),
  band: Band,
  /** 0..1 share of the applicable factors that had data. */
  coverage: z.number(),
  confidence: z.enum(['high', 'medium', 'low']),
  /** Waterfall: 50 + sum(factors.points) + sum(caps.points) = score, within 0.05. */
  factors: z.array(HealthFactor),
  caps: z.array(HealthCap),
  /** Change against 7 days ago; null when not comparable. `flat` below 3 points. */
  trend: z.nullable(z.object({ direction: z.enum(['up', 'down', 'flat']), delta: z.number() })),
  /**
   * At most one point a day, oldest first, at most 90. A day without a score has null. `reconstructed` marks a point that was computed
   * later from dated facts, because the customer was not known on that day; there is one a week at most. `marker` says why the line may
   * jump on a day: other `rules`, another `profile`, or an `override`.
   */
  history: z.array(
    z.object({
      day: Day,
      score: z.nullable(z.number()),
      reconstructed: z.optional(z.boolean()),
      marker: z.optional(z.string()),
    }),
  ),
  rulesVersion: z.int(),
  /** Which factors were asked: `onboarding`, `standard`, `noUsage`. */
  profile: z.optional(z.string()),
  override: z.optional(HealthOverride),
  /** The cheapest way to the next band: the fewest things to do. */
  wayBack: z.optional(
    z.array(
      z.object({
        kind: z.enum(['factor', 'cap']),
        id: z.string(),
        to: z.nullable(z.number()),
        unit: z.string(),
        points: z.number(),
      }),
    ),
  ),
  metrics,
});
export type Health = z.infer<typeof Health>;

export const Invoice = z.object({
  id: z.string(),
  number: z.string(),
  amountDue: Money,
  dueAt: z.nullable(Instant),
  status: z.enum(['open', 'uncollectible']),
  attemptCount: z.int(),
  url: z.nullable(z.string()),
});
export type Invoice = z.infer<typeof Invoice>;

export const Dispute = z.object({
  id: z.string(),
  amount: Money,
  reason: z.string(),
  status: z.string(),
  evidenceDueAt: z.nullable(Instant),
  url: z.nullable(z.string()),
});
export type Dispute = z.infer<typeof Dispute>;

/** Worst first. Source: Stripe subscription and invoice states, see docs/metrics. */
export const paymentStates = [
  'disputed',
  'unpaid',
  'pastDue',
  'incomplete',
  'open',
  'current',
  'paused',
  'cancelled',
] as const;
export const PaymentState = z.enum(paymentStates);
export type PaymentState = z.infer<typeof PaymentState>;

export const Billing = z.object({
  state: PaymentState,
  /** Plan names with quantity, as the customer would recognise them. */
  plans: z.array(z.object({ name: z.string(), quantity: z.int(), interval: z.enum(['day', 'week', 'month', 'year']) })),
  /** Annual recurring revenue, one entry a currency, never added across currencies. */
  arr: z.array(Money),
  /**
   * Of what is not set to end, the next end of a term of a year or longer; without one, the earliest current period end of a live subscription.
   */
  renewsAt: z.nullable(Instant),
  /** The earliest end of a live subscription that is set to end. */
  cancelsAt: z.nullable(Instant),
  openInvoices: z.array(Invoice),
  /** What is past its due date, one entry a currency. */
  overdue: z.array(Money),
  disputes: z.array(Dispute),
  failedPayments: Metric,
  /** How many billing customers were joined for this account. */
  billingCustomers: z.int(),
  metrics,
});
export type Billing = z.infer<typeof Billing>;

export const Ticket = z.object({
  id: z.string(),
  subject: z.string(),
  priority: z.enum(['urgent', 'high', 'normal', 'low', 'none']),
  status: z.enum(['new', 'open', 'pending', 'hold', 'solved', 'closed']),
  escalated: z.boolean(),
  createdAt: Instant,
  updatedAt: Instant,
  requester: z.nullable(z.string()),
  /** Nobody has answered yet. */
  waiting: z.optional(z.boolean()),
  url: z.nullable(z.string()),
});
export type Ticket = z.infer<typeof Ticket>;

export const Support = z.object({
  /** Open tickets, worst first, at most 10; `openCount` counts all. */
  openTickets: z.array(Ticket),
  openCount: z.int(),
  urgentCount: z.int(),
  escalatedCount: z.int(),
  metrics: z.array(Metric),
});
export type Support = z.infer<typeof Support>;

export const Person = z.object({
  name: z.string(),
  title: z.nullable(z.string()),
  role: z.enum(['champion', 'decisionMaker', 'billing', 'user', 'unknown']),
  email: z.nullable(z.string()),
  leftAt: z.nullable(Instant),
  doNotContact: z.boolean(),
  /** What else they do not want; absent when nothing. */
  optOuts: z.optional(z.array(z.enum(['email', 'phone']))),
});
export type Person = z.infer<typeof Person>;

export const Pipeline = z.object({
  openDeals: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      amount: z.nullable(Money),
      stage: z.string(),
      closesAt: z.nullable(Day),
      kind: z.enum(['new', 'renewal', 'expansion', 'unknown']),
      url: z.nullable(z.string()),
    }),
  ),
  /** Contract end in the CRM, for comparison with the billing renewal. */
  contractEndsAt: z.nullable(Day),
  metrics,
});
export type Pipeline = z.infer<typeof Pipeline>;

export const Sections = z.object({
  health: section(Health),
  billing: section(Billing),
  support: section(Support),
  people: section(z.object({ people: z.array(Person) })),
  pipeline: section(Pipeline),
  usage: section(z.object({ metrics: z.array(Metric) })),
});
export type Sections = z.infer<typeof Sections>;
export type SectionId = keyof Sections;
