import * as z from 'zod/mini';
import { SourceSystem } from './identity.ts';
import { Instant, Money } from './values.ts';

export const ActionCategory = z.enum(['risk', 'billing', 'support', 'adoption', 'expansion']);
export type ActionCategory = z.infer<typeof ActionCategory>;

/** A fact a prompt rests on, with the record it can be checked in. There is no action without evidence. */
export const Evidence = z.object({
  text: z.string(),
  system: SourceSystem,
  recordId: z.nullable(z.string()),
  url: z.nullable(z.string()),
  at: z.nullable(Instant),
});
export type Evidence = z.infer<typeof Evidence>;

/**
 * One next best action. `score` is exactly the product of `factors`:
 * P usefulness, C urgency, V value, L admin lever, K data confidence (docs/adr on ranking).
 */
export const NextAction = z.object({
  /** Stable while the cause is the same: account, rule and evidence subject. Reactions refer to it. */
  key: z.string(),
  ruleId: z.string(),
  ruleVersion: z.int(),
  category: ActionCategory,
  title: z.string().check(z.maxLength(80)),
  why: z.array(Evidence).check(z.minLength(1)),
  steps: z.array(z.string()),
  ownerRoles: z.array(z.string()),
  effortMin: z.int(),
  value: z.nullable(Money),
  dueAt: z.nullable(Instant),
  expiresAt: z.nullable(Instant),
  /** The observable fact that closes the action, in words. */
  endCondition: z.string(),
  score: z.number(),
  factors: z.object({ P: z.number(), C: z.number(), V: z.number(), L: z.number(), K: z.number() }),
});
export type NextAction = z.infer<typeof NextAction>;

/** A prompt that fired but is not shown, and the first gate that held it. */
export const HeldAction = z.object({ ruleId: z.string(), title: z.string(), gate: z.string(), reason: z.string() });
export type HeldAction = z.infer<typeof HeldAction>;

export const reactionKinds = [
  'shown',
  'accepted',
  'done',
  'snoozed',
  'rejected',
  'notApplicable',
  'alreadyDone',
] as const;
export const ReactionKind = z.enum(reactionKinds);
export type ReactionKind = z.infer<typeof ReactionKind>;
