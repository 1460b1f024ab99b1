import { type CachedContext, type ContextCache, cacheKey } from './contextCache.ts';

const maxContexts = 200;

/**
 * Contexts in memory only, for incognito tabs (nothing of them may reach the disk) and for a disk that refuses. Lost with the worker,
 * and that is right. Least recently written first out.
 */
export function memoryCache(): ContextCache {
  const contexts = new Map<string, CachedContext>();
  const keep = (at: string, context: CachedContext) => {
    contexts.delete(at);
    contexts.set(at, context);
    for (const oldest of contexts.keys()) {
      if (contexts.size <= maxContexts) return;
      contexts.delete(oldest);
    }
  };
  return {
    read: async (scope, recordKey) => contexts.get(cacheKey(scope, recordKey)) ?? null,
    write: async (scope, recordKey, context) => keep(cacheKey(scope, recordKey), context),
    async confirm(scope, recordKey, confirmedAt) {
      const context = contexts.get(cacheKey(scope, recordKey));
      if (context) keep(cacheKey(scope, recordKey), { ...context, confirmedAt });
      return context !== undefined;
    },
    async forget(scope, recordKey, what = 'record') {
      const account = contexts.get(cacheKey(scope, recordKey))?.response.document?.accountId;
      contexts.delete(cacheKey(scope, recordKey));
      if (what === 'record' || account === undefined) return;
      for (const [at, { response }] of contexts)
        if (at.startsWith(cacheKey(scope, '')) && response.document?.accountId === account) contexts.delete(at);
    },
    clear: () => contexts.clear(),
  };
}
