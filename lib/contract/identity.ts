import * as z from 'zod/mini';

/**
 * How sure we are that a record belongs to a customer.
 *
 * - `verified`: a human decision or a cross-id that exists on both sides.
 * - `matched`: a deterministic key that is not an id (registrable domain used by one account).
 * - `guessed`: similarity only, or a single contact's domain.
 * - `ambiguous`: several customers fit equally; nothing is chosen for the person.
 * - `none`: no customer fits.
 *
 * Money is hidden below `matched`, and nothing may be written below `verified`.
 */
export const confidences = ['verified', 'matched', 'guessed', 'ambiguous', 'none'] as const;
export const Confidence = z.enum(confidences);
export type Confidence = z.infer<typeof Confidence>;

/** Where a value came from. `url` opens the record in its own system, when that system has pages. */
export const SourceSystem = z.enum(['salesforce', 'hubspot', 'zendesk', 'stripe', 'file', 'alongside']);
export type SourceSystem = z.infer<typeof SourceSystem>;

/** One reason to believe a link: the rule's id, and the value both sides share, in plain text. */
export const LinkEvidence = z.object({ rule: z.string(), value: z.string() });
export type LinkEvidence = z.infer<typeof LinkEvidence>;

/** A source record that belongs to this customer, and why we think so. */
export const IdentityLink = z.object({
  system: SourceSystem,
  object: z.string(),
  id: z.string(),
  name: z.string(),
  url: z.nullable(z.string()),
  confidence: Confidence,
  evidence: z.array(LinkEvidence),
});
export type IdentityLink = z.infer<typeof IdentityLink>;

/** A customer the record may belong to, offered when the answer is ambiguous. */
export const Candidate = z.object({
  accountId: z.string(),
  name: z.string(),
  domain: z.nullable(z.string()),
  evidence: z.array(LinkEvidence),
});
export type Candidate = z.infer<typeof Candidate>;

/** One hop from the viewed record to the customer, for example ticket to requester to organisation. */
export const ChainStep = z.object({
  system: SourceSystem,
  object: z.string(),
  id: z.string(),
  name: z.string(),
  url: z.nullable(z.string()),
});
export type ChainStep = z.infer<typeof ChainStep>;

/**
 * How the viewed record led to the customer: the chain of records, the rule that linked it, and the confidence of the weakest hop.
 *
 * - `candidates`: with `ambiguous`, the customers that fit equally.
 * - `others`: further customers of the same record, such as the one whose people are copied on a ticket, or the second company of a
 *   contact. The panel offers them beside the first, so that nobody takes one for the other.
 */
export const Resolution = z.object({
  confidence: Confidence,
  chain: z.array(ChainStep),
  evidence: z.array(LinkEvidence),
  candidates: z.array(Candidate),
  others: z._default(z.array(Candidate), []),
});
export type Resolution = z.infer<typeof Resolution>;
