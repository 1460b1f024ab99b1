import fc from 'fast-check';
import { expect, it } from 'vitest';
import { vendorConfig, vendorDeps } from '../../../tests/support/vendorServer.ts';
import { hubspot } from './hubspot.ts';

type Filter = { propertyName: string; operator: string; value: string };
type Search = { filterGroups: { filters: Filter[] }[]; sorts: { propertyName: string }[]; limit: number };
const beginMs = Date.parse('2026-11-01T00:00:00Z');

/** HubSpot's search over objects by id and time of change; like the real one it gives 200 rows at most and orders equals as it likes. */
function portal(modified: Map<number, number>, onSearch: () => void) {
  const value = (id: number, name: string) => (name === 'hs_object_id' ? id : (modified.get(id) ?? 0));
  const fetch = (async (url: URL, init: RequestInit) => {
    if (!String(url).endsWith('/search')) return Response.json({ results: [] });
    const { filterGroups, sorts, limit } = JSON.parse(String(init.body)) as Search;
    const by = sorts[0]?.propertyName ?? '';
    const found = [...modified.keys()]
      .filter((id) =>
        filterGroups[0]?.filters.every(({ propertyName, operator, value: asked }) => {
          const have = value(id, propertyName);
          if (operator === 'GTE') return have >= Number(asked);
          return operator === 'GT' ? have > Number(asked) : have === Number(asked);
        }),
      )
      .sort((a, b) => value(a, by) - value(b, by) || ((a * 7919) % 10_007) - ((b * 7919) % 10_007))
      .slice(0, Math.min(200, limit));
    const results = found.map((id) => ({
      id: String(id),
      properties: { hs_lastmodifieddate: new Date(modified.get(id) ?? 0).toISOString() },
    }));
    onSearch();
    return Response.json({ total: modified.size, results });
  }) as unknown as typeof globalThis.fetch;
  return vendorDeps({ fetch });
}

it('a pass over changes misses nothing, however many objects share an instant and whatever changes meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.integer({ min: 0, max: 9 }), size: fc.constantFrom(1, 3, 199, 200, 201, 450) }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }),
      async (groups, moving) => {
        const modified = new Map<number, number>();
        for (const { at, size } of groups)
          for (let i = 0; i < size; i++) modified.set(modified.size + 1, beginMs + at * 1000);
        const all = [...modified.keys()];
        let searches = 0;
        const deps = portal(modified, () => {
          // Somebody changes an object after each answer: it goes to the end of the order.
          const id = moving[searches++];
          if (id !== undefined && modified.has(id)) modified.set(id, beginMs + 60_000 + searches);
        });
        const seen = new Map<string, number>();
        let next = JSON.stringify({ fromMs: null, id: null, topMs: beginMs });
        // What changes after it was read is for the next pass, so there is one more when nothing moves any longer.
        for (let isQuiet = false; !isQuiet; ) {
          isQuiet = searches >= moving.length;
          const config = vendorConfig('hubspot', 'https://x.example');
          for await (const page of hubspot.pull(config, 'tickets', next, deps)) {
            for (const record of page.records) seen.set(record.id, record.modifiedAt);
            next = page.next ?? next;
          }
        }
        expect(seen.size).toBe(all.length);
        for (const id of all) expect(seen.get(String(id))).toBe(modified.get(id));
        expect(JSON.parse(next)).toMatchObject({ topMs: Math.max(...modified.values()) });
        expect(searches).toBeLessThan(all.length / 20 + 60);
      },
    ),
    { seed: 9, numRuns: 15 },
  );
});
