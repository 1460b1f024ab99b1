import { createHash } from 'node:crypto';
import type { Candidate, Confidence, LinkEvidence } from '../../../lib/contract/identity.ts';
import type { Source, SourceKey } from '../model.ts';
import type { Clusters } from './clusters.ts';
import { type CompanyKey, compareKeys, keyText } from './companyKey.ts';
import type { Frequencies } from './frequencies.ts';
import type { Review } from './joinSimilar.ts';
import { coreKey } from './profileKeys.ts';

/** One source record of an account and why it belongs there. */
export type Member = { key: SourceKey; name: string; confidence: Confidence; evidence: LinkEvidence[] };
/** One customer: its records, the domains that are its own, and other accounts with the same name (never merged on a name alone). */
export type ResolvedAccount = {
  id: string;
  name: string;
  domains: string[];
  members: Member[];
  /** The ids that were merged away in their source, each with the record that it was merged into. */
  merged: { key: SourceKey; into: SourceKey }[];
  lookalikes: Candidate[];
};

/**
 * The record that names an account, best first: the CRM of record, then marketing, support, billing, imported files; last one that its source
 * has merged into another.
 */
export const sourcePriority: Record<Source, number> = { salesforce: 0, hubspot: 1, zendesk: 2, stripe: 3, file: 4 };

/** A name that more customers bear tells nobody apart. */
const maxLookalikes = 10;

/**
 * Which account each company record had, and since when, epoch ms; when accounts were made; ids that lead to another account now, and to
 * which; and ids that records have which are not decided about, where these are only a part of all.
 */
export type Past = {
  accountOf: ReadonlyMap<string, { accountId: string; since: number }>;
  createdAt: ReadonlyMap<string, number>;
  redirects: ReadonlyMap<string, string>;
  elsewhere: ReadonlySet<string>;
};
export const noPast: Past = { accountOf: new Map(), createdAt: new Map(), redirects: new Map(), elsewhere: new Set() };

/** An account id that is no longer used, and the account that it leads to now; null when nobody can tell any more whose it was. */
export type Merged = { from: string; to: string | null };

/** The company records of one customer, best first, and all records that they stand for: themselves, and what was merged into them. */
type Group = { companies: CompanyKey[]; records: { key: SourceKey; company: CompanyKey }[] };

/**
 * Gives every cluster its account. An id goes with the oldest of its records that is left; where several ids meet, the oldest one stays
 * and the others lead to it. A cluster without an id gets back one that was made from one of its records, or a new one, made from the
 * record that names it. Oldest: longest known, or else the first in the order of systems and ids.
 *
 * An id that is not used follows the record that it was made from: it never stays with a customer that the record has left. If that record
 * is gone and the account falls apart, nobody knows to which half the id belonged, so it leads nowhere.
 */
export function nameAccounts(graph: Clusters, past: Past): { accounts: ResolvedAccount[]; merged: Merged[] } {
  const groups = groupsOf(graph);
  const { heirs, parted } = heirsOf(groups, past);
  const idsOf = new Map<Group, string[]>();
  for (const [id, group] of heirs) idsOf.set(group, [...(idsOf.get(group) ?? []), id]);
  const ids = new Map<Group, string>();
  const merged: Merged[] = [];
  for (const [group, own] of idsOf) {
    const place = (id: string) =>
      group.companies.findIndex((c) => past.accountOf.get(keyText(c.key))?.accountId === id);
    const age = (id: string) => past.createdAt.get(id) ?? Number.MAX_SAFE_INTEGER;
    const [oldest = '', ...rest] = own.sort((x, y) => age(x) - age(y) || place(x) - place(y) || (x < y ? -1 : 1));
    ids.set(group, oldest);
    for (const from of rest) merged.push({ from, to: oldest });
  }
  const isKnown = (id: string) =>
    heirs.has(id) || past.elsewhere.has(id) || past.redirects.has(id) || past.createdAt.has(id);
  const claimed = new Set<string>();
  for (const group of groups) {
    const made = group.records.map(({ key }) => lastMade(key, isKnown));
    const isKept = (id: string) => past.elsewhere.has(id) || (heirs.get(id) ?? group) !== group;
    const back = made.find(({ last }) => last !== null && !isKept(last))?.last;
    const id = ids.get(group) ?? back ?? (made[0] as Made).next;
    ids.set(group, id);
    for (const { last, next } of made) {
      if (last === null) continue;
      claimed.add(last);
      // One that other records have kept is theirs. Its place is taken by the one after it, so that nobody takes it for this record's later.
      const from = isKept(last) ? next : last;
      if (from !== id && !heirs.has(from) && past.redirects.get(from) !== id) merged.push({ from, to: id });
    }
  }
  for (const from of lostIds(past, heirs, parted)) if (!claimed.has(from)) merged.push({ from, to: null });
  return { accounts: groups.map((group) => toAccount(group, ids.get(group) as string, graph)), merged };
}

