import { createHash } from 'node:crypto';
import type { IdentityLink } from '../../lib/contract/identity.ts';
import { nextActions, type RankingContext } from '../domain/actions/nextActions.ts';
import { annualRecurring } from '../domain/billing.ts';
import { buildDocument, type DocumentContent, restrictDocument, summarise } from '../domain/document/buildDocument.ts';
import { bandOf, computeHealth, type PastPoint, rulesVersion } from '../domain/health/computeHealth.ts';
import { reconstructHistory } from '../domain/health/reconstructHistory.ts';
import { registrableDomains } from '../domain/identity/domains.ts';
import type { AccountFacts, CompanyFact, Fact, SourceStates } from '../domain/model.ts';
import type { ConnectorConfig } from '../domain/ports.ts';
import { searchTerms } from '../domain/search/searchTerms.ts';
import {
  type DocumentRow,
  readAccountsWithoutRecords,
  readVersions,
  removeDocuments,
  saveDocuments,
} from '../store/documents.ts';
import { readFirstSeen } from '../store/firstSeen.ts';
import { type HealthPoint, readHistory, saveHistory } from '../store/history.ts';
import { eachAccount, readLinkedCompanies } from '../store/links.ts';
import type { Store } from '../store/openStore.ts';
import { readParent } from '../store/parents.ts';
import { readReactions, readUsefulness } from '../store/reactions.ts';
import { eachRecord, readRecordsOfAccount, readSourceStates } from '../store/records.ts';
import type { Mask } from '../store/schema.ts';
import type { OnProgress } from './progress.ts';
import { normaliser } from './resolve.ts';

const historyDays = 90;
const warnAfterMs = 24 * 3_600_000;
const asOfStepMs = 15 * 60_000;
const errorAfterMs = 72 * 3_600_000;

/**
 * Builds and stores the document of every account, one at a time: facts, metrics, health, actions, bytes for each mask, and what it is
 * found by. Content that did not change keeps its version and ETag, so that nobody is told to fetch it again. Accounts without records
 * lose their document.
 */
export async function publishAccounts(options: {
  store: Store;
  tenantId: string;
  sources: readonly ConnectorConfig[];
  nowMs: number;
  onProgress: OnProgress;
}): Promise<{ accounts: number; changed: number }> {
  const { store, tenantId, sources, nowMs, onProgress } = options;
  const toFact = normaliser(sources);
  const states = coarse(
    await readSourceStates(
      store,
      tenantId,
      sources.map((s) => s.source),
    ),
  );
  const freshness = freshnessOf(states, nowMs);
  const ranking: RankingContext = {
    usefulness: await readUsefulness(store, tenantId),
    p95Arr: await readP95Arr(store, tenantId, toFact),
  };
  let accounts = 0;
  let changed = 0;
  for await (const { id: accountId } of eachAccount(store, tenantId)) {
    const facts = gather(
      accountId,
      (await readRecordsOfAccount(store, tenantId, accountId)).flatMap((r) => toFact(r) ?? []),
    );
    const { history, added } = await readPast(store, tenantId, facts, states, nowMs);
    const health = computeHealth({ facts, nowMs, freshness, history });
    const { actions, held } = nextActions(
      { accountId, facts, health, freshness, nowMs },
      await readReactions(store, tenantId, accountId),
      ranking,
    );
    const links = identityLinks(facts.companies, await readLinkedCompanies(store, tenantId, accountId));
    const parent = await readParent(store, tenantId, accountId);
    const content = buildDocument({ accountId, facts, links, health, actions, held, states, parent, nowMs });
    const rows = await toRows(store, tenantId, content, facts, nowMs);
    changed += (await saveDocuments(store, tenantId, rows, nowMs)).length;
    await saveHistory(store, tenantId, [
      ...added,
      {
        accountId,
        day: new Date(nowMs).toISOString().slice(0, 10),
        score: health.score,
        band: health.band,
        rulesVersion,
      },
    ]);
    accounts++;
    if (accounts % 25 === 0) onProgress({ phase: 'publish', done: accounts, total: null });
  }
  const gone = await readAccountsWithoutRecords(store, tenantId);
  await removeDocuments(store, tenantId, gone, nowMs);
  changed += gone.length;
  onProgress({ phase: 'publish', done: accounts, total: accounts });
  return { accounts, changed };
}

/**
 * The stored points of an account, oldest first. When there is none from before the account was first seen, the weeks before are
 * reconstructed from its dated facts and returned as `added` too, so that there is a history on the first day. A source that was never
 * read holds this back: half of the facts would make half of a past.
 */
async function readPast(
  store: Store,
  tenantId: string,
  facts: AccountFacts,
  states: SourceStates,
  nowMs: number,
): Promise<{ history: PastPoint[]; added: HealthPoint[] }> {
  const { accountId } = facts;
  const firstDay = new Date(await readFirstSeen(store, tenantId, accountId, nowMs)).toISOString().slice(0, 10);
  const stored = await readHistory(store, tenantId, accountId, historyDays);
  const complete = Object.values(states).every((s) => s === null || s.lastSuccessAt !== null);
  const added: HealthPoint[] =
    complete && !stored.some((p) => p.day < firstDay)
      ? reconstructHistory(facts, nowMs)
          .filter((p) => p.day < firstDay)
          .map(({ day, score }) => ({ accountId, day, score, band: bandOf(score, null, null), rulesVersion }))
      : [];
  return { history: [...added, ...stored].map((p) => ({ ...p, reconstructed: p.day < firstDay })), added };
}

