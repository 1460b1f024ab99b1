import * as z from 'zod/mini';
import { HeldAction, NextAction } from './action.ts';
import { ChainStep, IdentityLink, Resolution } from './identity.ts';
import { Contradiction, DataFlag } from './quality.ts';
import { Band, Sections } from './sections.ts';
import { Instant, Money } from './values.ts';

/** Who the customer is, in one glance. Everything here is also in a section, with its source; the header repeats what decides the next minute. */
export const ContextHeader = z.object({
  name: z.string(),
  domain: z.nullable(z.string()),
  tier: z.nullable(z.string()),
  industry: z.nullable(z.string()),
  country: z.nullable(z.string()),
  owner: z.nullable(z.object({ name: z.string(), email: z.nullable(z.string()) })),
  /** Sales territories, by name, each with the record that says so. Absent where no source has any. */
  territories: z.optional(z.array(ChainStep)),
  parent: z.nullable(z.object({ accountId: z.string(), name: z.string() })),
  band: Band,
  score: z.nullable(z.number()),
  arr: z.array(Money),
  renewsAt: z.nullable(Instant),
});
export type ContextHeader = z.infer<typeof ContextHeader>;

/**
 * The unified context of one account, as one role may see it. Built and stored by the server when something changes;
 * served as stored bytes. Relative times are computed by the reader from `now`, never stored.
 */
export const ContextDocument = z.object({
  accountId: z.string(),
  /** Monotonic per account: a later build has a greater version. */
  version: z.int(),
  builtAt: Instant,
  header: ContextHeader,
  links: z.array(IdentityLink),
  sections: Sections,
  actions: z.array(NextAction),
  held: z.array(HeldAction),
  /** Absent from servers of an older version. */
  contradictions: z.optional(z.array(Contradiction)),
  quality: z.optional(z.array(DataFlag)),
});
export type ContextDocument = z.infer<typeof ContextDocument>;

/** `GET /v1/context`: how the record led to the customer, and the customer. `document` is null when the resolution is ambiguous. */
export const ContextResponse = z.object({
  resolution: Resolution,
  document: z.nullable(ContextDocument),
});
export type ContextResponse = z.infer<typeof ContextResponse>;
