import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import type { ContextDocument } from '../../lib/contract/context.ts';
import type { Metric } from '../../lib/contract/values.ts';
import type { ReadEvent } from '../../server/domain/activity/event.ts';
import { metrics } from '../../server/domain/metrics/registry.ts';
import type { ConnectorConfig } from '../../server/domain/ports.ts';
import { readEvent } from '../../server/intake/readEvent.ts';
import { rebuild } from '../../server/jobs/pipeline.ts';
import { saveEvents } from '../../server/store/activityWrites.ts';
import { batches } from '../../server/store/batches.ts';
import type { Store } from '../../server/store/openStore.ts';
import { markSource, savePage } from '../../server/store/records.ts';
import { catalogue, catalogueRecords } from '../oracle/catalogue.ts';
import type { Deed, Facts } from '../oracle/facts.ts';
import { type InventedAccount, inventAccounts } from '../oracle/generateRecords.ts';
import { oracleHealth } from '../oracle/health.ts';
import type { Expected } from '../oracle/measures.ts';
import { oracleNumbers } from '../oracle/numbers.ts';
import { readEvents } from '../oracle/readEvents.ts';
import { readRows } from '../oracle/readRows.ts';
import { oracleSections, type Shown } from '../oracle/sections.ts';
import { readPublished } from '../support/publishing.ts';
import { describeStores } from '../support/stores.ts';

const now = Date.parse('2026-11-21T09:00:00Z');
const seed = 20_261_121;
const dayMs = 86_400_000;
const sources = (['salesforce', 'hubspot', 'stripe', 'zendesk'] as const).map(
  (source): ConnectorConfig => ({ source, baseUrl: 'http://127.0.0.1:1', instance: `${source}.example`, secret: 's' }),
);

/** Equal, but for what floating point and rounding to one decimal may do. */
function isClose(a: number | null, b: number | null, isRounded = false): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= (isRounded ? 0.05 : 0) + 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

/** The band of a score on a first day, when there is none to hold on to. */
function bandOf(score: number | null): string {
  if (score === null) return 'unknown';
  const shown = Math.round(score * 10) / 10;
  return shown >= 75 ? 'healthy' : shown >= 50 ? 'watch' : shown >= 25 ? 'atRisk' : 'critical';
}

/** What differs between a number and what the oracle says of it; empty when nothing does. */
function differences(metric: Metric, expected: Expected | undefined): string[] {
  if (!expected) return [`${metric.id}: the oracle does not know it`];
  const close = (a: number | null, b: number | null) => isClose(a, b, expected.isRounded);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const found: string[] = [];
  const say = (what: string, a: unknown, b: unknown) =>
    found.push(`${metric.id}.${what}: ${JSON.stringify(a)}, expected ${JSON.stringify(b)}`);
  if (!close(metric.value, expected.value ?? null)) say('value', metric.value, expected.value);
  if (!close(metric.previous, expected.previous ?? null)) say('previous', metric.previous, expected.previous);
  if (metric.n !== expected.n) say('n', metric.n, expected.n);
  const byCurrency = (list: typeof metric.amounts) => (list ?? []).map((m) => `${m.amountMinor} ${m.currency}`);
  if (!same(byCurrency(metric.amounts), byCurrency(expected.amounts))) say('amounts', metric.amounts, expected.amounts);
  if (!same(byCurrency(metric.upTo), byCurrency(expected.upTo))) say('upTo', metric.upTo, expected.upTo);
  if (metric.text !== expected.text) say('text', metric.text, expected.text);
  const inParts = (list: typeof metric.parts) => (list ?? []).map((p) => [p.id, p.n, byCurrency(p.amounts)]);
  if (!same(inParts(metric.parts), inParts(expected.parts))) say('parts', metric.parts, expected.parts);
  const isEmpty =
    (expected.value ?? null) === null && !expected.text && !expected.amounts?.length && !expected.upTo?.length;
  if ((metric.reason !== undefined) !== isEmpty) say('reason', metric.reason, isEmpty);
  if (isEmpty && expected.why !== undefined && metric.reason !== expected.why)
    say('reason', metric.reason, expected.why);
  return found;
}

/** What a document shows beside its numbers, as the oracle says it. */
function shownIn({ header, sections }: ContextDocument): Shown {
  const { billing, support, pipeline, people } = { ...dataOf(sections) };
  const byId = <T extends { id: string }>(list: T[]) => [...list].sort((x, y) => (x.id < y.id ? -1 : 1));
  return {
    arr: header.arr,
    renewsAt: header.renewsAt,
    billing: billing && {
      state: billing.state,
      plans: billing.plans.map((p) => `${p.quantity} x ${p.name} a ${p.interval}`).sort(),
      cancelsAt: billing.cancelsAt,
      renewsAt: billing.renewsAt,
      overdue: billing.overdue,
      openInvoices: byId(billing.openInvoices).map((i) => [i.id, i.amountDue, i.dueAt, i.status, i.attemptCount]),
      disputes: byId(billing.disputes).map((d) => [d.id, d.amount, d.evidenceDueAt]),
    },
    openTickets: {
      all: support?.openCount ?? 0,
      urgent: support?.urgentCount ?? 0,
      escalated: support?.escalatedCount ?? 0,
    },
    deals: (pipeline?.openDeals ?? []).map((d) => [d.id, d.name, d.amount, d.closesAt, d.kind]),
    contractEndsAt: pipeline?.contractEndsAt ?? null,
    people: (people?.people ?? [])
      .map((p) => [p.name, p.role, p.leftAt, p.doNotContact, p.optOuts ?? []])
      .sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)),
  };
}

