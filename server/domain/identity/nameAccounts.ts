import { createHash } from 'node:crypto';
import type { Candidate, Confidence, LinkEvidence } from '../../../lib/contract/identity.ts';
import type { Source, SourceKey } from '../model.ts';
import type { Clusters } from './clusters.ts';
import { type CompanyKey, compareKeys, keyText } from './companyKey.ts';

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

/** The record that names an account, best first: the CRM of record, then marketing, support, billing, imported files. */
const priority: Record<Source, number> = { salesforce: 0, hubspot: 1, zendesk: 2, stripe: 3, file: 4 };
/** Gives every cluster its account: the id that most of its records had before, or one made from the record that names it. */
export function nameAccounts(graph: Clusters, existing: ReadonlyMap<string, string>): ResolvedAccount[] {
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

/** Notes on each account which others bear the same name; they are shown, never merged. */
export function addLookalikes(accounts: readonly ResolvedAccount[], graph: Clusters): void {
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
