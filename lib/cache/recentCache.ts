import { type CachedContext, type ContextCache, cacheKey } from './contextCache.ts';

const maxRecent = 100;

/**
 * Keeps copies of what was read last from a slower cache, so that going back to a customer needs no disk. A copy is never newer or
 * older than what the cache below would answer: every change drops what it may have touched.
 */
export function recentCache(below: ContextCache): ContextCache {
  const copies = new Map<string, CachedContext>();
  /** Counts changes: what was read before one must not be kept after it. */
  let changes = 0;
  const keep = (at: string, context: CachedContext) => {
    copies.delete(at);
    copies.set(at, context);
    if (copies.size > maxRecent) copies.delete(copies.keys().next().value as string);
  };
  /** Several records share one customer, so a change of one concerns all of them. */
  const drop = (at: string, accountId: string | undefined) => {
    changes++;
    const account = accountId ?? copies.get(at)?.response.document?.accountId;
    copies.delete(at);
    for (const [other, { response }] of copies)
      if (account !== undefined && response.document?.accountId === account) copies.delete(other);
  };
  return {
    async read(scope, recordKey) {
      const at = cacheKey(scope, recordKey);
      const copy = copies.get(at);
      if (copy) keep(at, copy);
      if (copy) return copy;
      const before = changes;
      const found = await below.read(scope, recordKey);
      if (found && before === changes) keep(at, found);
      return found;
    },
    async write(scope, recordKey, context) {
      const at = cacheKey(scope, recordKey);
      const accountId = context.response.document?.accountId;
      drop(at, accountId);
      await below.write(scope, recordKey, context);
      drop(at, accountId);
    },
    async confirm(scope, recordKey, confirmedAt) {
      const at = cacheKey(scope, recordKey);
      changes++;
      const confirmed = await below.confirm(scope, recordKey, confirmedAt);
      changes++;
      const copy = copies.get(at);
      if (!confirmed) copies.delete(at);
      else if (copy) keep(at, { ...copy, confirmedAt });
      return confirmed;
    },
    async forget(scope, recordKey, what) {
      const at = cacheKey(scope, recordKey);
      drop(at, undefined);
      await below.forget(scope, recordKey, what);
      drop(at, undefined);
    },
    clear() {
      changes++;
      copies.clear();
      below.clear();
    },
  };
}