async function toRows(
  store: Store,
  tenantId: string,
  content: DocumentContent,
  facts: AccountFacts,
  nowMs: number,
): Promise<DocumentRow[]> {
  const stored = await readVersions(store, tenantId, content.accountId);
  const version = Math.max(0, ...stored.map((s) => s.version)) + 1;
  const domains = registrableDomains(facts.companies.flatMap((c) => [...c.websites, ...c.emails]));
  const terms = searchTerms(content.header.name, domains);
  const masks: [Mask, DocumentContent][] = [
    ['full', content],
    ['restricted', restrictDocument(content)],
  ];
  return masks.flatMap(([mask, document]): DocumentRow[] => {
    // The terms are stored with the document, so a change of them alone is one of it.
    const etag = createHash('sha256')
      .update(JSON.stringify([document, terms]))
      .digest('base64url')
      .slice(0, 22);
    if (stored.some((s) => s.mask === mask && s.etag === etag)) return [];
    const body = JSON.stringify({ ...document, version, builtAt: new Date(nowMs).toISOString() });
    const summary = summarise(document, facts, nowMs);
    return [{ accountId: content.accountId, mask, version, etag, body, summary, terms }];
  });
}

function gather(accountId: string, all: readonly Fact[]): AccountFacts {
  const facts: AccountFacts = {
    accountId,
    companies: [],
    people: [],
    deals: [],
    contracts: [],
    tickets: [],
    subscriptions: [],
    invoices: [],
    disputes: [],
    payments: [],
    orders: [],
    refunds: [],
    credits: [],
    activity: null,
  };
  for (const fact of all) {
    if (fact.type === 'company') facts.companies.push(fact);
    else if (fact.type === 'person') facts.people.push(fact);
    else if (fact.type === 'deal') facts.deals.push(fact);
    else if (fact.type === 'contract') facts.contracts.push(fact);
    else if (fact.type === 'ticket') facts.tickets.push(fact);
    else if (fact.type === 'subscription') facts.subscriptions.push(fact);
    else if (fact.type === 'invoice') facts.invoices.push(fact);
    else if (fact.type === 'dispute') facts.disputes.push(fact);
    else if (fact.type === 'payment') facts.payments.push(fact);
    else if (fact.type === 'order') facts.orders.push(fact);
    else if (fact.type === 'refund') facts.refunds.push(fact);
    else if (fact.type === 'credit') facts.credits.push(fact);
  }
  return facts;
}

/**
 * The age that a document states is rounded down to the quarter hour: never fresher than the truth, and a pull that brought nothing new
 * does not republish every account.
 */
function coarse(states: SourceStates): SourceStates {
  const entries = Object.entries(states).map(([source, state]) => [
    source,
    state && state.lastSuccessAt !== null
      ? { ...state, lastSuccessAt: Math.floor(state.lastSuccessAt / asOfStepMs) * asOfStepMs }
      : state,
  ]);
  return Object.fromEntries(entries) as SourceStates;
}

/** Mean freshness of the connected sources: 1 within a day, 0.5 within three, 0 beyond or never. */
function freshnessOf(states: SourceStates, nowMs: number): number {
  const connected = Object.values(states).filter((s) => s !== null);
  if (connected.length === 0) return 0;
  const grades = connected.map(({ lastSuccessAt }) => {
    const ageMs = lastSuccessAt === null ? Number.POSITIVE_INFINITY : nowMs - lastSuccessAt;
    return ageMs <= warnAfterMs ? 1 : ageMs <= errorAfterMs ? 0.5 : 0;
  });
  return grades.reduce((a: number, b) => a + b, 0) / grades.length;
}

/** 95th percentile of annual recurring revenue per currency, over subscriptions; the scale for "how much is at stake". */
async function readP95Arr(
  store: Store,
  tenantId: string,
  toFact: ReturnType<typeof normaliser>,
): Promise<Map<string, number>> {
  const amounts = new Map<string, number[]>();
  for await (const record of eachRecord(store, tenantId, { source: 'stripe', kinds: ['subscription'] })) {
    const fact = toFact(record);
    if (fact?.type !== 'subscription') continue;
    const [arr] = annualRecurring({ ...gather('', []), subscriptions: [fact] });
    if (!arr) continue;
    const list = amounts.get(arr.currency);
    if (list) list.push(arr.amountMinor);
    else amounts.set(arr.currency, [arr.amountMinor]);
  }
  return new Map(
    [...amounts].map(([currency, list]) => [
      currency,
      list.sort((a, b) => a - b)[Math.floor((list.length - 1) * 0.95)] ?? 0,
    ]),
  );
}

function identityLinks(
  companies: readonly CompanyFact[],
  resolutions: ReadonlyMap<string, Pick<IdentityLink, 'confidence' | 'evidence'>>,
): IdentityLink[] {
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
