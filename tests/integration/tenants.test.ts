import { expect, it, onTestFinished } from 'vitest';
import { rebuild, runPipeline } from '../../server/jobs/pipeline.ts';
import { instances } from '../../server/sandbox/instances.ts';
import { sandboxConfig } from '../../server/sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../../server/sandbox/startSandbox.ts';
import { undoDecision } from '../../server/store/decisions.ts';
import { markAllDirty } from '../../server/store/dirty.ts';
import { markAll } from '../../server/store/identityState.ts';
import { enqueueAll } from '../../server/store/linkQueue.ts';
import type { Store } from '../../server/store/openStore.ts';
import { removeOverride, saveOverride } from '../../server/store/overrides.ts';
import { acceptEvents } from '../../server/store/refetch.ts';
import { savePin, saveReaction } from '../../server/store/writes.ts';
import { changeWorld, seedArrivals } from '../drill/changedWorld.ts';
import { type Dump, differences, dump } from '../drill/dump.ts';
import { allTables } from '../drill/tables.ts';
import { startTestApp, testConfig } from '../support/app.ts';
import { day, hour, nowMs } from '../support/sandboxed.ts';
import { describeStores } from '../support/stores.ts';
import { vendorDeps } from '../support/vendorServer.ts';

const [own, other] = ['t', 'other'];
const user = 'rep';

/** A sandbox of some seed: the vendors of another one have other records with the same ids. */
async function world(seed: number): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, seed, accounts: 40, nowMs });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** What a tenant does in a store, a step at a time: first pull, what comes in, changes, what is taken back, full passes, a rebuild. */
function storyOf(tenantId: string, { url, world }: Sandbox) {
  const { sources } = sandboxConfig(url);
  // The full passes of one begin after those of the other, whose rows they have not seen then.
  const fullMs = nowMs + (tenantId === own ? 50 : 40) * day;
  const common = (store: Store) => ({ store, tenantId, sources, onProgress: () => undefined });
  const sync = (ms: number) => async (store: Store) => {
    const run = await runPipeline({ ...common(store), deps: vendorDeps({ now: () => ms }) });
    expect(run.sources.map((s) => s.error)).toEqual([null, null, null, null]);
  };
  const accounts = async (store: Store) => {
    const rows = store.db.selectFrom('account').select('id').where('tenant_id', '=', tenantId);
    return (await rows.orderBy('id').limit(3).execute()).map(({ id }) => id);
  };
  const say = async (store: Store) => {
    await seedArrivals(store, tenantId, world, nowMs + hour);
    for (const [i, accountId] of (await accounts(store)).entries()) {
      const [at, key] = [new Date(nowMs + i).toISOString(), `${tenantId} ${i}`];
      const action = { ruleId: 'r', ruleVersion: 1, actionKey: `${accountId}:r:1`, kind: 'done' } as const;
      const override = {
        band: 'critical',
        reason: 'said',
        expiresAt: new Date(nowMs + 30 * day).toISOString(),
      } as const;
      await savePin(store, tenantId, user, { key: `pin ${key}`, accountId, pinned: true, reason: tenantId, at }, nowMs);
      await saveReaction(store, tenantId, user, { key: `done ${key}`, accountId, ...action, at }, nowMs);
      await saveOverride(store, tenantId, user, { key: `band ${key}`, accountId, ...override }, nowMs);
    }
  };
  const takeBack = async (store: Store) => {
    for (const verdict of ['must', 'cannot'])
      await undoDecision(store, tenantId, user, `drill-${verdict}`, nowMs + 2 * hour);
    const [accountId = ''] = await accounts(store);
    await removeOverride(store, tenantId, user, { key: 'back', accountId }, nowMs + 2 * hour);
  };
  return {
    begin: [sync(nowMs), say],
    goOn: [
      sync(nowMs + 2 * hour),
      takeBack,
      sync(nowMs + 3 * hour),
      sync(fullMs),
      (store: Store) => rebuild({ ...common(store), nowMs: fullMs + day, all: true }),
    ],
    sources,
  };
}

/** Everything waits: whoever cleans up after another tenant shows. */
async function leaveUndone(store: Store, tenantId: string): Promise<void> {
  await markAllDirty(store, tenantId);
  await enqueueAll(store, tenantId);
  await store.transaction((trx) => markAll(trx, tenantId));
  const rows = await store.db
    .selectFrom('source_record')
    .select(['kind', 'id'])
    .where('source', '=', 'stripe')
    .execute();
  const marks = rows.map(({ kind, id }) => ({ key: `${kind} ${id}`, stream: `${kind}s`, id }));
  await acceptEvents(store, tenantId, 'stripe', marks, nowMs);
}

async function rowsOf(store: Store, tenantId: string): Promise<Dump> {
  const all = Object.entries(await dump(store, allTables));
  return Object.fromEntries(
    all.map(([table, rows]) => [table, rows.filter((row) => JSON.parse(row).tenant_id === tenantId)]),
  );
}

describeStores('a tenant', (stores) => {
  it('beside one with the same ids is what it is alone, and leaves that one alone', { timeout: 180_000 }, async () => {
    const [alone, shared] = [await stores.open(), await stores.open()];
    const [ownWorld, otherWorld] = [await world(7), await world(8)];
    const theirs = storyOf(other, otherWorld);
    for (const step of theirs.begin) await step(shared);
    changeWorld(otherWorld, nowMs + hour);
    for (const step of theirs.goOn) await step(shared);
    await leaveUndone(shared, other);
    const before = await rowsOf(shared, other);

    const ours = storyOf(own, ownWorld);
    const live = async (steps: readonly ((store: Store) => Promise<unknown>)[]) => {
      for (const step of steps) {
        for (const store of [alone, shared]) await step(store);
        expect(differences(await rowsOf(alone, own), await rowsOf(shared, own))).toEqual([]);
        expect(differences(before, await rowsOf(shared, other))).toEqual([]);
      }
    };
    await live(ours.begin);
    changeWorld(ownWorld, nowMs + hour);
    await live(ours.goOn);

    const { account: accounts = [], record_link: links = [] } = await rowsOf(alone, own);
    const [account] = accounts.map((row) => JSON.parse(row));
    const [link] = links.map((row) => JSON.parse(row)).filter(({ source }) => source === 'zendesk');
    const asked = [
      `context?account=${account.id}`,
      `context?system=zendesk&instance=${instances.zendesk}&object=${link.kind}&id=${link.id}`,
      `accounts/${account.id}/hierarchy`,
      `search?q=${encodeURIComponent(account.name.slice(0, 4))}`,
      'sources',
      'watchlist',
      'decisions',
      'drift',
    ];
    const answers = async (store: Store) => {
      const config = { ...testConfig, sources: ours.sources };
      const { app, as } = await startTestApp(store, { config, now: () => nowMs + 51 * day });
      const headers = await as('admin');
      const found = await Promise.all(asked.map((path) => app.inject({ url: `/v1/${path}`, headers })));
      await app.close();
      return found.map((answer, i) => [asked[i], answer.statusCode, answer.json()]);
    };
    const expected = await answers(alone);
    expect(expected.map(([, status]) => status)).toEqual(asked.map(() => 200));
    expect(await answers(shared)).toEqual(expected);
  });
});
