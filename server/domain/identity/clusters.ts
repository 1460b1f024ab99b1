import type { Confidence, LinkEvidence } from '../../../lib/contract/identity.ts';
import { type CompanyKey, keyText } from './companyKey.ts';
import type { Weighing } from './similarityModel.ts';

/** Who made a link that no person has decided on. */
export const ownActor = 'alongside';

/** One reason why two records are one customer. `weighing` is there where similarity decided; a key or a person needs none. */
export type Edge = {
  a: number;
  b: number;
  confidence: Confidence;
  evidence: LinkEvidence;
  weighing: Weighing | null;
  actor: string;
};

/** Union-find that remembers why each record was joined, and which may never be. Members of a cluster are indices of `companies`. */
export class Clusters {
  readonly companies: readonly CompanyKey[];
  readonly index = new Map<string, number>();
  readonly edges: Edge[] = [];
  /** Joins that a steward's `cannot` has prevented. */
  readonly refused: Edge[] = [];
  readonly #edgesOf = new Map<number, Edge[]>();
  readonly #enemies = new Map<number, number[]>();
  readonly #parent: number[];
  readonly #members: number[][];

  constructor(companies: readonly CompanyKey[]) {
    this.companies = companies;
    this.#parent = companies.map((_, i) => i);
    this.#members = companies.map((_, i) => [i]);
    for (const [i, c] of companies.entries()) this.index.set(keyText(c.key), i);
  }

  find(i: number): number {
    let root = i;
    while (this.#parent[root] !== root) root = this.#parent[root] as number;
    for (let at = i; at !== root; ) {
      const next = this.#parent[at] as number;
      this.#parent[at] = root;
      at = next;
    }
    return root;
  }

  /** From now on these two never come together, by whatever way. To be called before anything is joined. */
  forbid(a: number, b: number): void {
    if (a === b) return;
    this.#enemies.set(a, [...(this.#enemies.get(a) ?? []), b]);
    this.#enemies.set(b, [...(this.#enemies.get(b) ?? []), a]);
  }

  /** Whether a steward keeps the clusters of two records apart. */
  isForbidden(a: number, b: number): boolean {
    if (this.#enemies.size === 0) return false;
    const other = this.find(b);
    return (this.#enemies.get(this.find(a)) ?? []).some((enemy) => this.find(enemy) === other);
  }

  /** Makes the clusters of two records one, and notes why. False when a steward keeps them apart. */
  join(
    a: number,
    b: number,
    confidence: Confidence,
    evidence: LinkEvidence,
    { weighing = null, actor = ownActor }: { weighing?: Weighing | null; actor?: string } = {},
  ): boolean {
    if (a === b) return true;
    const edge: Edge = { a, b, confidence, evidence, weighing, actor };
    if (this.isForbidden(a, b)) {
      this.refused.push(edge);
      return false;
    }
    this.edges.push(edge);
    for (const i of [a, b]) {
      const list = this.#edgesOf.get(i);
      if (list) list.push(edge);
      else this.#edgesOf.set(i, [edge]);
    }
    const [low, high] = [this.find(a), this.find(b)].sort((x, y) => x - y) as [number, number];
    if (low === high) return true;
    this.#parent[high] = low;
    for (const i of this.#members[high] ?? []) this.#members[low]?.push(i);
    this.#members[high] = [];
    const enemies = this.#enemies.get(high);
    if (enemies) this.#enemies.set(low, [...(this.#enemies.get(low) ?? []), ...enemies]);
    return true;
  }

  /** The reasons that touch a record, in the order in which they were found. */
  edgesOf(i: number): readonly Edge[] {
    return this.#edgesOf.get(i) ?? [];
  }

  /** All members of the cluster with this root. */
  members(root: number): readonly number[] {
    return this.#members[root] ?? [];
  }

  groups(): (readonly number[])[] {
    return this.#members.filter((group) => group.length > 0);
  }
}
