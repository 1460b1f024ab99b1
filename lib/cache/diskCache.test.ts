import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { documentOf, people } from '../../tests/support/extensionBackend.ts';
import { scopeOf } from '../auth/scope.ts';
import type { CachedContext } from './contextCache.ts';
import { Database } from './database.ts';
import { diskCache } from './diskCache.ts';
import { memoryCache } from './memoryCache.ts';

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

const pairing = { backend: 'https://backend.example', token: 't', session: people.ada };
const scope = scopeOf(pairing);

function context(accountId: string | null, version = 1, etag = `"${accountId}-${version}"`): CachedContext {
  const resolution = { confidence: 'verified' as const, chain: [], evidence: [], candidates: [], others: [] };
  const document = accountId === null ? null : documentOf(accountId, { name: accountId, version });
  return { response: { resolution, document }, etag, confirmedAt: 1_000 };
}

async function cacheOnDisk() {
  const db = new Database('test', { indexedDB: new IDBFactory(), IDBKeyRange });
  await db.values.put({ key: 'pairing', value: pairing });
  let now = 0;
  return { db, cache: diskCache(db, () => ++now) };
}

describe('contexts on disk', () => {
  it('share one document per account, and an older one never replaces a newer', async () => {
    const { db, cache } = await cacheOnDisk();
    await cache.write(scope, 'r1', context('a1', 2));
    await cache.write(scope, 'r2', context('a1', 1));
    expect(await db.documents.count()).toBe(1);
    const read = await cache.read(scope, 'r2');
    // The older ETag makes the server answer in full, which is right.
    expect([read?.response.document?.version, read?.etag]).toEqual([2, '"a1-1"']);
    await cache.write(scope, 'r2', context('a1', 3));
    expect((await cache.read(scope, 'r1'))?.response.document?.version).toBe(3);
  });

  it('keep an answer without a document, and read nothing under another scope', async () => {
    const { cache } = await cacheOnDisk();
    await cache.write(scope, 'r1', context(null));
    expect(await cache.read(scope, 'r1')).toEqual(context(null));
    expect(await cache.read('someone else', 'r1')).toBeNull();
    expect(await cache.confirm('someone else', 'r1', 2)).toBe(false);
    await cache.write('someone else', 'r1', context('a1'));
    expect(await cache.read('someone else', 'r1')).toBeNull();
  });

  it('confirm renews the age of what is there, and says when there is nothing', async () => {
    const { db, cache } = await cacheOnDisk();
    await cache.write(scope, 'r1', context('a1'));
    expect(await cache.confirm(scope, 'r1', 5_000)).toBe(true);
    expect((await cache.read(scope, 'r1'))?.confirmedAt).toBe(5_000);
    await db.documents.clear();
    expect(await cache.confirm(scope, 'r1', 6_000)).toBe(false);
    expect(await cache.read(scope, 'r1')).toBeNull();
    expect(await cache.confirm(scope, 'r2', 6_000)).toBe(false);
  });

  it('the least recently used go first when there are too many', async () => {
    const { db, cache } = await cacheOnDisk();
    const document = documentOf('x', { name: 'x', version: 1 });
    await cache.write(scope, 'old', context('old'));
    await cache.write(scope, 'kept', context('kept'));
    await db.documents.bulkPut(
      Array.from({ length: 998 }, (_, i) => ({ key: `k${i}`, scope, accountId: `k${i}`, document, usedAt: 10 + i })),
    );
    await cache.confirm(scope, 'kept', 2_000);
    await db.documents.update(`${scope}\nkept`, { usedAt: 5_000 });
    await cache.write(scope, 'new', context('new'));
    expect(await db.documents.count()).toBe(1_000);
    expect(await cache.read(scope, 'old')).toBeNull();
    expect(await cache.read(scope, 'kept')).not.toBeNull();
  });

  it('a disk that fails costs the age and the restart, never the panel', async () => {
    const { db, cache } = await cacheOnDisk();
    db.close({ disableAutoOpen: true });
    expect(await cache.read(scope, 'r1')).toBeNull();
    await cache.write(scope, 'r1', context('a1'));
    expect(await cache.read(scope, 'r1')).toEqual(context('a1'));
    expect(await cache.confirm(scope, 'r1', 9_000)).toBe(true);
    expect((await cache.read(scope, 'r1'))?.confirmedAt).toBe(9_000);
    await cache.forget(scope, 'r1');
    expect(await cache.read(scope, 'r1')).toBeNull();
    await cache.write(scope, 'r1', context('a1'));
    cache.clear();
    expect(await cache.read(scope, 'r1')).toBeNull();
  });
});

describe('contexts in memory', () => {
  it('are bounded, forget a customer with all its records, and keep scopes apart', async () => {
    const cache = memoryCache();
    for (let i = 0; i < 201; i++) await cache.write(scope, `r${i}`, context('a1'));
    expect(await cache.read(scope, 'r0')).toBeNull();
    expect(await cache.read(scope, 'r200')).not.toBeNull();
    await cache.write('other', 'r200', context('a1'));
    await cache.forget(scope, 'r200', 'document');
    expect([await cache.read(scope, 'r1'), await cache.read(scope, 'r200')]).toEqual([null, null]);
    expect(await cache.read('other', 'r200')).not.toBeNull();
  });
});
