import type { ContextDocument } from '../contract/context.ts';
import { type CachedContext, type ContextCache, cacheKey } from './contextCache.ts';
import type { AliasRow, Database, DocumentRow } from './database.ts';
import { memoryCache } from './memoryCache.ts';
import { whilePaired } from './whilePaired.ts';

const maxDocuments = 1_000;
const maxAliases = 5_000;

/**
 * Contexts on disk, least recently used first out. Records and documents are kept apart, so that every ticket of a customer shares one
 * document. A database that fails means no disk, never no panel: what cannot be written is kept in memory instead.
 */
export function diskCache(db: Database, now: () => number): ContextCache {
  const fallback = memoryCache();
  const guard = async <T>(work: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      console.warn('[alongside] cache unavailable', error);
      return otherwise();
    }
  };
  return {
    async read(scope, recordKey) {
      // What is in memory is newer: the disk refused it.
      const kept = await fallback.read(scope, recordKey);
      if (kept) return kept;
      return guard(
        async () => {
          const alias = await db.aliases.get(cacheKey(scope, recordKey));
          if (!alias) return null;
          const document =
            alias.accountId === null
              ? null
              : ((await db.documents.get(cacheKey(scope, alias.accountId)))?.document ?? null);
          // An evicted document leaves its alias useless: without bytes there is nothing an ETag could confirm.
          if (alias.accountId !== null && document === null) return null;
          return toCached(alias, document);
        },
        async () => null,
      );
    },
    async write(scope, recordKey, context) {
      const { document, resolution } = context.response;
      const { etag, confirmedAt } = context;
      const accountId = document?.accountId ?? null;
      const usedAt = now();
      await guard(
        async () => {
          await whilePaired(db, scope, [db.aliases, db.documents], async () => {
            const alias = { key: cacheKey(scope, recordKey), scope, accountId, resolution, etag, confirmedAt, usedAt };
            await db.aliases.put(alias);
            if (!document) return;
            const row = {
              key: cacheKey(scope, document.accountId),
              scope,
              accountId: document.accountId,
              document,
              usedAt,
            };
            await putNewer(db, row);
          });
          await fallback.forget(scope, recordKey);
          await evict(db);
        },
        () => fallback.write(scope, recordKey, context),
      );
    },
    async confirm(scope, recordKey, confirmedAt) {
      if (await fallback.confirm(scope, recordKey, confirmedAt)) return true;
      return guard(
        async () => {
          const usedAt = now();
          const alias = await db.aliases.get(cacheKey(scope, recordKey));
          if (!alias) return false;
          if ((await db.aliases.update(alias.key, { confirmedAt, usedAt })) === 0) return false;
          if (alias.accountId === null) return true;
          return (await db.documents.update(cacheKey(scope, alias.accountId), { usedAt })) > 0;
        },
        // The bytes are there, only their age is not renewed.
        async () => true,
      );
    },
    async forget(scope, recordKey, what = 'record') {
      await fallback.forget(scope, recordKey);
      await guard(
        async () => {
          const alias = await db.aliases.get(cacheKey(scope, recordKey));
          await db.aliases.delete(cacheKey(scope, recordKey));
          if (what === 'document' && alias?.accountId) await db.documents.delete(cacheKey(scope, alias.accountId));
        },
        async () => undefined,
      );
    },
    clear: () => fallback.clear(),
  };
}

function toCached(alias: AliasRow, document: ContextDocument | null): CachedContext {
  return { response: { resolution: alias.resolution, document }, etag: alias.etag, confirmedAt: alias.confirmedAt };
}

/** Another record of the account may have brought a newer document meanwhile; an older one never replaces it. */
async function putNewer(db: Database, row: DocumentRow): Promise<void> {
  const known = await db.documents.get(row.key);
  await db.documents.put(
    known && known.document.version > row.document.version ? { ...known, usedAt: row.usedAt } : row,
  );
}

async function evict(db: Database): Promise<void> {
  for (const [table, limit] of [
    [db.documents, maxDocuments],
    [db.aliases, maxAliases],
  ] as const) {
    const extra = (await table.count()) - limit;
    if (extra > 0) await table.bulkDelete(await table.orderBy('usedAt').limit(extra).primaryKeys());
  }
}
