import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConnectorConfig, RawRecord } from '../../server/domain/ports.ts';
import { decide } from '../../server/jobs/decide.ts';
import { processDeps } from '../../server/jobs/processDeps.ts';
import { resolveAccounts } from '../../server/jobs/resolve.ts';
import { syncAll } from '../../server/jobs/syncAll.ts';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../server/sandbox/startSandbox.ts';
import { createRandom, type Random } from '../../server/sandbox/world/random.ts';
import { undoDecision } from '../../server/store/decisions.ts';
import { countQueue } from '../../server/store/linkQueue.ts';
import type { Store } from '../../server/store/openStore.ts';
import { eachRecord, savePage } from '../../server/store/records.ts';
import type { Schema } from '../../server/store/schema.ts';
import { type Dump, differences, dump } from '../drill/dump.ts';
import { dumpIndex } from '../support/dumpIndex.ts';
import { describeStores } from '../support/stores.ts';

const tenantId = 't';
const rounds = 24;
const seed = 7;
/** Everything that linking writes, but for what notes that and when it did. */
const linkTables: readonly (keyof Schema)[] = [
  'account',
  'account_domain',
  'account_parent',
  'account_redirect',
  'company_contact',
  'company_identity',
  'match_edge',
  'record_link',
];

describeStores('what a run leaves that looks only at what changed', (stores) => {
  let sandbox: Sandbox;
  let sources: ConnectorConfig[];
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, accounts: 24 });
    sources = sandboxConfig(sandbox.url).sources;
  });
  afterAll(() => sandbox?.close());

  it('is what a run over everything leaves, whatever changed', { timeout: 120_000 }, async () => {
    const store = await stores.open();
    const random = createRandom(seed);
    let nowMs = Date.now();
    const resolve = (all = false) =>
      resolveAccounts({ store, tenantId, sources, nowMs, onProgress: () => undefined, all });
    await syncAll({ store, tenantId, sources, deps: processDeps(), onProgress: () => undefined });
    const first = await resolve();
    expect((await resolve()).linked).toBe(0);
    let relinked = 0;
    let parts = 0;
    for (let round = 0; round < rounds; round++) {
      nowMs += 60_000;
      const what = await change(store, random, nowMs);
      const { linked, identified, accounts, cycles } = await resolve();
      relinked += linked;
      if (identified === 'part') parts++;
      const after = await state(store, { accounts, cycles });
      expect(await countQueue(store, tenantId)).toBe(0);
      const whole = await resolve(true);
      const expected = await state(store, { accounts: whole.accounts, cycles: whole.cycles });
      expect(differences(expected, after), `seed ${seed}, round ${round}: ${what}`).toEqual([]);
    }
    // A run that links everything each time would pass as well.
    expect(relinked).toBeGreaterThan(rounds);
    expect(relinked).toBeLessThan((first.linked * rounds) / 2);
    expect(parts).toBeGreaterThan(rounds / 3);
  });
});

async function state(store: Store, found: { accounts: number; cycles: string[] }): Promise<Dump> {
  return { ...(await dump(store, linkTables)), index: await dumpIndex(store), found: [JSON.stringify(found)] };
}

/** Changes a few records as nobody would: values wander between records of a kind, records go and come back, stewards decide and change their mind. */
async function change(store: Store, random: Random, nowMs: number): Promise<string> {
  const all: RawRecord[] = [];
  for await (const record of eachRecord(store, tenantId)) all.push(record);
  const byKind = [...Map.groupBy(all, (r) => `${r.source} ${r.kind}`).values()];
  const changed: RawRecord[] = [];
  const told: string[] = [];
  const companies = all.filter((r) => ['Account', 'company', 'organization', 'customer'].includes(r.kind));
  if (random.chance(0.4)) told.push(await decideOnTwo(store, random, companies, nowMs));
  for (let n = random.int(1, 5); n > 0; n--) {
    const alike = random.chance(0.5) ? companies : random.pick(byKind);
    const one = random.pick(alike);
    const other = random.pick(alike.filter((r) => r.source === one.source && r.kind === one.kind));
    const gone = random.chance(0.2);
    const body = gone ? one.body : mixed(one.body, other.body, random);
    changed.push({ ...one, body, deleted: gone ? !one.deleted : one.deleted, modifiedAt: nowMs });
    told.push(`${one.source}/${one.kind}/${one.id}${gone ? ' gone or back' : ` from ${other.id}`}`);
  }
  for (const record of changed)
    await savePage(store, tenantId, record.source, { stream: 'x', records: [record], cursor: null }, nowMs);
  return told.join('; ');
}

async function decideOnTwo(store: Store, random: Random, companies: readonly RawRecord[], nowMs: number) {
  const [a, b] = [random.pick(companies), random.pick(companies)].map((r) => `${r.source}/${r.kind}/${r.id}`);
  const verdict = random.pick(['must', 'cannot'] as const);
  const key = `decision-${nowMs}`;
  try {
    await decide(store, tenantId, 'mona', { key, verdict, a: a ?? '', b: b ?? '', reason: 'test' }, nowMs);
  } catch (error) {
    // The same record twice, one that is gone, or a contradiction: nothing was decided.
    return `refused (${(error as Error).message})`;
  }
  if (random.chance(0.3)) await undoDecision(store, tenantId, 'mona', key, nowMs);
  return `${verdict} ${a} ${b}`;
}

/** One value of the other record in place of the own; HubSpot's and nested values one level deeper. */
function mixed(one: unknown, other: unknown, random: Random): unknown {
  const [mine, theirs] = [one, other] as Record<string, unknown>[];
  const names = Object.keys(theirs ?? {}).filter((name) => !['id', 'Id', 'attributes', 'object'].includes(name));
  if (names.length === 0) return one;
  const name = random.pick(names);
  const [from, to] = [theirs?.[name], mine?.[name]];
  const isNested = [from, to].every((v) => typeof v === 'object' && v !== null && !Array.isArray(v));
  return { ...mine, [name]: isNested ? mixed(to, from, random) : from };
}
