import * as z from 'zod/mini';
import { Band } from './sections.ts';
import { Money } from './values.ts';

/** `parent`: a system says so. `cycle`: it does, but in a circle, so it is not believed. `domain`: a hint, many share the parent's domain. */
const Relative = z.object({
  accountId: z.string(),
  name: z.string(),
  kind: z.enum(['parent', 'cycle', 'domain']),
  evidence: z.string(),
  band: Band,
  score: z.nullable(z.number()),
  arr: z.array(Money),
});
export type HierarchyEntry = z.infer<typeof Relative>;

/** A mean over `n` children; `leftOut` of them could not be counted. */
const Mean = z.object({ score: z.number(), n: z.int(), leftOut: z.int() });

/**
 * `GET /v1/accounts/:id/hierarchy`: who is above and below an account, the first hundred children by name, and their health in three
 * ways, over all children that a system names. Hints and circles are listed and not counted.
 */
export const Hierarchy = z.object({
  accountId: z.string(),
  parents: z.array(Relative),
  children: z.array(Relative),
  more: z.boolean(),
  health: z.object({
    children: z.int(),
    worst: z.nullable(z.object({ accountId: z.string(), score: z.number(), band: Band })),
    plain: z.nullable(Mean),
    byRevenue: z.array(z.object({ ...Mean.shape, currency: z.string() })),
  }),
});
export type Hierarchy = z.infer<typeof Hierarchy>;
