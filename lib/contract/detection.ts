import * as z from 'zod/mini';
import { CrmSystem, RecordRef } from './record.ts';

/**
 * A place in a CRM's page where something useful may be read; data from an adapter's pack. Vendors change their pages, so a hint is
 * optional: what it finds is only ever shown to the person, never used to choose a customer.
 *
 * - `name`: the heading of the active record.
 * - `link`: links to records that this one belongs to.
 */
export const Hint = z.object({ id: z.string(), kind: z.enum(['name', 'link']), selector: z.string() });
export type Hint = z.infer<typeof Hint>;

/** What became of a hint: `found` false means that the page has changed, and only its address is used. */
export const HintResult = z.strictObject({
  id: z.string().check(z.maxLength(80)),
  found: z.boolean(),
  text: z.optional(z.string().check(z.maxLength(200))),
});
export type HintResult = z.infer<typeof HintResult>;

/** How a page's address was read: for the person who asks why, and for a report to whoever keeps the adapters. */
export const Detection = z.object({
  system: z.nullable(CrmSystem),
  /** The route of the adapter's pack that matched, such as `lightning.record`; null when none did. */
  rule: z.nullable(z.string()),
  /** The day of the adapter's pack, such as `2026-11-21`. */
  pack: z.nullable(z.string()),
  /** How long the parsing took, in milliseconds. */
  ms: z.number(),
  /** The record around this one: in a Salesforce console, the workspace tab of a subtab. It may be another customer's. */
  parent: z.nullable(RecordRef),
  hints: z.array(HintResult),
});
export type Detection = z.infer<typeof Detection>;
