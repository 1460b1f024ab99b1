import type { Outbox } from '../actions/outbox.ts';
import type { Pairings } from '../auth/pairing.ts';
import { scopeOf } from '../auth/scope.ts';
import type { Database } from '../cache/database.ts';
import type { Values } from '../cache/keyValues.ts';
import { whilePaired } from '../cache/whilePaired.ts';
import type { Handlers } from '../rpc/serveRpc.ts';
import { notPaired, refused } from './refused.ts';
import type { Seen } from './seen.ts';

export type FindDeps = { db: Database; values: Values; pairings: Pairings; outbox: Outbox; seen: Seen };

type FindHandlers = Pick<Handlers, 'search.find' | 'recent.get' | 'watchlist.get'>;

/** The ways to a customer that lead over no page. */
export function createFindHandlers({ db, values, pairings, outbox, seen }: FindDeps): FindHandlers {
  return {
    async 'search.find'({ query }) {
      const current = await pairings.current();
      if (!current) return notPaired;
      const answer = await current.api.search(query);
      return answer.ok ? { ok: true, found: answer.value } : refused(answer.problem);
    },
    async 'recent.get'() {
      const current = await pairings.current();
      // What a revoked person has seen stays hidden, like what is cached.
      if (!current || current.pairing.revoked) return notPaired;
      return { ok: true, entries: await seen.recents(scopeOf(current.pairing)) };
    },
    async 'watchlist.get'() {
      const current = await pairings.current();
      if (!current) return notPaired;
      const scope = scopeOf(current.pairing);
      await outbox.flush();
      const answer = await current.api.watchlist();
      if (answer.ok) {
        const { value } = answer;
        await whilePaired(db, scope, [], () => values.write('watchlist', { scope, watchlist: value })).catch(
          () => false,
        );
        return { ok: true, watchlist: answer.value, cached: false };
      }
      const kept = await values.read('watchlist');
      if (kept?.scope === scope && answer.problem.code === 'offline')
        return { ok: true, watchlist: kept.watchlist, cached: true };
      return refused(answer.problem);
    },
  };
}
