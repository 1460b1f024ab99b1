import { createHash } from 'node:crypto';
import type { Candidate, Confidence, LinkEvidence } from '../../../lib/contract/identity.ts';
import type { CompanyFact, Source, SourceKey } from '../model.ts';
import { coreName } from './coreName.ts';
import { registrableDomains } from './domains.ts';

/** What identity needs to know of a company record; a few hundred bytes, so that all of a tenant fit in memory. */
export type CompanyKey = {
  key: SourceKey;
  name: string;
  core: string;
  domains: string[];
  country: string | null;
  parentId: string | null;
  crossIds: { source: Source; id: string }[];
  mergedIds: string[];
  taxIds: string[];
};

/** One source record of an account and why it belongs there. */
export type Member = { key: SourceKey; name: string; confidence: Confidence; evidence: LinkEvidence[] };
/** One customer: its records, the domains that are its own, and other accounts with the same name (never merged on a name alone). */
export type ResolvedAccount = {
  id: string;
  name: string;
  domains: string[];
  members: Member[];
  mergedIds: SourceKey[];
  lookalikes: Candidate[];
};

/** The record that names an account, best first: the CRM of record, then marketing, support, billing. */
const priority: Record<Source, number> = { salesforce: 0, hubspot: 1, zendesk: 2, stripe: 3 };
/** A target claimed by more records of one source than this is a default value somebody typed, not an identity. */
const maxClaims = 5;

/** The part of a company fact that identity works on. */
export function companyKey(fact: CompanyFact): CompanyKey {
  return {
    key: fact.key,
    name: fact.name,
    core: coreName(fact.name),
    domains: registrableDomains([...fact.websites, ...fact.emails]),
    country: fact.country,
    parentId: fact.parentId,
    crossIds: fact.crossIds,
    mergedIds: fact.mergedIds,
    taxIds: fact.taxIds.map((id) => id.toUpperCase().replace(/[^A-Z0-9]/g, '')).filter((id) => id.length >= 6),
  };
}

/** A text key of a source record. */
export function keyText({ source, kind, id }: SourceKey): string {
  return `${source}/${kind}/${id}`;
}

/**
 * Decides which company records are the same customer, in the order of evidence: cross-ids that exist, tax ids, then a domain
 * together with the name. A domain alone joins records only when it cannot mean two customers; a name alone never joins.
 * `existing` maps record keys to the account ids they had: ids survive, the oldest use wins.
 */
export function resolveIdentity(
  companies: readonly CompanyKey[],
  existing: ReadonlyMap<string, string>,
): ResolvedAccount[] {
  const sorted = [...companies].sort((a, b) => compareKeys(a.key, b.key));
  const graph = new Clusters(sorted);
  joinByCrossIds(sorted, graph);
  joinByTaxIds(sorted, graph);
  joinByDomain(sorted, graph);
  const accounts = nameAccounts(graph, existing);
  addLookalikes(accounts, graph);
  return accounts;
}

