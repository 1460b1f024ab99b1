import type { Blocks } from './blocks.ts';

/** Union-find over numbers: which are connected, however indirectly. The lowest number stands for its group. */
export class Groups {
  readonly #first: Int32Array;

  constructor(count: number) {
    this.#first = Int32Array.from({ length: count }, (_, i) => i);
  }

  /** The lowest number of the group. */
  find(i: number): number {
    const first = this.#first;
    let root = i;
    while (first[root] !== root) root = first[root] as number;
    for (let at = i; at !== root; ) {
      const next = first[at] as number;
      first[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [one, two] = [this.find(a), this.find(b)];
    this.#first[Math.max(one, two)] = Math.min(one, two);
  }

  /** Joins those that share a block. */
  joinBlocks({ members, starts }: Blocks): void {
    for (let block = 0; block < starts.length - 1; block++) {
      const [from, to] = [starts[block] as number, starts[block + 1] as number];
      for (let at = from + 1; at < to; at++) this.join(members[from] as number, members[at] as number);
    }
  }

  /** The group of each. */
  all(): Int32Array {
    return this.#first.map((_, i) => this.find(i));
  }
}
