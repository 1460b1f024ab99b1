import type { ContextDocument, ContextResponse } from '../contract/context.ts';
import type { AliasRow, Database, DocumentRow } from './database.ts';

/** A cached answer: what was confirmed, when, and under which ETag. */
export type CachedContext = { response: ContextResponse; etag: string; confirmedAt: number };

export type ContextCache = {
  read(scope: string, recordKey: string): Promise<CachedContext | null>;
  write(scope: string, recordKey: string, context: CachedContext): Promise<void>;
  /** The server said that nothing changed. */
  confirm(scope: string, recordKey: string, confirmedAt: number): Promise<void>;
  forget(scope: string, recordKey: string): Promise<void>;
};

const maxDocuments = 1_000;
const maxAliases = 5_000;

/**
 * Contexts on disk, least recently used first out. Records and documents are kept apart, so that every ticket of a customer shares one
 * document. A database that fails means no cache, never no panel: reads answer null, writes are dropped.
 */
export function diskCache(db: Database, now: () => number): ContextCache {
  const guard = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      console.warn('[alongside] cache unavailable', error);
      return otherwise;
    }
  };
  return {
    read: (scope, recordKey) =>
      guard(async () => {
        const alias = await db.aliases.get(key(scope, recordKey));
        if (!alias) return null;
        const document =
          alias.accountId === null ? null : ((await db.documents.get(key(scope, alias.accountId)))?.document ?? null);
        // An evicted document leaves its alias useless: without bytes there is nothing an ETag could confirm.
        if (alias.accountId !== null && document === null) return null;
        return toCached(alias, document);
      }, null),
    write: (scope, recordKey, { response, etag, confirmedAt }) =>
      guard(async () => {
        const { document, resolution } = response;
        const accountId = document?.accountId ?? null;
        const usedAt = now();
        await db.transaction('rw', db.aliases, db.documents, async () => {
          await db.aliases.put({ key: key(scope, recordKey), scope, accountId, resolution, etag, confirmedAt, usedAt });
          if (document)
            await putNewer(db, {
              key: key(scope, document.accountId),
              scope,
              accountId: document.accountId,
              document,
              usedAt,
            });
        });
        await evict(db);
      }, undefined),
    confirm: (scope, recordKey, confirmedAt) =>
      guard(async () => {
        const usedAt = now();
        await db.aliases.update(key(scope, recordKey), { confirmedAt, usedAt });
        const alias = await db.aliases.get(key(scope, recordKey));
        if (alias?.accountId) await db.documents.update(key(scope, alias.accountId), { usedAt });
      }, undefined),
    forget: (scope, recordKey) => guard(() => db.aliases.delete(key(scope, recordKey)), undefined),
  };
}

/** Contexts in memory only, for incognito tabs: nothing of them may reach the disk. Lost with the worker, and that is right. */
export function memoryCache(): ContextCache {
  const contexts = new Map<string, CachedContext>();
  return {
    read: async (scope, recordKey) => contexts.get(key(scope, recordKey)) ?? null,
    write: async (scope, recordKey, context) => {
      contexts.set(key(scope, recordKey), context);
    },
    confirm: async (scope, recordKey, confirmedAt) => {
      const context = contexts.get(key(scope, recordKey));
      if (context) contexts.set(key(scope, recordKey), { ...context, confirmedAt });
    },
    forget: async (scope, recordKey) => {
      contexts.delete(key(scope, recordKey));
    },
  };
}

function key(scope: string, part: string): string {
  return `${scope}\n${part}`;
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
