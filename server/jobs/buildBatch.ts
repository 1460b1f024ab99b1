import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { IdentityLink, Resolution } from '../../lib/contract/identity.ts';
import { nextActions, type RankingContext } from '../domain/actions/nextActions.ts';
import type { ActivityDay, ActivitySource } from '../domain/activity/activityDay.ts';
import type { CatalogueProduct } from '../domain/catalogueProduct.ts';
import { foreignDomains, type Holders } from '../domain/contradictions.ts';
import { buildDocument, type DocumentContent, restrictDocument, summarise } from '../domain/document/buildDocument.ts';
import { type NamedParent, withoutTimes } from '../domain/document/provenance.ts';
import { bandOf, computeHealth, type PastOverride, rulesVersion } from '../domain/health/computeHealth.ts';
import { reconstructHistory } from '../domain/health/reconstructHistory.ts';
import type { PastPoint } from '../domain/health/trend.ts';
import { registrableDomains } from '../domain/identity/domains.ts';
import type { AccountFacts, CompanyFact, Fact, SourceStates } from '../domain/model.ts';
import type { RawRecord } from '../domain/ports.ts';
import { searchTerms } from '../domain/search/searchTerms.ts';
import { readActivity } from '../store/activity.ts';
import { type DocumentRow, type GoneDocument, readVersions, type StoredVersion } from '../store/documents.ts';
import { readFirstSeen } from '../store/firstSeen.ts';
import { type HealthPoint, readHistory } from '../store/history.ts';
import { readLinkedCompanies } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import { readOverrides } from '../store/overrides.ts';
import { readParents } from '../store/parents.ts';
import { readReactions, type StoredReaction } from '../store/reactions.ts';
import { readRecordsOfAccounts } from '../store/records.ts';
import { type DomainHolders, readDomainHolders } from '../store/requesterDomains.ts';
import type { Mask } from '../store/schema.ts';
import { gatherFacts } from './accountFacts.ts';

const historyMs = 90 * 86_400_000;

/** What every document of a run rests on, beside the account's own records. */
export type PublishContext = PublishBasis & {
  store: Store;
  tenantId: string;
  toFact: (record: RawRecord) => Fact | null;
  nowMs: number;
};

/** The part of it that is computed once in a run. */
export type PublishBasis = {
  states: SourceStates;
  /** 0..1: mean freshness of the connected sources. */
  freshness: number;
  ranking: RankingContext;
  /** What tells of activity; nothing: activity is not known, which is not the same as none. */
  activityFrom: readonly ActivitySource[];
  /** What may be offered to any customer. */
  catalogue: readonly CatalogueProduct[];
  /** E-mail domains of our own people: one of them who opens a ticket for a customer is no stranger. */
  ownDomains: readonly string[];
};

/** Everything stored about one account that its document is made of. */
type Stored = {
  versions: readonly StoredVersion[];
  history: readonly HealthPoint[];
  firstSeenAt: number | undefined;
  reactions: readonly StoredReaction[];
  links: ReadonlyMap<string, Pick<Resolution, 'confidence' | 'evidence'>>;
  overrides: readonly PastOverride[];
  parent: NamedParent | null;
  holders: Holders;
};

/**
 * Computes the documents of some accounts, to be stored by the caller: the rows that differ from what is stored, the points of their
 * health, the accounts that have a document and no records any more, and the domains whose holder each document names. Reads in a few
 * queries; between two accounts requests get their turn.
 */
export async function buildBatch(
  context: PublishContext,
  accountIds: readonly string[],
): Promise<{
  documents: DocumentRow[];
  history: HealthPoint[];
  empty: GoneDocument[];
  requesterDomains: Map<string, string[]>;
}> {
  const { store, tenantId, nowMs } = context;
  const since = new Date(nowMs - historyMs).toISOString().slice(0, 10);
  // Before all else: whoever writes a version after this has seen at least as much, and makes this worker come too late.
  const versions = await readVersions(store, tenantId, accountIds);
  const records = await readRecordsOfAccounts(store, tenantId, accountIds);
  const history = await readHistory(store, tenantId, accountIds, since);
  const firstSeen = await readFirstSeen(store, tenantId, accountIds);
  const reactions = await readReactions(store, tenantId, accountIds);
  const links = await readLinkedCompanies(store, tenantId, accountIds);
  const parents = await readParents(store, tenantId, accountIds);
  const overrides = await readOverrides(store, tenantId, accountIds, nowMs - historyMs);
  const activity = context.activityFrom.length > 0 ? await readActivity(store, tenantId, accountIds) : null;
  const gathered = new Map<string, AccountFacts>();
  for (const id of accountIds) {
    const own = records.get(id);
    if (!own?.length) continue;
    gathered.set(id, factsOf(context, id, own, activity && (activity.get(id) ?? [])));
    await setImmediate();
  }
  const requesterDomains = new Map([...gathered].map(([id, facts]) => [id, foreignDomains(facts, nowMs)]));
  const holders = await readDomainHolders(store, tenantId, [...requesterDomains.values()].flat());
  const built = { documents: [] as DocumentRow[], history: [] as HealthPoint[], empty: [] as GoneDocument[] };
  for (const id of accountIds) {
    const stored: Stored = {
      versions: versions.get(id) ?? [],
      history: history.get(id) ?? [],
      firstSeenAt: firstSeen.get(id),
      reactions: reactions.get(id) ?? [],
      links: links.get(id) ?? new Map(),
      overrides: overrides.get(id) ?? [],
      parent: parents.get(id) ?? null,
      holders: othersOf(id, requesterDomains.get(id) ?? [], holders),
    };
    const facts = gathered.get(id);
    if (!facts) {
      if (stored.versions.some((v) => v.etag !== ''))
        built.empty.push({ accountId: id, version: nextVersion(stored.versions) });
      continue;
    }
    const { rows, points } = build(context, facts, stored);
    built.documents.push(...rows);
    built.history.push(...points);
    await setImmediate();
  }
  return { ...built, requesterDomains };
}

