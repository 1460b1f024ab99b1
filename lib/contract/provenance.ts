import * as z from 'zod/mini';
import { SourceSystem } from './identity.ts';
import { Instant } from './values.ts';

/** The fields of the header that company records say. */
export const goldenFields = ['name', 'domain', 'tier', 'industry', 'country', 'owner'] as const;

/**
 * Why a value of the header is this one and no other.
 *
 * - `only`: no record says anything else.
 * - `completeness`: all records of better believed sources say nothing; or, of records of one source that were changed at the same time,
 *   the one that says more.
 * - `agreement`: more sources say it than say anything else.
 * - `priority`: its source is believed more than those that say something else.
 * - `recency`: of the records of its source that say different things, the one changed last.
 * - `active`: the owner is still with us, the others are not.
 * - `order`: the record comes first in the order of ids; nothing else tells the records of one source apart.
 * - `hierarchy`: as parents are found: the first in the order of systems that closes no circle.
 */
export const goldenRules = [
  'only',
  'completeness',
  'agreement',
  'priority',
  'recency',
  'active',
  'order',
  'hierarchy',
] as const;
export type GoldenRule = (typeof goldenRules)[number];

const ProvenField = z.enum([...goldenFields, 'parent']);

/**
 * What the header has from one record, and what this record says differently. `observedAt`: when the record was last changed, as of this
 * version of the document; of a record of Stripe, which does not say, when it was last read. A later change of the record that leaves the
 * header as it is makes no new version, so it does not show here.
 */
export const RecordProvenance = z.object({
  system: SourceSystem,
  object: z.string(),
  id: z.string(),
  observedAt: Instant,
  /** The fields that are from this record, each with the rule by which it won. */
  fields: z.partialRecord(ProvenField, z.enum(goldenRules)),
  /** The fields of which it says something else. */
  differs: z.optional(z.array(ProvenField)),
});
export type RecordProvenance = z.infer<typeof RecordProvenance>;