function groupsOf(graph: Clusters): Group[] {
  const seen = new Set<string>();
  return graph.groups().map((members) => {
    const companies = members.map((i) => graph.companies[i] as CompanyKey).sort(byPriority);
    const records = companies.flatMap((company) => {
      const ids = company.mergedIds.map((id) => ({ ...company.key, id }));
      // A record that is still there speaks for itself: a source may say that it was merged before it takes it away.
      const away = ids.filter((key) => !graph.index.has(keyText(key)) && isFirst(seen, keyText(key)));
      return [company.key, ...away].map((key) => ({ key, company }));
    });
    return { companies, records };
  });
}

/** The cluster that has the oldest record of each id, and the ids whose records are in more than one. */
function heirsOf(groups: readonly Group[], past: Past): { heirs: Map<string, Group>; parted: Set<string> } {
  const oldest = new Map<string, { company: CompanyKey; since: number; group: Group }>();
  const parted = new Set<string>();
  for (const group of groups) {
    for (const { key, company } of group.records) {
      const had = past.accountOf.get(keyText(key));
      if (!had) continue;
      const found = oldest.get(had.accountId);
      if (found && found.group !== group) parted.add(had.accountId);
      const order = found === undefined ? -1 : had.since - found.since || byPriority(company, found.company);
      if (order < 0) oldest.set(had.accountId, { company, since: had.since, group });
    }
  }
  return { heirs: new Map([...oldest].map(([id, { group }]) => [id, group])), parted };
}

/**
 * Ids that lead to an account which has fallen apart, or that only records had which are gone: a run that was stopped before it had moved
 * them made the redirect.
 */
function lostIds(
  { redirects, accountOf }: Past,
  heirs: ReadonlyMap<string, Group>,
  parted: ReadonlySet<string>,
): string[] {
  if (redirects.size === 0) return [];
  const had = new Set([...accountOf.values()].map(({ accountId }) => accountId));
  return [...redirects]
    .filter(([from, to]) => !heirs.has(from) && (parted.has(to) || had.has(from)))
    .map(([from]) => from);
}

function toAccount({ companies: ordered, records }: Group, id: string, graph: Clusters): ResolvedAccount {
  const anchor = ordered[0] as CompanyKey;
  const confidences = confidencesFrom(graph.index.get(keyText(anchor.key)) as number, graph);
  return {
    id,
    name: anchor.name,
    domains: [...new Set(ordered.flatMap((c) => c.domains))],
    members: ordered.map((c) => member(c, c === anchor, confidences, graph)),
    merged: records.flatMap(({ key, company }) => (key === company.key ? [] : [{ key, into: company.key }])),
    lookalikes: [],
  };
}

/** Whether its source says that this record was merged into another one of its own: then it tells of the customer what it told before. */
export function isMergedAway({ key, crossIds }: Pick<CompanyKey, 'key' | 'crossIds'>): boolean {
  return crossIds.some(({ source, id }) => source === key.source && id !== key.id);
}

/** The records that were not merged into another one of their source; all where there is nothing else. */
export function notMergedAway<T extends Pick<CompanyKey, 'key' | 'crossIds'>>(companies: readonly T[]): readonly T[] {
  const left = companies.filter((company) => !isMergedAway(company));
  return left.length > 0 ? left : companies;
}

function byPriority(a: CompanyKey, b: CompanyKey): number {
  const merged = Number(isMergedAway(a)) - Number(isMergedAway(b));
  return merged || sourcePriority[a.key.source] - sourcePriority[b.key.source] || compareKeys(a.key, b.key);
}

