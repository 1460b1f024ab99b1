import * as z from 'zod/mini';
import { Place } from '../contract/dock.ts';

/** What an organisation can set, through its browser's policies; null where it leaves the choice. `public/schema.json` says the same to Chromium. */
const Policy = z.object({ place: z.nullable(Place), backend: z.nullable(z.string().check(z.maxLength(500))) });
export type Policy = z.infer<typeof Policy>;

const none: Policy = { place: null, backend: null };
const keptKey = 'policy';

/** A part of the browser's storage. */
type Area = { get(key?: string): Promise<Record<string, unknown>> };

/**
 * The organisation's settings. After a start of the browser Chromium takes some three seconds to hand them out (measured), and no page
 * waits for that: what was set last time counts until then, and `changed` is called when it turns out to be something else.
 * @param managed the managed storage, if the browser has one.
 * @param kept the storage that outlives the browser.
 */
export function createPolicies(
  managed: Area | undefined,
  kept: Area & { set(values: Record<string, unknown>): Promise<void> },
  changed: () => void,
) {
  let known: Promise<Policy> | null = null;
  const readKept = async (): Promise<Policy> => {
    const { [keptKey]: value } = await kept.get(keptKey).catch((): Record<string, unknown> => ({}));
    const parsed = Policy.safeParse(value);
    return parsed.success ? parsed.data : none;
  };
  const ask = (): Promise<Policy> => {
    const before = readKept();
    const asked = readPolicy(managed);
    const first = Promise.race([asked, before]);
    void asked.then(async (policy) => {
      if (known === first) known = asked;
      if (!isSame(policy, await before)) await kept.set({ [keptKey]: policy }).catch(() => undefined);
      if (!isSame(policy, await first)) changed();
    });
    return first;
  };
  return {
    /** Never rejects, and never waits for the policy alone. */
    read(): Promise<Policy> {
      known ??= ask();
      return known;
    },
    /** The browser says that they have changed. */
    forget(): void {
      known = null;
    },
  };
}

/** Firefox rejects where there is no policy. A value that is not as expected is left out, with a line for the administrator who looks for it. */
async function readPolicy(managed: Area | undefined): Promise<Policy> {
  const set = (await managed?.get().catch(() => null)) ?? {};
  const read = <N extends keyof Policy>(name: N): Policy[N] => {
    const parsed = Policy.def.shape[name].safeParse(set[name] ?? null);
    if (parsed.success) return parsed.data as Policy[N];
    console.warn(`[alongside] the policy's "${name}" is not as expected, and is ignored`);
    return null;
  };
  return { place: read('place'), backend: read('backend') };
}

function isSame(a: Policy, b: Policy): boolean {
  return a.place === b.place && a.backend === b.backend;
}
