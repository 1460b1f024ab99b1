import type { Confidence, LinkEvidence } from '../../../lib/contract/identity.ts';
import { type CompanyKey, keyText } from './companyKey.ts';

/** Union-find that remembers why each record was joined. */
export class Clusters {
  readonly companies: readonly CompanyKey[];
  readonly index = new Map<string, number>();
  readonly evidence = new Map<number, { confidence: Confidence; evidence: LinkEvidence }[]>();
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

  join(a: number, b: number, confidence: Confidence, evidence: LinkEvidence): void {
    for (const i of [a, b]) {
      const list = this.evidence.get(i) ?? [];
      if (!list.some((e) => e.evidence.rule === evidence.rule && e.evidence.value === evidence.value))
        list.push({ confidence, evidence });
      this.evidence.set(i, list);
    }
    const [low, high] = [this.find(a), this.find(b)].sort((x, y) => x - y) as [number, number];
    if (low === high) return;
    this.#parent[high] = low;
    this.#members[low]?.push(...(this.#members[high] ?? []));
    this.#members[high] = [];
  }

  /** All members of the cluster with this root. */
  members(root: number): readonly number[] {
    return this.#members[root] ?? [];
  }

  groups(): (readonly number[])[] {
    return this.#members.filter((group) => group.length > 0);
  }
}
