import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterLinks, type Edge } from './clusterLinks.ts';

const edge = (a: number, b: number, bits: number): Edge => ({ a, b, bits });
/** The evidence is what the edges say; of other pairs `otherwise`. */
const options = (count: number, edges: readonly Edge[], otherwise: number, split = count) => ({
  count,
  split,
  linkBits: 4,
  evidence: (a: number, b: number) =>
    edges.find((e) => (e.a === a && e.b === b) || (e.a === b && e.b === a))?.bits ?? otherwise,
});

describe('clusters', () => {
  it('follow links, also to records that say nothing of each other', () => {
    const edges = [edge(0, 1, 10), edge(1, 2, 9)];
    expect(clusterLinks(edges, options(4, edges, 0)).clusters).toEqual([[0, 1, 2]]);
  });

  it('are not joined by one bridge between groups that contradict each other', () => {
    const edges = [edge(0, 1, 12), edge(2, 3, 12), edge(1, 2, 5)];
    const { clusters, vetoed } = clusterLinks(edges, options(4, edges, -10));
    expect(clusters).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(vetoed).toEqual([{ a: 1, b: 2, bits: 5, veto: 'bridge' }]);
  });

  it('do not grow without end', () => {
    const edges = Array.from({ length: 150 }, (_, i) => edge(i, i + 1, 8));
    const { clusters, vetoed } = clusterLinks(edges, options(151, edges, 8));
    expect(Math.max(...clusters.map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(vetoed[0]?.veto).toBe('tooLarge');
  });

  it('of two tables hold two records of one table only if these match', () => {
    const edges = [edge(0, 1, 9), edge(0, 2, 8)];
    const apart = clusterLinks(edges, options(3, edges, 0, 1));
    expect(apart.clusters).toEqual([[0, 1]]);
    expect(apart.vetoed).toMatchObject([{ a: 0, b: 2, veto: 'taken' }]);
    expect(clusterLinks(edges, options(3, edges, 6, 1)).clusters).toEqual([[0, 1, 2]]);
  });

  it('do not depend on the order of the edges, and hold each record once', () => {
    const someEdges = fc
      .array(fc.tuple(fc.nat(9), fc.nat(9), fc.integer({ min: 4, max: 12 })), { maxLength: 15 })
      .map((list) => list.filter(([a, b]) => a < b).map(([a, b, bits]) => edge(a, b, bits)));
    fc.assert(
      fc.property(someEdges, fc.integer({ min: -12, max: 6 }), (list, otherwise) => {
        const edges = [...new Map(list.map((e) => [`${e.a} ${e.b}`, e])).values()];
        const { clusters, vetoed } = clusterLinks(edges, options(10, edges, otherwise));
        expect(clusterLinks(edges.toReversed(), options(10, edges, otherwise)).clusters).toEqual(clusters);
        const members = clusters.flat();
        expect(new Set(members).size).toBe(members.length);
        const together = (e: Edge) => clusters.some((c) => c.includes(e.a) && c.includes(e.b));
        for (const e of edges) expect(together(e)).toBe(!vetoed.some((v) => v.a === e.a && v.b === e.b));
      }),
    );
  });
});
