import { describe, expect, it } from 'vitest';
import { ContextDocument } from '../../lib/contract/context.ts';
import type { Metric } from '../../lib/contract/values.ts';
import { computeHealth } from '../../server/domain/health/computeHealth.ts';
import { measureMetrics } from '../../server/domain/metrics/measureMetrics.ts';
import { metrics } from '../../server/domain/metrics/registry.ts';
import type { AccountFacts, Fact } from '../../server/domain/model.ts';
import type { ConnectorConfig, RawRecord } from '../../server/domain/ports.ts';
import { normaliser } from '../../server/jobs/normaliser.ts';
import { rebuild } from '../../server/jobs/pipeline.ts';
import { eachRecord, markSource, savePage } from '../../server/store/records.ts';
import { catalogue, catalogueRecords } from '../oracle/catalogue.ts';
import { type InventedAccount, inventAccounts } from '../oracle/generateRecords.ts';
import { oracleHealth } from '../oracle/health.ts';
import type { Expected } from '../oracle/measures.ts';
import { oracleNumbers } from '../oracle/numbers.ts';
import { accountFacts } from '../support/facts.ts';
import { describeStores } from '../support/stores.ts';

const now = Date.parse('2026-11-21T09:00:00Z');
const seed = 20_261_121;
const count = 2000;
const tenantId = 't';
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

/** The facts of each account, by its Salesforce id. */
async function gather(
  records: AsyncIterable<RawRecord> | Iterable<RawRecord>,
  accounts: readonly InventedAccount[],
): Promise<Map<string, AccountFacts>> {
  const owner = new Map(
    accounts.flatMap((a) => a.records.map((r) => [`${r.source}/${r.kind}/${r.id}`, a.salesforceId])),
  );
  const facts = new Map(accounts.map((a) => [a.salesforceId, accountFacts({ catalogue })]));
  const toFact = normaliser(sources);
  const lists: Partial<Record<Fact['type'], keyof AccountFacts>> = {
    company: 'companies',
    person: 'people',
    deal: 'deals',
    contract: 'contracts',
    ticket: 'tickets',
    breach: 'breaches',
    feedback: 'feedback',
    subscription: 'subscriptions',
    invoice: 'invoices',
    dispute: 'disputes',
    payment: 'payments',
    order: 'orders',
    refund: 'refunds',
    credit: 'credits',
  };
  for await (const record of records) {
    const fact = toFact(record);
    const list = fact && lists[fact.type];
    const of = facts.get(owner.get(`${record.source}/${record.kind}/${record.id}`) ?? '');
    if (list && of) (of[list] as unknown as Fact[]).push(fact);
  }
  return facts;
}

describeStores('numbers and health', (stores) => {
  it('of 2,000 published accounts are what an independent reading of the definitions says', {
    timeout: 120_000,
  }, async () => {
    const store = await stores.open();
    const accounts = inventAccounts(seed, count, now);
    for (const { source } of sources) {
      const own = accounts.flatMap((a) => a.records.filter((r) => r.source === source));
      const records = source === 'stripe' ? [...own, ...catalogueRecords] : own;
      await savePage(store, tenantId, source, { stream: 'all', records, cursor: null }, now);
      await markSource(store, tenantId, source, { successAt: now });
    }
    const options = { store, tenantId, sources, nowMs: now, onProgress: () => undefined };
    expect(await rebuild(options)).toMatchObject({ accounts: count, changed: count });

    const facts = await gather(eachRecord(store, tenantId), accounts);
    const rows = await store.db
      .selectFrom('context_document')
      .select('body')
      .where('tenant_id', '=', tenantId)
      .where('mask', '=', 'full')
      .execute();
    const wrong: string[] = [];
    const compared = new Map<string, number>();
    for (const { body } of rows) {
      const { links, sections, header } = ContextDocument.parse(JSON.parse(body));
      const id = links.find((l) => l.system === 'salesforce' && l.object === 'Account')?.id ?? '';
      const own = facts.get(id);
      if (!own) throw new Error(`no facts of ${id}`);
      const expected = oracleNumbers(own, now);
      const shown = [sections.health, sections.billing, sections.support, sections.pipeline, sections.usage].flatMap(
        (s) => s.data?.metrics ?? [],
      );
      for (const metric of shown) {
        compared.set(metric.id, (compared.get(metric.id) ?? 0) + 1);
        wrong.push(...differences(metric, expected[metric.id]).map((text) => `${id} ${text}`));
      }
      const health = oracleHealth(own, now);
      if (!isClose(header.score, health.score, true) || header.band !== bandOf(health.score))
        wrong.push(`${id} health ${header.score} ${header.band}, expected ${health.score}`);
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(rows).toHaveLength(count);
    // Nothing tells of use here, so the numbers of usage are compared below.
    const silent = ['productUsage', 'usageDepth', 'engagementScore'];
    for (const id of Object.keys(metrics).filter((m) => !silent.includes(m)))
      expect([id, (compared.get(id) ?? 0) > 500]).toEqual([id, true]);
  });
});

describe('numbers and health', () => {
  it('are it also with what people did, in every part of health', { timeout: 300_000 }, async () => {
    const accounts = inventAccounts(seed + 1, count, now);
    const read = await gather(
      accounts.flatMap((a) => a.records),
      accounts,
    );
    const wrong: string[] = [];
    const told = new Map<string, number>();
    for (const { salesforceId, activity } of accounts) {
      const facts = { ...(read.get(salesforceId) as AccountFacts), activity };
      const expected = oracleNumbers(facts, now);
      for (const metric of Object.values(measureMetrics(facts, now))) {
        if (metric.reason === undefined) told.set(metric.id, (told.get(metric.id) ?? 0) + 1);
        wrong.push(...differences(metric, expected[metric.id]).map((text) => `${salesforceId} ${text}`));
      }
      const health = computeHealth({ facts, nowMs: now, freshness: 1, history: [] });
      const oracle = oracleHealth(facts, now);
      const scores = Object.fromEntries(health.factors.map((f) => [f.id, f.score]));
      for (const id of new Set([...Object.keys(scores), ...Object.keys(oracle.factors)]))
        if (!(id in scores && id in oracle.factors && isClose(scores[id] ?? null, oracle.factors[id] ?? null, true)))
          wrong.push(`${salesforceId} factor ${id} ${scores[id]}, expected ${oracle.factors[id]}`);
      const level = oracle.coverage >= 0.8 - 1e-9 ? 'high' : oracle.coverage >= 0.5 - 1e-9 ? 'medium' : 'low';
      if (Math.abs(health.coverage - oracle.coverage) > 0.0006 || health.confidence !== level)
        wrong.push(
          `${salesforceId} coverage ${health.coverage} ${health.confidence}, expected ${oracle.coverage} ${level}`,
        );
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    // Each number had a value often enough to be right by more than chance.
    for (const id of Object.keys(metrics)) expect([id, (told.get(id) ?? 0) >= 40]).toEqual([id, true]);
  });
});
