import type { Field, Records } from './fields.ts';

/** No value on one side or both: neither agreement nor disagreement. */
export const noLevel = -1;

/**
 * Compares records field by field. The levels of a pair are packed into one number, a digit for each field: 0 for a missing value,
 * level + 1 otherwise.
 */
export class Comparison {
  readonly fields: readonly Field[];
  /** The value of each field's digit, and how many levels it has. */
  readonly #factors: readonly number[];
  readonly #given: number;
  readonly #family: number;

  constructor(records: Pick<Records, 'fields'>) {
    this.fields = records.fields;
    let factor = 1;
    this.#factors = this.fields.map(({ kind }) => {
      const own = factor;
      factor *= kind.levels.length + 1;
      return own;
    });
    const only = (id: string) => {
      const found = this.fields.filter((f) => f.kind.id === id);
      return found.length === 1 ? this.fields.indexOf(found[0] as Field) : -1;
    };
    const isPerson = only('givenName') >= 0 && only('familyName') >= 0;
    this.#given = isPerson ? only('givenName') : -1;
    this.#family = isPerson ? only('familyName') : -1;
  }

  /** The packed levels of two records. */
  compare(a: number, b: number): number {
    let packed = 0;
    const swapped = this.#given >= 0 && this.#isSwapped(a, b);
    for (let f = 0; f < this.fields.length; f++) {
      // One swap is one observation, noted with the given name.
      if (swapped && f === this.#family) continue;
      const level = swapped && f === this.#given ? 1 : this.#level(f, a, b);
      packed += (level + 1) * (this.#factors[f] as number);
    }
    return packed;
  }

  /** The level of one field in a packed number, or `noLevel`. */
  levelOf(packed: number, field: number): number {
    const size = (this.fields[field] as Field).kind.levels.length + 1;
    return (Math.floor(packed / (this.#factors[field] as number)) % size) - 1;
  }

  #level(f: number, a: number, b: number): number {
    const field = this.fields[f] as Field;
    const left = field.ids[a] as number;
    const right = field.ids[b] as number;
    if (left < 0 || right < 0) return noLevel;
    if (left === right) return 0;
    return field.kind.compare(field.values[left] as string, field.values[right] as string);
  }

  /** Whether given and family name stand in each other's place; one of the four may be missing. */
  #isSwapped(a: number, b: number): boolean {
    const given = (this.fields[this.#given] as Field).ids;
    const family = (this.fields[this.#family] as Field).ids;
    const [givenA = -1, familyA = -1, givenB = -1, familyB = -1] = [given[a], family[a], given[b], family[b]];
    const first = givenA >= 0 && givenA === familyB;
    const second = familyA >= 0 && familyA === givenB;
    if (first && second) return givenA !== familyA;
    return (
      (first && (familyA < 0 || givenB < 0) && givenA !== givenB) ||
      (second && (givenA < 0 || familyB < 0) && familyA !== familyB)
    );
  }
}
