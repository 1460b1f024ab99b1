import { describe, expect, it } from 'vitest';
import { worldCompanies } from '../../../tests/support/worldCompanies.ts';
import { buildWorld } from '../../sandbox/world/buildWorld.ts';
import { Clusters } from './clusters.ts';
import { compareAll } from './compareAll.ts';
import { addStats, Frequencies, noTotals } from './frequencies.ts';
import { patternOf, shiftOf } from './learnWeights.ts';
import type { Profile } from './profiles.ts';
import { countAll, joinByKeys, resolveIdentity } from './resolveIdentity.ts';
import { visitSimilar } from './similarBlocks.ts';
import { candidateBits, Similarity } from './similarity.ts';
import { noneLearnt } from './similarityModel.ts';

const nowMs = Date.UTC(2026, 10, 22);
const { companies } = worldCompanies(buildWorld({ seed: 5, accounts: 1_300, nowMs, noise: true, companiesOnly: true }));
const keyed = joinByKeys(companies, []);
const { frequencies, totals } = countAll(keyed);
const fixed = new Frequencies({ ...totals, learnt: noneLearnt }, (key) => frequencies.count(key));

describe('all customers of a tenant, compared', () => {
  it('teach weights, with which every pair weighs what it is then said to weigh', () => {
    expect(frequencies.learnt.matches).toBeGreaterThan(1_000);
    expect(frequencies.learnt.bits.country?.different).toBeLessThan(0);
    const [before, after] = [fixed, frequencies].map((f) => new Similarity(new Clusters([]), [], f));
    let pairs = 0;
    visitSimilar(keyed.keys, frequencies, (a, b) => {
      const [one, two] = [keyed.profiles[a] as Profile, keyed.profiles[b] as Profile];
      const [was, is] = [before?.evidence(one, two), after?.evidence(one, two)];
      if (!was || !is) return;
      pairs++;
      expect(is.weights.map((w) => w.level)).toEqual(was.weights.map((w) => w.level));
      expect(is.bits).toBeCloseTo(was.bits + shiftOf(patternOf(was.weights), frequencies.learnt), 9);
    });
    expect(pairs).toBeGreaterThan(1_000);
  });

  it('are alike where the weights that were learnt say so; nearly so at most a sixteenth of a bit below', () => {
    const similarity = new Similarity(new Clusters([]), [], frequencies);
    const text = (a: number, b: number) => `${a} ${b}`;
    const said = new Set([...compareAll(keyed.profiles, keyed.keys, fixed).alike].map(([a, b]) => text(a, b)));
    let alike = 0;
    visitSimilar(keyed.keys, frequencies, (a, b) => {
      const evidence = similarity.evidence(keyed.profiles[a] as Profile, keyed.profiles[b] as Profile);
      const bits = evidence?.bits ?? Number.NEGATIVE_INFINITY;
      if (bits >= candidateBits) alike++;
      if (bits >= candidateBits) expect(said.has(text(a, b))).toBe(true);
      if (bits < candidateBits - 1 / 16) expect(said.has(text(a, b))).toBe(false);
    });
    expect(alike).toBeGreaterThan(1_000);
  });

  it('weigh with what was learnt when everything is decided about, and links say so', () => {
    const identity = resolveIdentity(companies);
    expect(identity.frequencies.learnt).toEqual(frequencies.learnt);
    const names = identity.graph.edges.flatMap((e) => e.weighing ?? []).filter((w) => w.weights.length > 0);
    expect(names.length).toBeGreaterThan(500);
    for (const { bits, priorBits, weights } of names)
      expect(bits).toBeCloseTo(
        weights.reduce((sum, w) => sum + w.bits, priorBits),
        9,
      );
  });

  it('keep what was learnt when customers come and go', () => {
    const stats = [{ hasDomain: true, countries: ['DE'], namesakes: 1 }];
    expect(addStats(addStats(totals, stats, 1), stats, -1)).toEqual(totals);
    expect(addStats(noTotals, stats, 1).learnt).toEqual(noneLearnt);
  });
});
