import * as z from 'zod/mini';
import { Place } from '../contract/dock.ts';

/** What an organisation can set, through its browser's policies; null where it leaves the choice. `public/schema.json` says the same to Chromium. */
export type Policy = { place: Place | null; backend: string | null };

const fields = { place: Place, backend: z.string().check(z.maxLength(500)) };

/**
 * Reads the managed storage. Never rejects: Firefox does when there is no policy, and a value that is none of those allowed is left out,
 * with a line for the administrator who looks for it.
 */
export async function readPolicy(managed: { get(): Promise<unknown> } | undefined): Promise<Policy> {
  const set = ((await managed?.get().catch(() => null)) ?? {}) as Record<string, unknown>;
  const read = <T>(name: keyof typeof fields, schema: z.ZodMiniType<T>): T | null => {
    if (set[name] === undefined) return null;
    const parsed = schema.safeParse(set[name]);
    if (!parsed.success) console.warn(`[alongside] the policy's "${name}" is not as expected, and is ignored`);
    return parsed.success ? parsed.data : null;
  };
  return { place: read('place', fields.place), backend: read('backend', fields.backend) };
}
