import { expect, it } from 'vitest';
import { startTestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { findContext } from '../cli/context.ts';
import type { ConnectorConfig, RawRecord } from '../domain/ports.ts';
import { undoDecision } from '../store/decisions.ts';
import { readDirty } from '../store/dirty.ts';
import { readLinkEtag } from '../store/links.ts';
import { readMatchEdges } from '../store/matchEdges.ts';
import type { Store } from '../store/openStore.ts';
import { readOverrides, saveOverride } from '../store/overrides.ts';
import { readReactions } from '../store/reactions.ts';
import { savePage } from '../store/records.ts';
import { followRedirect } from '../store/redirects.ts';
import { readPinned } from '../store/watchlist.ts';
import { savePin, saveReaction } from '../store/writes.ts';
import { decide } from './decide.ts';
import { publishAccounts } from './publish.ts';
import { resolveAccounts } from './resolve.ts';

const sources: ConnectorConfig[] = [
  { source: 'zendesk', baseUrl: 'http://127.0.0.1:1', instance: 'x.zendesk.com', secret: 's' },
];
const organization = (id: string, name: string, nowMs: number): RawRecord => ({
  source: 'zendesk',
  kind: 'organization',
  id,
  modifiedAt: nowMs,
  deleted: false,
  body: { id: Number(id), name, domain_names: [`${name}.example`], updated_at: new Date(nowMs).toISOString() },
});
const text = (id: string) => `zendesk/organization/${id}`;

describeStores('account ids', (stores) => {
  let store: Store;
  let nowMs = Date.parse('2026-11-21T09:00:00Z');
  const run = async (records: RawRecord[] = []) => {
    nowMs += 60_000;
    await savePage(store, 't', 'zendesk', { stream: 'organizations', records, cursor: null }, nowMs);
    const options = { store, tenantId: 't', sources, nowMs, onProgress: () => undefined };
    await resolveAccounts(options);
    const changed = new Set((await readDirty(store, 't', '', 99)).map((d) => d.accountId));
    await publishAccounts(options);
    return changed;
  };
  const idOf = async (id: string) =>
    (await readLinkEtag(store, 't', { source: 'zendesk', kind: 'organization', id }))?.accountId ?? '';
  const must = async (one = '1', other = '2') => {
    const key = crypto.randomUUID();
    await decide(store, 't', 'mona', { key, verdict: 'must', a: text(one), b: text(other), reason: 'seen' }, nowMs);
    return key;
  };
  const at = () => new Date(nowMs).toISOString();
  const react = (accountId: string) =>
    saveReaction(
      store,
      't',
      'u',
      {
        key: crypto.randomUUID(),
        accountId,
        actionKey: `${accountId}:r:1`,
        ruleId: 'r',
        ruleVersion: 1,
        kind: 'done',
        at: at(),
      },
      nowMs,
    );
  const pin = (accountId: string, pinned = true) =>
    savePin(store, 't', 'u', { key: crypto.randomUUID(), accountId, pinned, at: at() }, nowMs);
  const pinned = async () => (await readPinned(store, 't', 'u', 'full')).map((p) => p.accountId);

  it('lead on after a merge, a split and another merge: context, pins, reactions and search', async () => {
    store = await stores.open();
    await run([organization('1', 'acme', nowMs)]);
    expect(await run([organization('2', 'birch', nowMs)])).toEqual(new Set([await idOf('2')]));
    const [first, second] = [await idOf('1'), await idOf('2')];
    await pin(second);
    await react(second);
    const { app, as, feed } = await startTestApp(store, { config: { ...testConfig, sources } });
    const headers = await as('rep');
    const ask = async (account: string) => {
      await feed.catchUp();
      return (await app.inject({ url: `/v1/context?account=${account}`, headers })).json().document?.accountId;
    };
    expect([await ask(first), await ask(second)]).toEqual([first, second]);

    for (let times = 0; times < 2; times++) {
      const decision = await must();
      expect(await run()).toEqual(new Set([first, second]));
      expect([await idOf('1'), await idOf('2')]).toEqual([first, first]);
      expect([await ask(first), await ask(second)]).toEqual([first, first]);
      expect(await pinned()).toEqual([first]);
      expect((await readReactions(store, 't', [first])).get(first)).toMatchObject([{ actionKey: `${first}:r:1` }]);
      expect((await findContext(store, 't', second)).document?.accountId).toBe(first);
      expect(await readMatchEdges(store, 't', [text('1'), text('2')])).toMatchObject([
        {
          a: text('1'),
          b: text('2'),
          rule: 'decision',
          evidence: '{"value":"seen"}',
          score: null,
          actor: 'mona',
          at: nowMs,
        },
      ]);
      expect(await run()).toEqual(new Set());

      await undoDecision(store, 't', 'mona', decision, nowMs);
      expect(await run()).toEqual(new Set([first, second]));
      expect([await idOf('1'), await idOf('2')]).toEqual([first, second]);
      expect([await ask(first), await ask(second)]).toEqual([first, second]);
      expect(await pinned()).toEqual([second]);
      expect(await readReactions(store, 't', [first])).toEqual(new Map());
      expect((await readReactions(store, 't', [second])).get(second)).toHaveLength(1);
      expect(await readMatchEdges(store, 't', [text('1'), text('2')])).toEqual([]);
    }
    await app.close();
  });

  it('go along when their record moves from one customer to another in one run, and pins, reactions and words of people with them', async () => {
    store = await stores.open();
    for (const [id, name] of ['1 acme', '3 cedar', '2 birch'].map((one) => one.split(' ')))
      await run([organization(id ?? '', name ?? '', nowMs)]);
    const [first, second, third] = [await idOf('1'), await idOf('2'), await idOf('3')];
    await pin(second);
    await react(second);
    const expiresAt = new Date(nowMs + 86_400_000).toISOString();
    const said = { key: crypto.randomUUID(), accountId: second, band: 'atRisk' as const, reason: 'seen', expiresAt };
    await saveOverride(store, 't', 'u', said, nowMs);
    const moved = await must('1', '2');
    await run();
    expect(await pinned()).toEqual([first]);
    await undoDecision(store, 't', 'mona', moved, nowMs);
    await must('2', '3');
    await run();
    expect([await idOf('1'), await idOf('2'), await idOf('3')]).toEqual([first, third, third]);
    expect(await pinned()).toEqual([third]);
    expect([...(await readReactions(store, 't', [first, third])).keys()]).toEqual([third]);
    expect([...(await readOverrides(store, 't', [first, third], 0)).keys()]).toEqual([third]);
    expect((await findContext(store, 't', second)).document?.accountId).toBe(third);
    // A panel that was opened before the merge answers to the old id.
    await publishAccounts({ store, tenantId: 't', sources, nowMs, onProgress: () => undefined });
    await react(second);
    expect((await readDirty(store, 't', '', 10)).map((d) => d.accountId)).toEqual([third]);
  });

  it('of several merged ones show one pin, and the latest word about it counts', async () => {
    store = await stores.open();
    await run([organization('1', 'acme', nowMs)]);
    await run([organization('2', 'birch', nowMs)]);
    const [first, second] = [await idOf('1'), await idOf('2')];
    await pin(first);
    await pin(second);
    await must();
    await run();
    expect(await pinned()).toEqual([first]);
    nowMs += 1000;
    await pin(first, false);
    expect(await pinned()).toEqual([]);
  });

  it('are made good by the next run, wherever one was killed', async () => {
    for (let survived = 0, wasKilled = true; wasKilled; survived++) {
      store = await stores.open();
      await run([organization('1', 'acme', nowMs)]);
      await run([organization('2', 'birch', nowMs)]);
      const [first, second] = [await idOf('1'), await idOf('2')];
      await must();
      let left = survived;
      const killed: Store = {
        ...store,
        transaction: (work) => (left-- > 0 ? store.transaction(work) : Promise.reject(new Error('killed'))),
      };
      const options = { tenantId: 't', sources, nowMs, onProgress: () => undefined };
      wasKilled = await resolveAccounts({ ...options, store: killed }).then(
        () => false,
        () => true,
      );
      await resolveAccounts({ ...options, store });
      expect([await idOf('1'), await idOf('2'), await followRedirect(store, 't', second)]).toEqual([
        first,
        first,
        first,
      ]);
      if (!wasKilled) expect(survived).toBeGreaterThan(3);
    }
  });
});
