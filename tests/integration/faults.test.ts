import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContextResponse } from '../../lib/contract/context.ts';
import { contractHeader, contractVersion } from '../../lib/contract/version.ts';
import type { PulledSource } from '../../server/domain/model.ts';
import { runPipeline } from '../../server/jobs/pipeline.ts';
import { Fault } from '../../server/sandbox/faults.ts';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../server/sandbox/startSandbox.ts';
import type { Customer } from '../../server/sandbox/world/types.ts';
import { openStore, type Store } from '../../server/store/openStore.ts';
import { readSourceList } from '../../server/store/sourceStatus.ts';
import { copyDatabase } from '../drill/copyDatabase.ts';
import { type Dump, differences, dump } from '../drill/dump.ts';
import { startTestApp } from '../support/app.ts';
import { vendorDeps } from '../support/vendorServer.ts';

type What = Fault['what'];
/** What a fault that stays leads to: the data is right all the same, or the source says why not, or which fields it lost. */
type Outcome = 'right' | 'failed' | 'drift';

const sources = ['salesforce', 'hubspot', 'zendesk', 'stripe'] as const;
const hour = 3_600_000;
const [firstAt, secondAt, thirdAt] = [0, 30, 31].map((h) => Date.parse('2026-11-21T00:00:00Z') + h * hour) as [
  number,
  number,
  number,
];
/** A field that the product relies on, for the faults that take one away. */
const fields: Record<PulledSource, string> = {
  salesforce: 'Name',
  hubspot: 'domain',
  zendesk: 'priority',
  stripe: 'status',
};
const everywhere = (outcome: Outcome) => ({
  salesforce: outcome,
  hubspot: outcome,
  zendesk: outcome,
  stripe: outcome,
});
/** Every fault of the sandbox; a new one does not compile until it is said here what it must lead to. */
const lasting: Record<What, Record<PulledSource, Outcome> & { seconds?: number }> = {
  rateLimit: { ...everywhere('failed'), seconds: 3600 },
  dayLimit: everywhere('failed'),
  unavailable: everywhere('failed'),
  busy: everywhere('failed'),
  forbidden: everywhere('failed'),
  slow: { ...everywhere('right'), seconds: 0.01 },
  truncated: everywhere('failed'),
  missing: everywhere('drift'),
  retyped: everywhere('drift'),
  expired: everywhere('failed'),
  disordered: everywhere('right'),
};
/** A list that was read again from its beginning, because the place in it was refused, is not refused in turn. */
const times: Partial<Record<What, number>> = { expired: 1 };
const faults = Object.keys(lasting) as What[];
/** The section of a document that rests on a source, and what its records say there. */
const sectionOf = { salesforce: 'pipeline', hubspot: 'people', zendesk: 'support', stripe: 'billing' } as const;

