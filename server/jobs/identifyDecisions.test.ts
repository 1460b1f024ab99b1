import { expect, it } from 'vitest';
import { type Dump, differences, dump } from '../../tests/drill/dump.ts';
import { dumpIndex } from '../../tests/support/dumpIndex.ts';
import { company } from '../../tests/support/facts.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { type CompanyKey, companyKey, keyText } from '../domain/identity/companyKey.ts';
import { DecisionRefused } from '../domain/identity/decisions.ts';
import { newAccountId } from '../domain/identity/nameAccounts.ts';
import { createRandom, type Random } from '../sandbox/world/random.ts';
import { saveCompanies } from '../store/companyIdentity.ts';
import { readDecisionsInForce, saveDecision, undoDecision } from '../store/decisions.ts';
import { markAll, markIdentity, readIdentityState } from '../store/identityState.ts';
import { readMembershipsOf } from '../store/memberships.ts';
import type { Store } from '../store/openStore.ts';
import { followRedirects } from '../store/redirects.ts';
import type { Schema } from '../store/schema.ts';
import type { IdentifyOptions } from './identifyAll.ts';
import { identifyCompanies } from './identifyCompanies.ts';

const tenantId = 't';
const tables: readonly (keyof Schema)[] = ['account_parent', 'account_redirect', 'match_edge', 'record_link'];
const names = ['Brontal', 'Quimper', 'Zyxwell', 'Ordovant', 'Halcyra', 'Mundelo', 'Tavrisk', 'Fennoq'];
const all = names.map((name, i) =>
  companyKey(company({ key: { source: 'salesforce', kind: 'Account', id: `00${i}` }, name, country: null })),
);
const [vex, elm, cob, mid] = all as [CompanyKey, CompanyKey, CompanyKey, CompanyKey, ...CompanyKey[]];

