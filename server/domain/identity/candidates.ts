import type { Candidate, LinkEvidence } from '../../../lib/contract/identity.ts';

const maxCustomers = 10;
/** Who stands for a customer is an example, not a list: a whole department may be copied on a ticket. */
const maxEvidence = 3;

/** A customer as it is offered: its name, and the first of the domains that are its own. */
export type NamedAccount = { id: string; name: string; domain: string | null };

/** Customers that a record may belong to, or leads to beside those it is known to belong to; each once, with the reasons. */
export class Candidates {
  readonly #known: ReadonlySet<string>;
  readonly #found = new Map<string, Candidate>();

  constructor(known: readonly NamedAccount[], found: readonly Candidate[] = []) {
    this.#known = new Set(known.map((a) => a.id));
    for (const candidate of found) this.#found.set(candidate.accountId, candidate);
  }

  /** Notes a reason for a customer; one that is known already is left out. */
  add(account: NamedAccount, evidence: LinkEvidence): void {
    if (this.#known.has(account.id)) return;
    const found = this.#found.get(account.id);
    const reasons = found?.evidence ?? [];
    if (reasons.length >= maxEvidence || reasons.some((e) => e.rule === evidence.rule && e.value === evidence.value))
      return;
    this.#found.set(account.id, {
      accountId: account.id,
      name: account.name,
      domain: account.domain,
      evidence: [...reasons, evidence],
    });
  }

  /** By name, at most ten: the order does not depend on the order in which a source lists people and companies. */
  list(): Candidate[] {
    return [...this.#found.values()]
      .sort((a, b) => compare(a.name, b.name) || compare(a.accountId, b.accountId))
      .slice(0, maxCustomers);
  }
}

/** By code units, which is the same everywhere. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
