import * as z from 'zod/mini';
import { IdempotencyKey } from './api.ts';
import type { Band } from './sections.ts';
import { Instant } from './values.ts';

const AccountId = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^[A-Za-z0-9_-]+$/));

/**
 * `POST /v1/overrides` (manager): what a person says the band of an account is, why, and until when, at most 30 days. It stands beside
 * the computed band. A second one replaces the first. Idempotent by `key`.
 */
export const OverrideRequest = z.strictObject({
  key: IdempotencyKey,
  accountId: AccountId,
  band: z.enum(['healthy', 'watch', 'atRisk', 'critical'] satisfies z.infer<typeof Band>[]),
  reason: z.string().check(z.trim(), z.minLength(1), z.maxLength(500)),
  expiresAt: Instant,
});
export type OverrideRequest = z.infer<typeof OverrideRequest>;

/** `DELETE /v1/overrides` (manager): takes it back before it expires. Idempotent by `key`. */
export const RemoveOverrideRequest = z.strictObject({ key: IdempotencyKey, accountId: AccountId });
export type RemoveOverrideRequest = z.infer<typeof RemoveOverrideRequest>;
