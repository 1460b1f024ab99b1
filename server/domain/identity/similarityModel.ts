import type { FieldWeight } from '../linkage/weights.ts';

/** The rules and the numbers below. Stored with each link; raised whenever one of them changes. */
export const modelVersion = 5;

/**
 * Similarity joins two customers from this probability on, and shows them as candidates from the other on. The first was chosen on a world
 * that nothing is measured on (docs/identity.md).
 */
export const linkProbability = 0.97;
export const candidateProbability = 0.05;

/** What similarity says of two customers: evidence in bits (0 is even odds), field by field, and what stands in the way whatever it says. */
export type Weighing = { priorBits: number; weights: FieldWeight[]; bits: number; probability: number; vetoes: Veto[] };

/**
 * - `decision`: a steward keeps them apart. - `parent`: one system calls one the other's parent. - `names`: one system holds both, under
 * different names, or under one domain with other numbers ("Store 12", "Store 14"). - `domains`: both have domains, none in common. - `taxIds`: both have tax ids, none in common. - `country`: different countries, and one system says so or others have the name too.
 * - `oneKind`: only one kind of evidence speaks for it, and a name alone never joins.
 */
export type Veto = 'decision' | 'parent' | 'names' | 'domains' | 'taxIds' | 'country' | 'oneKind';

/** How many records of other systems a customer has to be found for, on average; it makes the prior. */
export const expectedMatches = 1;

/**
 * How likely each level is among records of one customer (m) and of two (u). Of the same value, u is not here: it is how often the value
 * occurs in the tenant (term frequency, Winkler 1989), with `sameByChance` as the weight of what was not seen. m are round numbers after
 * what four systems with hand-typed names usually look like, set before anything was measured; they are where learning starts
 * (`learnWeights.ts`), and stay where a tenant has too few pairs that keys do not settle.
 */
export const sameByChance = { name: 1e-6, domain: 1e-6, contacts: 1e-6, country: 0.05 } as const;
export const levels = {
  name: {
    same: { m: 0.75 },
    near: { m: 0.12, u: 1e-5 },
    alike: { m: 0.06, u: 5e-5 },
    'differs in a number': { m: 0.005, u: 1e-3 },
    different: { m: 0.065, u: 1 },
  },
  domain: {
    same: { m: 0.6 },
    /** One has it, people of the other have addresses there. */
    'of contacts': { m: 0.3, u: 1e-5 },
    different: { m: 0.1, u: 1 },
  },
  contacts: {
    'several shared': { m: 0.4, u: 1e-8 },
    'one shared': { m: 0.3 },
    none: { m: 0.3, u: 1 },
  },
  country: { same: { m: 0.93 }, different: { m: 0.07, u: 0.85 } },
  /** Whether a system holds both: it would be a duplicate there. Soft, since systems do hold duplicates. */
  systems: { 'none holds both': { m: 0.95, u: 0.3 }, 'one holds both': { m: 0.05, u: 0.7 } },
} as const;

/**
 * What the pairs of a tenant have taught: how many pairs of one customer are expected among those that were compared, by how many bits
 * that makes a match likelier before anything is compared, and by how many bits levels weigh more than with the m above.
 */
export type LearntWeights = {
  matches: number;
  priorBits: number;
  bits: Partial<Record<keyof typeof levels, Record<string, number>>>;
};
export const noneLearnt: LearntWeights = { matches: 0, priorBits: 0, bits: {} };

export const bitsOf = (probability: number): number => Math.log2(probability / (1 - probability));
export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits);
