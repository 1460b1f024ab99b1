import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PulledPage } from '../domain/ports.ts';
import { gatherPages } from './gatherPages.ts';

const pageOf = (cursor: string | null, ids: readonly number[], unreadable?: number): PulledPage => ({
  stream: 'things',
  cursor,
  records: ids.map((id) => ({ source: 'stripe', kind: 'thing', id: `${id}`, modifiedAt: 1, deleted: false, body: {} })),
  ...(unreadable === undefined ? {} : { unreadable }),
});

/** A source that gives these pages and then fails, or not. */
async function* source(pages: readonly PulledPage[], failure: Error | null = null) {
  yield* pages;
  if (failure) throw failure;
}

async function gather(pages: AsyncIterable<PulledPage>) {
  const got: PulledPage[] = [];
  try {
    for await (const page of gatherPages(pages, 500)) got.push(page);
    return { got, error: null };
  } catch (error) {
    return { got, error };
  }
}

describe('gatherPages', () => {
  it('hands on every row once, in order, with the cursor after the last one, also before an error', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), async (lengths, fails) => {
        let next = 0;
        const pages = lengths.map((length, i) =>
          pageOf(
            `${i}`,
            Array.from({ length }, () => next++),
            1,
          ),
        );
        const failure = fails ? new Error('gone') : null;
        const { got, error } = await gather(source(pages, failure));
        expect(error).toBe(failure);
        expect(got.flatMap((p) => p.records.map((r) => r.id))).toEqual(Array.from({ length: next }, (_, i) => `${i}`));
        expect(got.reduce((sum, p) => sum + (p.unreadable ?? 0), 0)).toBe(lengths.length);
        for (const page of got) {
          // Only a page that is larger from the start is more.
          if (!lengths.includes(page.records.length)) expect(page.records.length).toBeLessThanOrEqual(500);
          const last = page.records.at(-1);
          const place = Number(page.cursor);
          if (last) expect(lengths.slice(0, place + 1).reduce((sum, n) => sum + n, 0)).toBe(Number(last.id) + 1);
        }
      }),
    );
  });

  it('keeps what the last page says of the next pass', async () => {
    const { got } = await gather(source([pageOf('a', [1]), { ...pageOf(null, [2]), next: 'later' }]));
    expect(got).toEqual([{ ...pageOf(null, [1, 2], 0), next: 'later' }]);
  });

  it('asks for the next page while one is saved', async () => {
    let asked = 0;
    async function* counted() {
      for (const ids of [1, 2, 3]) {
        asked++;
        yield pageOf(
          'x',
          Array.from({ length: 400 }, (_, i) => i + ids * 1000),
        );
      }
    }
    const seen: number[] = [];
    for await (const page of gatherPages(counted(), 500)) seen.push(asked + page.records.length);
    // The source is asked in the turn after, before the page has been saved.
    expect(seen).toEqual([402, 403, 403]);
  });

  it('puts small pages together', async () => {
    const small = Array.from({ length: 11 }, (_, i) => pageOf(`${i}`, Array(100).fill(i)));
    const { got } = await gather(source(small));
    expect(got.map((p) => [p.cursor, p.records.length])).toEqual([
      ['4', 500],
      ['9', 500],
      ['10', 100],
    ]);
  });
});
