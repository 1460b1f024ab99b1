import * as z from 'zod/mini';
import { SourceSystem } from './identity.ts';
import { Instant, Money } from './values.ts';

/** Two sources that say different things. */
export const contradictionKinds = ['renewalDate', 'arr', 'status', 'owner', 'requesterDomain', 'consent'] as const;

/** One thing on which two sources disagree: both values, when each was written, and where. `amount` for money, else `value` says it. */
export const Contradiction = z.object({
  what: z.string(),
  sides: z.array(
    z.object({
      value: z.string(),
      amount: z.optional(Money),
      system: SourceSystem,
      at: Instant,
      url: z.nullable(z.string()),
    }),
  ),
  /** Where the first value belongs to other customers: to which one; null: to several. Absent: to none that is known. */
  holder: z.optional(z.nullable(z.object({ accountId: z.string(), name: z.string() }))),
});
export type Contradiction = z.infer<typeof Contradiction>;

export const qualityKinds = ['missing', 'stale', 'duplicate', 'conflicting'] as const;
export const qualityFields = ['owner', 'domain', 'country', 'tier', 'record', 'closeDate'] as const;
export const stewards = ['salesOperations', 'supportOperations', 'billing'] as const;

/** Something in the data that somebody should put right: what, where, and who answers for that source. */
export const DataFlag = z.object({ what: z.string(), field: z.string(), system: SourceSystem, steward: z.string() });
export type DataFlag = z.infer<typeof DataFlag>;