/** The same with the keys of every object in order: a vendor may send them in another one. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .map(([k, v]): [string, unknown] => [k, sorted(v)])
      .sort(),
  );
}

/** On SQLite: what a fault leads to does not depend on the engine, and `server/jobs/faults.test.ts` tries pulls on both. */
describe('a source in trouble', () => {
  let folder: string;
  let databases = 0;
  const database = () => `sqlite:${join(folder, `${databases++}.sqlite`)}`;
  let sandbox: Sandbox;
  let config: ReturnType<typeof sandboxConfig>;
  let base: string;
  let calm: Record<'second' | 'third', Dump>;
  let customer: Customer;

  const pull = async (store: Store, atMs: number) => {
    const deps = vendorDeps({ now: () => atMs });
    const options = { store, tenantId: config.tenant.id, sources: config.sources, deps, onProgress: () => undefined };
    return (await runPipeline(options)).sources;
  };
  const withCopy = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    const url = database();
    await copyDatabase(base, url);
    const store = await openStore(url);
    try {
      return await work(store);
    } finally {
      sandbox.faults.clear();
      await store.close();
    }
  };
  /** The data and the documents. When a row was read, and so a document's version and Stripe's times in it, depends on how often it was asked for. */
  const outcome = async (store: Store): Promise<Dump> => {
    const tables = await dump(store, ['source_record', 'record_link', 'account', 'context_document']);
    const without = (text: string) => {
      const { seen_at, modified_at, computed_at, version, body = '{}', ...row } = JSON.parse(text);
      const content = JSON.parse(body);
      for (const record of content.provenance ?? []) if (record.system === 'stripe') delete record.observedAt;
      return JSON.stringify([row, sorted({ ...content, version: 0 })]);
    };
    return Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.map(without)]));
  };
  const ofSource = (rows: Dump, wanted: (source: PulledSource) => boolean): Dump => ({
    rows: (rows.source_record ?? []).filter((row) => wanted(JSON.parse(row)[0].source)),
  });
  /** The document as a person gets it. */
  const served = async (store: Store, atMs: number) => {
    const { app, as } = await startTestApp(store, { config: config as never, now: () => atMs });
    const id = customer.salesforce[0]?.id ?? '';
    const ref = { system: 'salesforce', instance: config.sources[0]?.instance ?? '', object: 'Account', id };
    const answer = await app.inject({
      url: `/v1/context?${new URLSearchParams(ref)}`,
      headers: { ...(await as('rhea')), [contractHeader]: String(contractVersion) },
    });
    await app.close();
    expect(answer.statusCode, answer.body).toBe(200);
    const { document } = ContextResponse.parse(answer.json());
    return document ?? expect.unreachable('no document is served');
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-faults-'));
    sandbox = await startSandbox({ port: 0, accounts: 4, nowMs: firstAt });
    config = sandboxConfig(sandbox.url);
    const whole = sandbox.world.customers.find(
      (c) => c.salesforce[0] && c.hubspot[0] && c.stripe[0] && c.deals[0] && c.tickets[0] && c.subscriptions[0],
    );
    customer = whole ?? expect.unreachable('no customer is known everywhere');
    base = database();
    const store = await openStore(base);
    expect((await pull(store, firstAt)).map((s) => s.error)).toEqual([null, null, null, null]);
    await store.close();
    const changes: [PulledSource, string, string | undefined, object][] = [
      ['salesforce', 'Account', customer.salesforce[0]?.id, { Name: 'Changed SE' }],
      ['salesforce', 'Opportunity', customer.deals[0]?.id, { Name: 'Changed', StageName: 'Negotiation' }],
      ['hubspot', 'companies', customer.hubspot[0]?.id, { name: 'Changed SE' }],
      ['zendesk', 'tickets', customer.tickets[0]?.id, { subject: 'Changed', priority: 'urgent' }],
      ['stripe', 'subscriptions', customer.subscriptions[0]?.id, { status: 'past_due' }],
    ];
    for (const [source, type, id, values] of changes)
      expect(sandbox.vendors[source].change(type, id ?? '', { ...values }, secondAt - hour), type).toBe(true);
    calm = await withCopy(async (copy) => {
      await pull(copy, secondAt);
      const second = await outcome(copy);
      await pull(copy, thirdAt);
      return { second, third: await outcome(copy) };
    });
  }, 60_000);
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has every fault of the sandbox in this test', () => {
    expect(faults.sort()).toEqual([...Fault.shape.what.options].sort());
  });

  // A refusal is an answer, and so is a day without requests: it is not asked for again.
  const passing = faults.filter((what) => what !== 'forbidden' && what !== 'dayLimit');
  it.each(passing)('%s, twice and then no more, ends in the right data', { timeout: 60_000 }, async (what) => {
    await withCopy(async (store) => {
      for (const vendor of sources)
        sandbox.faults.add({ vendor, what, times: times[what] ?? 2, seconds: 0.01, field: 'no such field' });
      expect((await pull(store, secondAt)).map((s) => s.error)).toEqual([null, null, null, null]);
      expect(differences(calm.second, await outcome(store))).toEqual([]);
    });
  });

  const cells = faults.flatMap((what) => sources.map((source) => [what, source, lasting[what][source]] as const));
  it.each(cells)('%s at %s that stays: %s; and heals', { timeout: 60_000 }, async (what, source, expected) => {
    await withCopy(async (store) => {
      const { seconds = 1 } = lasting[what];
      sandbox.faults.add({ vendor: source, what, seconds, times: null, field: fields[source] });
      const errors = Object.fromEntries((await pull(store, secondAt)).map((s) => [s.source, s.error]));
      const status = (await readSourceList(store, config.tenant.id, config.sources, secondAt)).sources.find(
        (s) => s.source === source,
      );
      const now = await outcome(store);
      const document = await served(store, secondAt);
      const section = document.sections[sectionOf[source]];
      const asOf = section.sources.find((s) => s.system === source)?.asOf;
      // The others bring what is new.
      const others = sources.filter((s) => s !== source);
      expect(others.map((s) => errors[s])).toEqual([null, null, null]);
      expect(
        differences(
          ofSource(calm.second, (s) => s !== source),
          ofSource(now, (s) => s !== source),
        ),
      ).toEqual([]);
      // What was there stays there.
      expect(now.context_document).toHaveLength(calm.second.context_document?.length ?? 0);
      expect(section.data).not.toBeNull();
      if (expected === 'right') {
        expect(errors[source]).toBeNull();
        expect(differences(calm.second, now)).toEqual([]);
      } else if (expected === 'failed') {
        expect(errors[source]).toMatch(/^[a-z]+ .{10,}\.$/);
        expect(status).toMatchObject({
          state: 'warn',
          lastError: errors[source],
          lastSuccessAt: new Date(firstAt).toISOString(),
        });
        expect([section.status, asOf]).toEqual(['stale', new Date(firstAt).toISOString()]);
      } else {
        expect(errors[source]).toBeNull();
        expect(status?.drift.map((d) => d.what)).toContain(what);
        expect(asOf).toBe(new Date(secondAt).toISOString());
      }
      sandbox.faults.clear();
      await pull(store, thirdAt);
      expect(differences(calm.third, await outcome(store))).toEqual([]);
    });
  });
});
