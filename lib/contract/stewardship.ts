import * as z from 'zod/mini';
import { IdempotencyKey } from './api.ts';
import { Instant } from './values.ts';

/** A company record as `source/kind/id`, such as `salesforce/Account/001…`. */
const CompanyRecord = z
  .string()
  .check(
    z.maxLength(200),
    z.regex(/^(salesforce\/Account|hubspot\/company|zendesk\/organization|stripe\/customer)\/[^/\s]+$/),
  );
const Verdict = z.enum(['must', 'cannot']);
const Reason = z.string().check(z.minLength(1), z.maxLength(500));

/** `POST /v1/decisions` (manager): two company records are one customer, or are not. The decision's id is the key. */
export const DecisionRequest = z.strictObject({
  key: IdempotencyKey,
  verdict: Verdict,
  a: CompanyRecord,
  b: CompanyRecord,
  reason: Reason,
});
export type DecisionRequest = z.infer<typeof DecisionRequest>;

/** `GET /v1/decisions?limit=&before=` (manager): the newest first, those undone included; `before` is the id of the last one seen. */
export const DecisionQuery = z.strictObject({
  limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(500))),
  before: z.optional(IdempotencyKey),
});
export const DecisionEntry = z.object({
  id: z.string(),
  verdict: Verdict,
  a: z.string(),
  b: z.string(),
  reason: z.string(),
  actor: z.string(),
  at: Instant,
  undoneAt: z.nullable(Instant),
  undoneBy: z.nullable(z.string()),
});
export type DecisionEntry = z.infer<typeof DecisionEntry>;
export const DecisionList = z.object({ decisions: z.array(DecisionEntry), more: z.boolean() });
export type DecisionList = z.infer<typeof DecisionList>;
