import type { ContextResponse } from '../contract/context.ts';

/** A cached answer: what was confirmed, when, and under which ETag. */
export type CachedContext = { response: ContextResponse; etag: string; confirmedAt: number };

export type ContextCache = {
  read(scope: string, recordKey: string): Promise<CachedContext | null>;
  write(scope: string, recordKey: string, context: CachedContext): Promise<void>;
  /** The server said that nothing changed. False when there is nothing (any more) that it could have confirmed. */
  confirm(scope: string, recordKey: string, confirmedAt: number): Promise<boolean>;
  /** Drops what a record led to; with `document`, also the customer, which other records share. */
  forget(scope: string, recordKey: string, what?: 'record' | 'document'): Promise<void>;
  /** Drops what is held in memory; the disk is emptied by `Database.purge`. */
  clear(): void;
};

/** The key of a record or an account under a scope. Scopes hold no line break, so no two pairs share a key. */
export function cacheKey(scope: string, part: string): string {
  return `${scope}\n${part}`;
}
