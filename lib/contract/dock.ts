import * as z from 'zod/mini';
import { dockWidths } from './dockWidths.ts';

/** How the open panel stands in the page. `rail`: it stays a rail, and lies over the page only while it is opened. */
export const dockModes = ['push', 'overlay', 'rail'] as const;
export const DockMode = z.enum(dockModes);
export type DockMode = z.infer<typeof DockMode>;

/**
 * The dock of one site, as the person left it.
 *
 * - `side`: `end` is where lines end (right in English), `start` the other one.
 * - `width`: CSS pixels, a multiple of the step.
 * - `railAt`: how far down the rail begins, in percent of the window's height.
 */
export const DockSettings = z.strictObject({
  open: z.boolean(),
  mode: DockMode,
  side: z.enum(['end', 'start']),
  width: z.int().check(z.minimum(dockWidths.least), z.maximum(dockWidths.most), z.multipleOf(dockWidths.step)),
  railAt: z.int().check(z.minimum(2), z.maximum(90)),
});
export type DockSettings = z.infer<typeof DockSettings>;

/** A change of some of them. */
export const DockChange = z.partial(DockSettings);
export type DockChange = z.infer<typeof DockChange>;

/** Where the panel is shown: in the CRM's page, or in the browser's own side panel. */
export const Place = z.enum(['page', 'browser']);
export type Place = z.infer<typeof Place>;

/** Why the dock cannot do its work in a page: the page takes it out again and again, or something lies over it. */
export const DockTrouble = z.enum(['removed', 'covered']);
export type DockTrouble = z.infer<typeof DockTrouble>;

/** What the dock has to keep clear in a page, from the adapter's pack. `top` and `bottom`: CSS pixels that an overlay leaves free. */
export const KeepClear = z.object({ selectors: z.array(z.string()), top: z.int(), bottom: z.int() });
export type KeepClear = z.infer<typeof KeepClear>;