describeStores('decisions about company records', (stores) => {
  let store: Store;
  let nowMs = Date.UTC(2026, 10, 22);
  let count = 0;
  const put = (there: readonly CompanyKey[], gone: readonly CompanyKey[] = []) =>
    store.transaction(async (trx) => {
      const records = [
        ...there.map((one) => ({ ...one.key, stored: { company: one, url: null } })),
        ...gone.map(({ key }) => ({ ...key, stored: null })),
      ];
      await markIdentity(trx, tenantId, await saveCompanies(trx, tenantId, records));
    });
  const run = async (options?: IdentifyOptions, on = store) => {
    nowMs += 60_000;
    const state = await readIdentityState(on, tenantId);
    return state && (await identifyCompanies(on, tenantId, state, nowMs, options));
  };
  const decide = async (verdict: 'must' | 'cannot', a: CompanyKey, b: CompanyKey) => {
    const key = `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
    await saveDecision(store, tenantId, 'mona', { key, verdict, a: a.key, b: b.key, reason: 'seen' }, nowMs);
    return () => undoDecision(store, tenantId, 'mona', key, nowMs);
  };
  const idOf = async (one: CompanyKey) =>
    (await readMembershipsOf(store, tenantId, { records: [one.key] }))[0]?.accountId ?? '';
  const leads = async (one: CompanyKey) =>
    (await followRedirects(store, tenantId, [newAccountId(one.key)])).get(newAccountId(one.key));
  const state = async (): Promise<Dump> => ({ ...(await dump(store, tables)), index: await dumpIndex(store) });
  const isWhole = async (told: string) => {
    const before = await state();
    await store.transaction((trx) => markAll(trx, tenantId));
    expect(await run()).toBe('whole');
    expect(differences(await state(), before), told).toEqual([]);
    await store.transaction((trx) => markAll(trx, tenantId));
    await run({ partSize: 1 });
    expect(differences(await state(), before), `in parts: ${told}`).toEqual([]);
  };

  it('take an old id along to the next customer, wherever a run was stopped', async () => {
    for (let transactions = 0, isStopped = true; isStopped; transactions++) {
      store = await stores.open();
      for (const one of [vex, cob, elm]) {
        await put([one]);
        await run();
      }
      const undo = await decide('must', vex, elm);
      await run();
      expect(await leads(elm)).toBe(await idOf(vex));
      await undo();
      await decide('must', elm, cob);
      isStopped = await run(undefined, stoppingAfter(store, transactions)).then(
        () => false,
        () => true,
      );
      expect(await run()).not.toBeNull();
      expect([await idOf(elm), await leads(elm)]).toEqual([await idOf(cob), await idOf(cob)]);
      expect(await idOf(vex)).not.toBe(await idOf(cob));
      await isWhole(`stopped after ${transactions}`);
    }
  });

  it('take it back when a run was stopped and what it was about was undone', async () => {
    for (let transactions = 0, isStopped = true; isStopped; transactions++) {
      store = await stores.open();
      for (const one of [vex, cob, elm]) {
        await put([one]);
        await run();
      }
      const undo = await decide('must', vex, elm);
      await run();
      await undo();
      const other = await decide('must', elm, cob);
      isStopped = await run(undefined, stoppingAfter(store, transactions)).then(
        () => false,
        () => true,
      );
      await other();
      await decide('must', vex, elm);
      await run();
      expect([await idOf(elm), await leads(elm)]).toEqual([await idOf(vex), await idOf(vex)]);
      await isWhole(`stopped after ${transactions}`);
    }
  });

  it('hold through a record that is gone, also in a run about what changed', async () => {
    store = await stores.open();
    await put(all);
    await run();
    await decide('must', elm, mid);
    await decide('must', mid, cob);
    await decide('cannot', mid, vex);
    await run();
    await put([], [mid]);
    expect(await run()).toBe('part');
    expect(await idOf(elm)).toBe(await idOf(cob));
    await isWhole('gone');
    const same = { name: 'Acme', core: 'acme', domains: ['acme.example'] };
    await put([
      { ...vex, ...same },
      { ...elm, ...same },
    ]);
    await run();
    expect(await idOf(vex)).not.toBe(await idOf(elm));
    await isWhole('at odds');
    for (const { id } of await readDecisionsInForce(store, tenantId)) {
      await undoDecision(store, tenantId, 'mona', id, nowMs);
      await run();
      await isWhole(`undone ${id}`);
    }
    expect(await idOf(vex)).toBe(await idOf(elm));
    expect(await idOf(cob)).not.toBe(await idOf(elm));
  });

  it.for([1, 2, 3])('leave the same after a part as after everything, seed %s', { timeout: 120_000 }, async (seed) => {
    store = await stores.open();
    const random = createRandom(seed);
    const now = new Map(all.map((one) => [keyText(one.key), one]));
    await put(all.slice(0, 4));
    await run();
    await put(all);
    await run();
    const ways: (string | null)[] = [];
    for (let round = 0; round < 30; round++) {
      const told: string[] = [];
      for (let n = random.int(1, 3); n > 0; n--) told.push(await step(random, now));
      if (random.chance(0.3)) {
        told.push('stopped');
        await run(undefined, stoppingAfter(store, random.int(0, 10))).catch(() => null);
        told.push(await step(random, now));
      }
      ways.push(await run());
      await isWhole(`seed ${seed}, round ${round}: ${told.join('; ')}`);
    }
    expect(ways.filter((way) => way === 'part').length).toBeGreaterThan(3);
  });

  async function step(random: Random, now: Map<string, CompanyKey>): Promise<string> {
    const [a, b] = [random.pick(all), random.pick(all)];
    const text = `${a.key.id} ${b.key.id}`;
    if (random.chance(0.3)) {
      const inForce = (await readDecisionsInForce(store, tenantId)).sort((x, y) => (x.id < y.id ? -1 : 1));
      if (inForce.length === 0) return 'nothing';
      const { id, verdict, ...pair } = random.pick(inForce);
      await undoDecision(store, tenantId, 'mona', id, nowMs);
      return `undo ${verdict} ${pair.a.id} ${pair.b.id}`;
    }
    if (random.chance(0.4)) {
      const key = keyText(a.key);
      const isThere = now.has(key);
      if (isThere) now.delete(key);
      else now.set(key, a);
      await put(isThere ? [] : [a], isThere ? [a] : []);
      return `${a.key.id} ${isThere ? 'went' : 'came'}`;
    }
    if (random.chance(0.15) && a !== b) {
      const survivor: CompanyKey = { ...a, mergedIds: [b.key.id] };
      now.set(keyText(a.key), survivor);
      now.delete(keyText(b.key));
      await put([survivor], [b]);
      return `merged ${b.key.id} into ${a.key.id}`;
    }
    const verdict = random.chance(0.7) ? 'must' : 'cannot';
    return decide(verdict, a, b).then(
      () => `${verdict} ${text}`,
      (error: unknown) => {
        expect(error).toBeInstanceOf(DecisionRefused);
        return 'refused';
      },
    );
  }
});

/** A store that does so many transactions more, and then no other. */
function stoppingAfter(store: Store, transactions: number): Store {
  let left = transactions;
  return {
    ...store,
    transaction: (work) => (left-- > 0 ? store.transaction(work) : Promise.reject(new Error('stopped'))),
  };
}
