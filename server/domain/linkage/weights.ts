import { type Comparison, noLevel } from './comparison.ts';
import type { FieldModel, Model } from './estimateModel.ts';
import type { Field, Records } from './fields.ts';

/** What one field says of a pair, in bits: log2 of how much likelier this level is among matches. */
export type FieldWeight = { field: string; level: string; bits: number };

/** Turns levels into evidence. */
export class Weights {
  /** The evidence before anything is compared: log2 of the prior odds. */
  readonly priorBits: number;
  readonly #bits: readonly (readonly number[])[];
  readonly #records: Records;
  readonly #comparison: Comparison;
  readonly #model: Model;

  constructor(records: Records, comparison: Comparison, model: Model) {
    this.#records = records;
    this.#comparison = comparison;
    this.#model = model;
    this.priorBits = Math.log2(model.prior / (1 - model.prior));
    this.#bits = model.fields.map(({ m, u }) => m.map((p, l) => Math.log2(p / (u[l] as number))));
  }

  /** The evidence for a pair in bits, prior included; 0 is even odds. `a` is one of the two, `packed` their levels. */
  total(a: number, packed: number): number {
    let bits = this.priorBits;
    for (let f = 0; f < this.#bits.length; f++) {
      const level = this.#comparison.levelOf(packed, f);
      if (level !== noLevel) bits += this.#bitsOf(f, level, a);
    }
    return bits;
  }

  /** The same without the prior, field by field. Fields that lack a value on a side are left out. */
  explain(a: number, packed: number): FieldWeight[] {
    return this.#model.fields.flatMap(({ name, levels }, f) => {
      const level = this.#comparison.levelOf(packed, f);
      if (level === noLevel) return [];
      return [{ field: name, level: levels[level] as string, bits: this.#bitsOf(f, level, a) }];
    });
  }

  #bitsOf(f: number, level: number, a: number): number {
    return level === 0 ? this.#same(f, a) : ((this.#bits[f] as readonly number[])[level] as number);
  }

  /**
   * Agreement on a rare value says more than on a common one (term frequency: Winkler 1989, Splink). How likely a record of somebody
   * else has this value is counted without the two records in question, whose agreement is what is judged; the average of the field
   * stands in with the weight of one observation.
   */
  #same(f: number, record: number): number {
    const field = this.#records.fields[f] as Field;
    const { m, u } = this.#model.fields[f] as FieldModel;
    const others = Math.max(0, (field.counts[field.ids[record] as number] as number) - 2);
    const chance = (others + 1) / (Math.max(0, field.present - 2) + 1 / (u[0] as number));
    return Math.log2((m[0] as number) / chance);
  }
}
