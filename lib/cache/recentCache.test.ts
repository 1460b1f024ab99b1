import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CachedContext, ContextCache } from './contextCache.ts';
import { memoryCache } from './memoryCache.ts';
import { recentCache } from './recentCache.ts';

const context = (accountId: string, version: number): CachedContext =>
  ({
    response: { resolution: {}, document: { accountId, version } },
    etag: `"${version}"`,
    confirmedAt: version,
  }) as never;

/** A cache that counts its reads, and lets a read be held until something else has happened. */
function counted(below: ContextCache) {
  let reads = 0;
  let gate: Promise<void> = Promise.resolve();
  const cache: ContextCache = {
    ...below,
    async read(scope, key) {
      reads++;
      const found = await below.read(scope, key);
      await gate;
      return found;
    },
  };
  return {
    cache,
    reads: () => reads,
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

describe('copies of what was read last', () => {
  it('spare the cache below a second read, until something changes', async () => {
    const below = counted(memoryCache());
    const cache = recentCache(below.cache);
    await cache.write('s', 'r', context('a', 1));
    await cache.read('s', 'r');
    await cache.read('s', 'r');
    expect(below.reads()).toBe(1);
    await cache.confirm('s', 'r', 9);
    expect((await cache.read('s', 'r'))?.confirmedAt).toBe(9);
    expect(below.reads()).toBe(1);
    // Another record of the same customer brings a newer document.
    await cache.write('s', 'other', context('a', 2));
    await cache.read('s', 'r');
    expect(below.reads()).toBe(2);
  });

  it('do not keep what was read before a change and arrived after it', async () => {
    const below = counted(memoryCache());
    const cache = recentCache(below.cache);
    await cache.write('s', 'r', context('a', 1));
    const release = below.hold();
    const late = cache.read('s', 'r');
    await cache.write('s', 'r', context('a', 2));
    release();
    await late;
    expect((await cache.read('s', 'r'))?.etag).toBe('"2"');
  });

  it('always answer as the cache below would', async () => {
    const key = fc.constantFrom('r1', 'r2', 'r3');
    const step = fc.oneof(
      fc.record({ do: fc.constant('write' as const), key, account: fc.constantFrom('a', 'b') }),
      fc.record({ do: fc.constantFrom('read', 'confirm', 'forget', 'forgetDocument', 'clear'), key }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const below = memoryCache();
        const cache = recentCache(below);
        for (const [i, s] of steps.entries()) {
          if (s.do === 'write') await cache.write('s', s.key, context('account' in s ? s.account : 'a', i));
          if (s.do === 'confirm') await cache.confirm('s', s.key, i);
          if (s.do === 'forget') await cache.forget('s', s.key);
          if (s.do === 'forgetDocument') await cache.forget('s', s.key, 'document');
          if (s.do === 'clear') cache.clear();
          for (const k of ['r1', 'r2', 'r3']) expect(await cache.read('s', k)).toEqual(await below.read('s', k));
        }
      }),
    );
  });
});
