import { backendOrigin } from '../auth/pairing.ts';
import type { Values } from '../cache/keyValues.ts';
import type { Place } from '../contract/dock.ts';
import type { BackgroundDeps } from './backgroundDeps.ts';

/** What the organisation has set comes before what the person has. The organisation's settings are asked for once and kept in memory. */
export function createSettings(values: Values, ask: BackgroundDeps['policy']) {
  const read = () =>
    ask()
      .catch(() => ({ place: null, backend: null }))
      // What is no address of a backend binds nobody.
      .then(({ place, backend }) => ({ place, backend: backend && backendOrigin(backend) }));
  let policy = read();
  return {
    policy: () => policy,
    /** The organisation has changed them. */
    reload(): void {
      policy = read();
    },
    async place(): Promise<Place> {
      const [{ place }, own] = await Promise.all([policy, values.read('place')]);
      return place ?? own ?? 'page';
    },
  };
}

export type Settings = ReturnType<typeof createSettings>;