function member(
  company: CompanyKey,
  isAnchor: boolean,
  confidences: ReadonlyMap<number, Confidence>,
  graph: Clusters,
): Member {
  const node = graph.index.get(keyText(company.key)) as number;
  const texts = new Set<string>();
  const evidence = graph
    .edgesOf(node)
    .map((edge) => edge.evidence)
    .filter(({ rule, value }) => isFirst(texts, `${rule} ${value}`));
  return {
    key: company.key,
    name: company.name,
    confidence: confidences.get(node) ?? 'guessed',
    evidence: isAnchor ? [{ rule: 'ownRecord', value: company.name }, ...evidence] : evidence,
  };
}

/** How sure it is that each record belongs to the one that names the account: the weakest link of the strongest way there. */
function confidencesFrom(anchor: number, graph: Clusters): Map<number, Confidence> {
  const found = new Map<number, Confidence>([[anchor, 'verified']]);
  const strengths: Confidence[] = [];
  for (const confidence of ['verified', 'matched', 'guessed'] as const) {
    strengths.push(confidence);
    // A map visits what is added meanwhile, so this walks on until nothing new is reached.
    for (const [node] of found) {
      for (const edge of graph.edgesOf(node)) {
        const other = edge.a === node ? edge.b : edge.a;
        if (strengths.includes(edge.confidence) && !found.has(other)) found.set(other, confidence);
      }
    }
  }
  return found;
}

/** Notes on each account which others bear the same name; they are shown, never merged. */
export function addLookalikes(accounts: readonly ResolvedAccount[], graph: Clusters, frequencies: Frequencies): void {
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
    if (set.size < 2 || frequencies.count(coreKey(core)) > maxLookalikes) continue;
    for (const account of set) {
      for (const other of set) {
        if (other === account || account.lookalikes.some((l) => l.accountId === other.id)) continue;
        account.lookalikes.push(asCandidate(other, { rule: 'sameName', value: core }));
      }
    }
  }
}

/**
 * Notes on each account which others similarity could not decide about, most likely first; they are shown, never merged. An account that
 * is like many others is like none: a default name, a reseller's site.
 */
export function addUndecided(accounts: readonly ResolvedAccount[], review: readonly Review[], graph: Clusters): void {
  const accountOf = new Map<number, ResolvedAccount>();
  for (const account of accounts)
    for (const m of account.members) accountOf.set(graph.index.get(keyText(m.key)) as number, account);
  const alike = new Map<ResolvedAccount, Set<ResolvedAccount>>();
  const note = (account: ResolvedAccount, other: ResolvedAccount) =>
    alike.set(account, (alike.get(account) ?? new Set()).add(other));
  const likeliest = [...review].sort((x, y) => y.weighing.bits - x.weighing.bits || x.a - y.a || x.b - y.b);
  for (const { a, b } of likeliest) {
    const [one, two] = [accountOf.get(a), accountOf.get(b)];
    if (!one || !two || one === two) continue;
    note(one, two);
    note(two, one);
  }
  for (const [account, others] of alike) {
    if (others.size >= maxLookalikes) continue;
    for (const other of others)
      if (!account.lookalikes.some((l) => l.accountId === other.id))
        account.lookalikes.push(asCandidate(other, { rule: 'similar', value: other.name }));
  }
}

function asCandidate({ id, name, domains }: ResolvedAccount, evidence: LinkEvidence): Candidate {
  return { accountId: id, name, domain: domains[0] ?? null, evidence: [evidence] };
}

function isFirst(seen: Set<string>, text: string): boolean {
  const { size } = seen;
  return seen.add(text).size > size;
}

type Made = { last: string | null; next: string };

/** The last known id that was made from this record, and the one after it. Those before it have gone with other records. */
function lastMade(record: SourceKey, isKnown: (id: string) => boolean): Made {
  const made: Made = { last: null, next: newAccountId(record) };
  for (let n = 1; isKnown(made.next); n++) {
    made.last = made.next;
    made.next = spareAccountId(record, n);
  }
  return made;
}

/** The id of an account that is made from this record when others have kept `n` that were made from it before. */
export function spareAccountId(anchor: SourceKey, n: number): string {
  return newAccountId({ ...anchor, id: `${anchor.id}#${n}` });
}

/** The id of an account that is made from this record. */
export function newAccountId(anchor: SourceKey): string {
  return `acc_${createHash('sha256').update(keyText(anchor)).digest('hex').slice(0, 16)}`;
}
