import { keyOf } from '../linkage/blockKeys.ts';
import { type PackedTexts, TextList } from '../linkage/packedTexts.ts';
import type { Source, SourceKey } from '../model.ts';
import { keyText } from './companyKey.ts';

/** Gives each source record a number, from 0 on, in some fifty bytes a record: of all records of a tenant, keys as objects would be a burden. */
export class RecordNumbers {
  readonly #texts = new TextList();
  /** By the hash of the text, or the next free place: the number, or -1 (open addressing). Never more than half full. */
  #places = new Int32Array(1024).fill(-1);

  get length(): number {
    return this.#texts.length;
  }

  /** The number of a record, a new one if it has none yet. */
  add(key: SourceKey): number {
    const text = keyText(key);
    const place = this.#placeOf(text);
    const number = this.#places[place] as number;
    if (number >= 0) return number;
    this.#places[place] = this.length;
    this.#texts.push(text);
    if (this.length * 2 > this.#places.length) this.#grow();
    return this.length - 1;
  }

  /** Whether a record, by the text of its key, has a number. */
  has(text: string): boolean {
    return (this.#places[this.#placeOf(text)] as number) >= 0;
  }

  /** The texts of the keys by number; `keyOfText` reads them. */
  packed(): PackedTexts {
    return this.#texts.packed();
  }

  /** Where the text is, or is to be put. */
  #placeOf(text: string): number {
    const mask = this.#places.length - 1;
    for (let place = keyOf(text) & mask; ; place = (place + 1) & mask) {
      const number = this.#places[place] as number;
      if (number < 0 || this.#texts.at(number) === text) return place;
    }
  }

  #grow(): void {
    this.#places = new Int32Array(this.#places.length * 2).fill(-1);
    for (let i = 0; i < this.length; i++) this.#places[this.#placeOf(this.#texts.at(i))] = i;
  }
}

/** Reads the text of a key (`keyText`). Only an id may have a stroke in it. */
export function keyOfText(text: string): SourceKey {
  const afterSource = text.indexOf('/');
  const afterKind = text.indexOf('/', afterSource + 1);
  return {
    source: text.slice(0, afterSource) as Source,
    kind: text.slice(afterSource + 1, afterKind),
    id: text.slice(afterKind + 1),
  };
}