/** Union-find that remembers why each record was joined. */
class Clusters {
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

function joinByCrossIds(companies: readonly CompanyKey[], graph: Clusters): void {
  const claims = new Map<string, number[]>();
  const companyKinds: Record<Source, string> = {
    salesforce: 'Account',
    hubspot: 'company',
    zendesk: 'organization',
    stripe: 'customer',
  };
  for (const [i, company] of companies.entries()) {
    for (const cross of company.crossIds) {
      const target = keyText({ source: cross.source, kind: companyKinds[cross.source], id: cross.id });
      // A claim is only as good as its target: an id that leads nowhere joins nothing.
      if (graph.index.has(target)) claims.set(target, [...(claims.get(target) ?? []), i]);
    }
  }
  for (const [target, claimants] of claims) {
    const bySource = new Map<Source, number>();
    for (const i of claimants) {
      const { source } = (companies[i] as CompanyKey).key;
      bySource.set(source, (bySource.get(source) ?? 0) + 1);
    }
    for (const i of claimants) {
      if ((bySource.get((companies[i] as CompanyKey).key.source) ?? 0) > maxClaims) continue;
      graph.join(graph.index.get(target) as number, i, 'verified', {
        rule: 'crossId',
        value: target.split('/').at(-1) ?? target,
      });
    }
  }
}

function joinByTaxIds(companies: readonly CompanyKey[], graph: Clusters): void {
  const first = new Map<string, number>();
  for (const [i, company] of companies.entries()) {
    for (const taxId of company.taxIds) {
      const other = first.get(taxId);
      if (other === undefined) first.set(taxId, i);
      else graph.join(other, i, 'verified', { rule: 'taxId', value: taxId });
    }
  }
}

function joinByDomain(companies: readonly CompanyKey[], graph: Clusters): void {
  const byDomain = new Map<string, number[]>();
  for (const [i, company] of companies.entries()) {
    for (const domain of company.domains) {
      const nodes = byDomain.get(domain);
      if (nodes) nodes.push(i);
      else byDomain.set(domain, [i]);
    }
  }
  for (const [domain, nodes] of byDomain) {
    const byName = new Map<string, number>();
    for (const i of nodes) {
      const { core } = companies[i] as CompanyKey;
      if (core === '') continue;
      const other = byName.get(core);
      if (other === undefined) byName.set(core, i);
      else graph.join(other, i, 'matched', { rule: 'domainAndName', value: domain });
    }
    joinDisjointPair(companies, graph, domain, nodes);
  }
}

/**
 * Two clusters left under one domain are one customer only if no system knows both (a system that has both keeps them apart on
 * purpose), neither is the other's parent, and the names share a word. Three or more: the domain names a family, not a customer.
 */
function joinDisjointPair(
  companies: readonly CompanyKey[],
  graph: Clusters,
  domain: string,
  nodes: readonly number[],
): void {
  const roots = [...new Set(nodes.map((i) => graph.find(i)))];
  const [a, b] = roots;
  if (roots.length !== 2 || a === undefined || b === undefined) return;
  const left = graph.members(a).map((i) => companies[i] as CompanyKey);
  const right = graph.members(b).map((i) => companies[i] as CompanyKey);
  const sources = new Set(left.map((c) => c.key.source));
  if (right.some((c) => sources.has(c.key.source))) return;
  if ([...left, ...right].some((c) => c.parentId !== null)) return;
  const words = new Set(left.flatMap((c) => c.core.split(' ')));
  if (!right.some((c) => c.core.split(' ').some((word) => word.length > 2 && words.has(word)))) return;
  graph.join(
    nodes.find((i) => graph.find(i) === a) as number,
    nodes.find((i) => graph.find(i) === b) as number,
    'matched',
    {
      rule: 'domain',
      value: domain,
    },
  );
}

function nameAccounts(graph: Clusters, existing: ReadonlyMap<string, string>): ResolvedAccount[] {
  const groups = graph.groups().map((members) => members.map((i) => graph.companies[i] as CompanyKey));
  const taken = new Set<string>();
  const idOf = new Map<CompanyKey[], string>();
  // The cluster that keeps most of an account's records keeps its id; what was split off gets a new one.
  const wishes = groups.flatMap((group) => {
    const votes = new Map<string, number>();
    for (const c of group) {
      const id = existing.get(keyText(c.key));
      if (id) votes.set(id, (votes.get(id) ?? 0) + 1);
    }
    return [...votes].map(([id, count]) => ({ group, id, count }));
  });
  wishes.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  for (const { group, id } of wishes) {
    if (idOf.has(group) || taken.has(id)) continue;
    idOf.set(group, id);
    taken.add(id);
  }
  return groups.map((group) => {
    const ordered = [...group].sort(
      (a, b) => priority[a.key.source] - priority[b.key.source] || compareKeys(a.key, b.key),
    );
    const anchor = ordered[0] as CompanyKey;
    let id = idOf.get(group) ?? newAccountId(anchor.key);
    for (let n = 1; !idOf.has(group) && taken.has(id); n++)
      id = newAccountId({ ...anchor.key, id: `${anchor.key.id}#${n}` });
    taken.add(id);
    return {
      id,
      name: anchor.name,
      domains: [...new Set(ordered.flatMap((c) => c.domains))],
      members: ordered.map((c) => member(c, c === anchor, graph)),
      mergedIds: ordered.flatMap((c) => c.mergedIds.map((mergedId) => ({ ...c.key, id: mergedId }))),
      lookalikes: [],
    };
  });
}

function member(company: CompanyKey, isAnchor: boolean, graph: Clusters): Member {
  const reasons = graph.evidence.get(graph.index.get(keyText(company.key)) as number) ?? [];
  const verified = isAnchor || reasons.some((r) => r.confidence === 'verified');
  return {
    key: company.key,
    name: company.name,
    confidence: verified ? 'verified' : 'matched',
    evidence: isAnchor
      ? [{ rule: 'ownRecord', value: company.name }, ...reasons.map((r) => r.evidence)]
      : reasons.map((r) => r.evidence),
  };
}

function addLookalikes(accounts: readonly ResolvedAccount[], graph: Clusters): void {
  const byCore = new Map<string, Set<ResolvedAccount>>();
  for (const account of accounts) {
    for (const m of account.members) {
      const core = graph.companies[graph.index.get(keyText(m.key)) as number]?.core ?? '';
      if (core === '') continue;
      const set = byCore.get(core) ?? new Set();
      byCore.set(core, set.add(account));
    }
  }
  for (const [core, set] of byCore) {
    if (set.size < 2 || set.size > 10) continue;
    for (const account of set) {
      for (const other of set) {
        if (other === account || account.lookalikes.some((l) => l.accountId === other.id)) continue;
        account.lookalikes.push({
          accountId: other.id,
          name: other.name,
          domain: other.domains[0] ?? null,
          evidence: [{ rule: 'sameName', value: core }],
        });
      }
    }
  }
}

function newAccountId(anchor: SourceKey): string {
  return `acc_${createHash('sha256').update(keyText(anchor)).digest('hex').slice(0, 16)}`;
}

function compareKeys(a: SourceKey, b: SourceKey): number {
  const left = keyText(a);
  const right = keyText(b);
  return left < right ? -1 : left > right ? 1 : 0;
}
