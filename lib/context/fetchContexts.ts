import type { Paired, Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import type { ContextCache } from '../cache/contextCache.ts';
import type { ContextQuery } from '../contract/api.ts';
import type { ErrorCode } from '../contract/errors.ts';

/** Who asks for what, and where the answer goes. `key`: of the cache. */
export type Question = { current: Paired; key: string; query: ContextQuery; incognito: boolean };

export type FetchDeps = {
  pairings: Pairings;
  /** The cache for a tab: on disk, or in memory for incognito. */
  cacheFor(incognito: boolean): ContextCache;
  now(): number;
};

/**
 * Asks the server, once at a time per pairing and record, and puts the answer into the cache. Resolves with why it failed, or null; never
 * rejects but for the cache.
 */
export function createContextFetch(deps: FetchDeps): (question: Question) => Promise<ErrorCode | null> {
  const flights = new Map<string, Promise<ErrorCode | null>>();

  const fly = async ({ current, key, query, incognito }: Question, scope: string): Promise<ErrorCode | null> => {
    const cache = deps.cacheFor(incognito);
    let etag = (await cache.read(scope, key))?.etag ?? null;
    for (;;) {
      const answer = await current.api.context(query, etag);
      // Somebody else may be signed in by now: what the person before was told goes nowhere.
      if ((await deps.pairings.current()) !== current) return null;
      if (!answer.ok) {
        const { code } = answer.problem;
        // What the server does not know, or no longer lets us see, must not be shown from the cache.
        if (code === 'unknownRecord') await cache.forget(scope, key);
        if (code === 'forbidden') await cache.forget(scope, key, 'document');
        return code;
      }
      if (answer.value.changed) await cache.write(scope, key, { ...answer.value, confirmedAt: deps.now() });
      // The cache has dropped meanwhile what the server confirmed: then it is asked for in full, once.
      else if (!(await cache.confirm(scope, key, deps.now())) && etag !== null) {
        etag = null;
        continue;
      }
      return null;
    }
  };

  return (question) => {
    const scope = scopeOf(question.current.pairing);
    const flightKey = [question.current.pairing.token, scope, question.incognito, question.key].join('\n');
    const flying = flights.get(flightKey);
    if (flying) return flying;
    const flight = fly(question, scope).finally(() => flights.delete(flightKey));
    flights.set(flightKey, flight);
    return flight;
  };
}