const dataOf = ({ billing, support, pipeline, people }: ContextDocument['sections']) => ({
  billing: billing.data,
  support: support.data,
  pipeline: pipeline.data,
  people: people.data,
});

/** Everything in a document that is not what the oracle says of the account. */
function wrongIn(document: ContextDocument, facts: Facts, compared: Map<string, number>): string[] {
  const { sections, header } = document;
  const wrong: string[] = [];
  const expected = oracleNumbers(facts, now);
  const shown = [sections.health, sections.billing, sections.support, sections.pipeline, sections.usage].flatMap(
    (s) => s.data?.metrics ?? [],
  );
  for (const metric of shown) {
    if (metric.reason === undefined) compared.set(metric.id, (compared.get(metric.id) ?? 0) + 1);
    wrong.push(...differences(metric, expected[metric.id]));
  }
  const [said, should] = [shownIn(document), oracleSections(facts, now)];
  for (const name of Object.keys(should) as (keyof Shown)[])
    if (!isDeepStrictEqual(said[name], should[name]))
      wrong.push(`${name}: ${JSON.stringify(said[name])}, expected ${JSON.stringify(should[name])}`);

  const oracle = oracleHealth(facts, now);
  if (!isClose(header.score, oracle.score, true) || header.band !== bandOf(oracle.score))
    wrong.push(`health ${header.score} ${header.band}, expected ${oracle.score}`);
  const health = sections.health.data;
  if (health === null) return wrong;
  const scores = Object.fromEntries(health.factors.map((f) => [f.id, f.score]));
  for (const id of new Set([...Object.keys(scores), ...Object.keys(oracle.factors)]))
    if (!(id in scores && id in oracle.factors && isClose(scores[id] ?? null, oracle.factors[id] ?? null, true)))
      wrong.push(`factor ${id} ${scores[id]}, expected ${oracle.factors[id]}`);
  const level = oracle.coverage >= 0.8 - 1e-9 ? 'high' : oracle.coverage >= 0.5 - 1e-9 ? 'medium' : 'low';
  if (Math.abs(health.coverage - oracle.coverage) > 0.0006 || health.confidence !== level)
    wrong.push(`coverage ${health.coverage} ${health.confidence}, expected ${oracle.coverage} ${level}`);
  return wrong;
}

/** Stores what the vendors and an analytics tool would send of these accounts, and publishes it. */
async function publish(store: Store, tenantId: string, accounts: readonly InventedAccount[], messages: object[]) {
  for (const { source } of sources) {
    const own = accounts.flatMap((a) => a.rows.filter((r) => r.source === source));
    const records = (source === 'stripe' ? [...own, ...catalogueRecords] : own).map((row) => ({
      ...row,
      modifiedAt: now - dayMs,
      deleted: false,
    }));
    await savePage(store, tenantId, source, { stream: 'all', records, cursor: null }, now);
    await markSource(store, tenantId, source, { successAt: now });
  }
  for (const part of batches(messages, 2000)) {
    const events = part.map((raw): ReadEvent => {
      const reading = readEvent(raw, { type: null, sentAt: null, channel: null, receivedAt: now });
      return reading.outcome === 'read' ? reading.event : expect.unreachable(JSON.stringify(reading));
    });
    await saveEvents(store, tenantId, { sender: 'app', events, others: {} }, now);
  }
  const options = { store, tenantId, sources, nowMs: now, onProgress: () => undefined };
  expect(await rebuild(options)).toMatchObject({ accounts: accounts.length, changed: accounts.length });
}

/** What is wrong in the published documents of accounts. `deeds`: by Salesforce id; null where nothing tells of activity. */
async function wrongOf(
  store: Store,
  accounts: readonly InventedAccount[],
  deeds: ReadonlyMap<string, Deed[]> | null,
): Promise<{ wrong: string[]; compared: Map<string, number> }> {
  const rows = new Map(accounts.map((a) => [a.salesforceId, a.rows]));
  const compared = new Map<string, number>();
  const documents = await readPublished(store);
  expect(documents).toHaveLength(accounts.length);
  const wrong = documents.flatMap((document) => {
    const id = document.links.find((l) => l.system === 'salesforce' && l.object === 'Account')?.id ?? '';
    const facts = { ...readRows(rows.get(id) ?? [], now), catalogue, deeds: deeds && (deeds.get(id) ?? []) };
    return wrongIn(document, facts, compared).map((text) => `${id} ${text}`);
  });
  return { wrong, compared };
}

describeStores('numbers and health', (stores) => {
  it('of 2,000 published accounts are what an independent reading of the definitions says', {
    timeout: 120_000,
  }, async () => {
    const store = await stores.open();
    const accounts = inventAccounts(seed, 2000, now);
    const messages = accounts.flatMap((a) => a.messages);
    await publish(store, 't', accounts, messages);
    const { wrong, compared } = await wrongOf(store, accounts, readEvents(messages, now));
    expect(wrong.slice(0, 20)).toEqual([]);
    // Each number had a value often enough to be right by more than chance.
    for (const id of Object.keys(metrics)) expect([id, (compared.get(id) ?? 0) >= 40]).toEqual([id, true]);
  });

  it('are it also where nothing tells of use', { timeout: 60_000 }, async () => {
    const store = await stores.open();
    const accounts = inventAccounts(seed + 1, 200, now);
    await publish(store, 't', accounts, []);
    expect((await wrongOf(store, accounts, null)).wrong.slice(0, 20)).toEqual([]);
  });
});
