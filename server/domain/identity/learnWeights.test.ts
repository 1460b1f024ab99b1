import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../sandbox/world/random.ts';
import type { FieldWeight } from '../linkage/weights.ts';
import { mostGained, patternOf, shiftOf, WeighedPairs } from './learnWeights.ts';
import { levels, noneLearnt } from './similarityModel.ts';

type Field = keyof typeof levels;
type Shares = Partial<Record<Field, Record<string, number>>>;
const fields = Object.keys(levels) as Field[];
const fixed = Object.fromEntries(fields.map((f) => [f, sharesOf(f, 'm')])) as Record<Field, Record<string, number>>;

/** Of a value in common u is how often it occurs: here as often as a rare value. */
function sharesOf(field: Field, what: 'm' | 'u'): Record<string, number> {
  return Object.fromEntries(
    Object.entries(levels[field]).map(([level, of]) => [level, (of as { m: number; u?: number })[what] ?? 1e-6]),
  );
}

const weightOf = (field: Field, level: string): FieldWeight => ({
  field,
  level,
  bits: Math.log2((fixed[field][level] as number) / (sharesOf(field, 'u')[level] as number)),
});

/** Pairs drawn from a model: so many of one customer, whose levels have the shares of `truth`, and so many of two, as u has it. */
function pairsOf(
  truth: Shares,
  { matches, others, priorBits }: { matches: number; others: number; priorBits: number },
) {
  const random = createRandom(7);
  const draw = (shares: Record<string, number>): string => {
    const total = Object.values(shares).reduce((sum, p) => sum + p, 0);
    let at = random.next() * total;
    for (const [level, p] of Object.entries(shares)) {
      at -= p;
      if (at < 0) return level;
    }
    return Object.keys(shares).at(-1) as string;
  };
  const pairs = new WeighedPairs();
  for (let i = 0; i < matches + others; i++) {
    const weights = fields.map((field) =>
      weightOf(field, draw(i < matches ? (truth[field] ?? fixed[field]) : sharesOf(field, 'u'))),
    );
    pairs.add(
      patternOf(weights),
      weights.reduce((sum, w) => sum + w.bits, priorBits),
    );
  }
  return pairs;
}

describe('weights learnt from a tenant', () => {
  const truth = {
    contacts: { 'several shared': 0.2, 'one shared': 0.2, none: 0.6 },
    country: { same: 0.8, different: 0.2 },
    name: { same: 0.5, near: 0.36, alike: 0.06, 'differs in a number': 0.01, different: 0.07 },
  } satisfies Shares;
  const size = { matches: 8_000, others: 8_000, priorBits: -14 };

  it('are what its pairs were drawn from, without anybody saying which are one', () => {
    const learnt = pairsOf(truth, size).learn(8_000);
    expect(learnt.matches).toBeGreaterThan(7_200);
    expect(learnt.matches).toBeLessThan(8_400);
    for (const field of Object.keys(truth) as (keyof typeof truth)[])
      for (const [level, share] of Object.entries(truth[field])) {
        const bits = Math.log2((fixed[field][level] as number) / share) + (learnt.bits[field]?.[level] ?? 0);
        expect(Math.abs(bits), `${field}: ${level}`).toBeLessThan(0.3);
      }
    expect(learnt.bits.systems ?? {}).toEqual({});
    expect(learnt.priorBits).toBe(0);
  });

  it('make a match less likely where fewer are left than was assumed, and more where more are', () => {
    expect(pairsOf({}, size).learn(32_000).priorBits).toBeLessThan(-1);
    expect(pairsOf({}, size).learn(4_000).priorBits).toBeGreaterThan(0.5);
  });

  it('are none where too few pairs are left to learn from', () => {
    expect(pairsOf(truth, { ...size, matches: 900, others: 2_000 }).learn(900)).toEqual(noneLearnt);
    expect(new WeighedPairs().learn(0)).toEqual(noneLearnt);
  });

  it('move in quarters of a bit, and no weight by more than two bits, whatever the pairs are like', () => {
    const share = fc.double({ min: 0.001, max: 1, noNaN: true });
    const shares = fc.record(
      Object.fromEntries(
        fields.map((f) => [f, fc.record(Object.fromEntries(Object.keys(levels[f]).map((l) => [l, share])))]),
      ),
    ) as fc.Arbitrary<Shares>;
    fc.assert(
      fc.property(shares, (drawn) => {
        const { bits, priorBits } = pairsOf(drawn, { matches: 1_500, others: 500, priorBits: -8 }).learn(1_500);
        for (const moved of [priorBits, ...Object.values(bits).flatMap((of) => Object.values(of))]) {
          expect(Math.abs(moved)).toBeLessThanOrEqual(2);
          expect(moved * 4).toBe(Math.round(moved * 4));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('do not hang on the order of the pairs', () => {
    const [one, other] = [new WeighedPairs(), new WeighedPairs()];
    const some = fields.flatMap((field) => Object.keys(levels[field]).map((level) => weightOf(field, level)));
    const pairs = Array.from({ length: 4_000 }, (_, i) => [
      some[i % 5] as FieldWeight,
      some[5 + (i % 3)] as FieldWeight,
    ]);
    for (const pair of pairs) one.add(patternOf(pair), 12);
    for (const pair of pairs.toReversed()) other.add(patternOf(pair), 12);
    expect(one.learn(4_000)).toEqual(other.learn(4_000));
    expect(one.learn(4_000).matches).toBeGreaterThan(3_900);
  });

  it('add up for a pair to the sum of its levels and the prior', () => {
    const learnt = {
      matches: 5_000,
      priorBits: -0.5,
      bits: { name: { same: 0.25, near: 1 }, country: { different: -2 } },
    };
    const of = (...pair: [Field, string][]) => shiftOf(patternOf(pair.map(([f, l]) => weightOf(f, l))), learnt);
    expect(of(['name', 'same'], ['country', 'different'], ['systems', 'none holds both'])).toBe(-2.25);
    expect(of(['name', 'near'], ['contacts', 'none'])).toBe(0.5);
    expect(of()).toBe(-0.5);
    expect(mostGained).toBeGreaterThan(1.25);
  });
});
