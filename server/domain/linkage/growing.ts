/** A list of numbers in a typed array that grows: a tenth of the memory of an array, and no work for the collector. */
export class GrowingInts {
  #values = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  at(i: number): number {
    return this.#values[i] as number;
  }

  /** What was pushed, not copied. */
  view(): Int32Array {
    return this.#values.subarray(0, this.length);
  }
}

/** The same for numbers that need all 53 bits. */
export class GrowingNumbers {
  #values = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  at(i: number): number {
    return this.#values[i] as number;
  }

  view(): Float64Array {
    return this.#values.subarray(0, this.length);
  }
}

/** A copy that threads share: whoever it is sent to gets no copy of its own. */
export function sharedInts(values: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

/** The same for numbers that need all 53 bits. */
export function sharedNumbers(values: Float64Array): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