/** What the records of an account say, those of its events and of the catalogue included. */
function factsOf(
  { toFact, activityFrom, catalogue, ownDomains, nowMs }: PublishContext,
  accountId: string,
  records: readonly RawRecord[],
  activity: readonly ActivityDay[] | null,
): AccountFacts {
  const facts = gatherFacts(
    accountId,
    records.flatMap((r) => toFact(r) ?? []),
    activity,
    activityFrom,
    nowMs,
  );
  facts.catalogue = [...catalogue];
  return { ...facts, ownDomains };
}

/** Which other accounts have these domains. */
function othersOf(accountId: string, domains: readonly string[], holders: ReadonlyMap<string, DomainHolders>): Holders {
  return new Map(
    domains.flatMap((domain): [string, DomainHolders['first'] | null][] => {
      const found = holders.get(domain);
      if (!found) return [];
      const { count, first, last } = found;
      // Of three and more, two at least are others.
      if (count > 2) return [[domain, null]];
      const others = (count === 2 ? [first, last] : [first]).filter((one) => one.accountId !== accountId);
      const [other] = others;
      return other ? [[domain, others.length > 1 ? null : other]] : [];
    }),
  );
}

function build(context: PublishContext, facts: AccountFacts, stored: Stored) {
  const { states, freshness, ranking, nowMs } = context;
  const { accountId } = facts;
  const { history, added } = pastOf(stored, facts, states, nowMs);
  const health = computeHealth({ facts, nowMs, freshness, history, overrides: stored.overrides });
  const input = { accountId, facts, health, freshness, nowMs };
  const { actions, held } = nextActions(input, stored.reactions, ranking);
  const links = identityLinks(facts.companies, stored.links);
  const content = buildDocument({
    accountId,
    facts,
    links,
    health,
    actions,
    held,
    states,
    parent: stored.parent,
    holders: stored.holders,
    nowMs,
  });
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const today = {
    accountId,
    day,
    score: health.score,
    band: health.band,
    rulesVersion,
    profile: health.profile ?? null,
    confidence: health.confidence,
  };
  return { rows: toRows(content, facts, stored.versions, nowMs), points: [...added, today] };
}

/**
 * The stored points of an account, oldest first. When there is none from before the account was first seen, the weeks before are
 * reconstructed from its dated facts and returned as `added` too, so that there is a history on the first day. A source that was never
 * read holds this back: half of the facts would make half of a past.
 */
function pastOf(
  { history, firstSeenAt }: Stored,
  facts: AccountFacts,
  states: SourceStates,
  nowMs: number,
): { history: PastPoint[]; added: HealthPoint[] } {
  const { accountId } = facts;
  const firstDay = new Date(firstSeenAt ?? nowMs).toISOString().slice(0, 10);
  const complete = Object.values(states).every((s) => s === null || s.lastSuccessAt !== null);
  const added: HealthPoint[] =
    complete && !history.some((p) => p.day < firstDay)
      ? reconstructHistory(facts, nowMs)
          .filter((p) => p.day < firstDay)
          .map(({ day, score }) => ({
            accountId,
            day,
            score,
            band: bandOf(score, null, null),
            rulesVersion,
            profile: null,
            confidence: null,
          }))
      : [];
  return { history: [...added, ...history].map((p) => ({ ...p, reconstructed: p.day < firstDay })), added };
}

/** The rows of each mask whose content differs from what is stored. */
function toRows(
  content: DocumentContent,
  facts: AccountFacts,
  stored: readonly StoredVersion[],
  nowMs: number,
): DocumentRow[] {
  const version = nextVersion(stored);
  const domains = registrableDomains(facts.companies.flatMap((c) => [...c.websites, ...c.emails]));
  const terms = searchTerms(content.header.name, domains);
  const masks: [Mask, DocumentContent][] = [
    ['full', content],
    ['restricted', restrictDocument(content)],
  ];
  return masks.flatMap(([mask, document]): DocumentRow[] => {
    const { provenance = [], ...rest } = document;
    const text = JSON.stringify(rest);
    // The terms are stored with the document, so a change of them alone is one of it. That a record was touched is none.
    const others = JSON.stringify([withoutTimes(provenance), terms]);
    const etag = hash('sha256', `[${text},${others}]`, 'base64url').slice(0, 22);
    if (stored.some((s) => s.mask === mask && s.etag === etag)) return [];
    // Written out once: the same as the whole with these added.
    const added = JSON.stringify({ provenance, version, builtAt: new Date(nowMs).toISOString() });
    const body = `${text.slice(0, -1)},${added.slice(1)}`;
    const summary = summarise(document, facts, nowMs);
    return [{ accountId: content.accountId, mask, version, etag, body, summary, terms }];
  });
}

const nextVersion = (stored: readonly StoredVersion[]) => Math.max(0, ...stored.map((s) => s.version)) + 1;

function identityLinks(companies: readonly CompanyFact[], resolutions: Stored['links']): IdentityLink[] {
  return companies.map((c) => {
    const how = resolutions.get(`${c.key.source}/${c.key.kind}/${c.key.id}`);
    return {
      system: c.key.source,
      object: c.key.kind,
      id: c.key.id,
      name: c.name,
      url: c.url,
      confidence: how?.confidence ?? 'matched',
      evidence: how?.evidence ?? [],
    };
  });
}
