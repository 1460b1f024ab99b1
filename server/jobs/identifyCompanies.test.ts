import { expect, it, onTestFinished } from 'vitest';
import { type Dump, differences, dump } from '../../tests/drill/dump.ts';
import { dumpIndex } from '../../tests/support/dumpIndex.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { worldCompanies } from '../../tests/support/worldCompanies.ts';
import { type CompanyKey, keyText } from '../domain/identity/companyKey.ts';
import { coreName } from '../domain/identity/coreName.ts';
import { newAccountId, spareAccountId } from '../domain/identity/nameAccounts.ts';
import { buildWorld } from '../sandbox/world/buildWorld.ts';
import { createRandom, type Random } from '../sandbox/world/random.ts';
import { saveAccounts } from '../store/accounts.ts';
import { batches } from '../store/batches.ts';
import { saveCompanies } from '../store/companyIdentity.ts';
import { markAll, markIdentity, readIdentityState } from '../store/identityState.ts';
import { saveLinks } from '../store/links.ts';
import { saveMatchEdges } from '../store/matchEdges.ts';
import { readMembershipsOf } from '../store/memberships.ts';
import type { Store } from '../store/openStore.ts';
import { saveParents } from '../store/parents.ts';
import type { Schema } from '../store/schema.ts';
import type { IdentifyOptions } from './identifyAll.ts';
import { identifyCompanies } from './identifyCompanies.ts';
import { ShardPool } from './shardPool.ts';

const tenantId = 't';
const nowMs = Date.UTC(2026, 10, 22);
const seed = 3;
const rounds = 16;
const accounts = 100;
const tables: readonly (keyof Schema)[] = [
  'account',
  'account_domain',
  'account_parent',
  'account_redirect',
  'match_edge',
  'record_link',
];

const world = buildWorld({ seed, accounts, nowMs, noise: true, companiesOnly: true });
const origins = new Map(worldCompanies(world).companies.map((c) => [keyText(c.key), c]));
const nothingSaid = { domains: [], contacts: [], contactDomains: [], crossIds: [], taxIds: [], parentId: null };

describeStores('which company records are one customer', (stores) => {
  it('is the same for a part as for all, with names and domains that people typed', { timeout: 120_000 }, async () => {
    const store = await stores.open();
    const random = createRandom(seed);
    const all = new Map(origins);
    const away = new Map<string, CompanyKey>();
    await put(store, [...all.values()]);
    expect(await identify(store)).toBe('whole');
    const ways: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = new Map(all);
      let told = await change(store, random, all, away);
      if (random.chance(0.4)) {
        // Stopped anywhere, and what it was about may be as it was, or something else, by the next run.
        const inParts = random.chance(0.3) ? { partSize: random.int(1, 40) } : undefined;
        if (inParts) await store.transaction((trx) => markAll(trx, tenantId));
        const stopping = stoppingAfter(store, random.int(0, inParts ? 100 : 12));
        const done = await identify(stopping, inParts).catch((error: Error) => error.message);
        if (random.chance(0.5)) await putBack(store, before, all, away);
        else await change(store, random, all, away);
        told += `; ${done}`;
      }
      const way = await identify(store);
      ways.push(way);
      const after = await state(store);
      await store.transaction((trx) => markAll(trx, tenantId));
      expect(await identify(store)).toBe('whole');
      const whole = await state(store);
      expect(differences(whole, after), `seed ${seed}, round ${round}: ${told}`).toEqual([]);
      await store.transaction((trx) => markAll(trx, tenantId));
      expect(await identify(store, { partSize: random.int(1, 40) })).toBe('whole');
      expect(differences(await state(store), whole), `in parts, seed ${seed}, round ${round}: ${told}`).toEqual([]);
    }
    expect(ways.filter((way) => way === 'part').length).toBeGreaterThan(rounds / 3);
  });

  it('is the same in parts and threads as all at once, from the same start', { timeout: 120_000 }, async () => {
    const [one, other] = [await stores.open(), await stores.open()];
    const pool = new ShardPool(one, { threads: 2, worthIt: 1 });
    onTestFinished(() => pool.close());
    const randoms = [createRandom(seed + 1), createRandom(seed + 1)] as const;
    const alls = randoms.map(() => new Map(origins));
    const aways = randoms.map(() => new Map<string, CompanyKey>());
    for (const store of [one, other]) await put(store, [...origins.values()]);
    for (let round = 0; round < rounds / 2; round++) {
      const told: string[] = [];
      for (const [i, store] of [one, other].entries()) {
        const [random, all, away] = [randoms[i], alls[i], aways[i]];
        if (!random || !all || !away) throw new Error('Each store has a world of its own.');
        told.length = 0;
        for (let n = 0; n < 3 * round; n++) told.push(await change(store, random, all, away));
      }
      for (const store of [one, other]) await store.transaction((trx) => markAll(trx, tenantId));
      expect(await identify(one, { partSize: 5 * round, pool })).toBe('whole');
      expect(await identify(other)).toBe('whole');
      expect(differences(await state(one), await state(other)), `round ${round}: ${told.join('; ')}`).toEqual([]);
    }
  });

  it('takes away what is stored of accounts and records that are nowhere any more', async () => {
    const store = await stores.open();
    await put(store, [...origins.values()].slice(0, 40));
    expect(await identify(store)).toBe('whole');
    const { account: known, ...before } = await state(store);
    const [a, b] = ['stripe/customer/gone_1', 'stripe/customer/gone_2'];
    const edge = { a, b, rule: 'domain', evidence: '{}', score: null, modelVersion: 1, actor: 'alongside' };
    const parent = { accountId: 'acc_gone', parentId: 'acc_gone_too', kind: 'parent' as const, evidence: '' };
    for (const sizes of [undefined, { partSize: 5 }]) {
      await saveMatchEdges(store, tenantId, [edge], [a], nowMs);
      await saveAccounts(store, tenantId, [{ id: 'acc_gone', name: 'Gone', domains: ['gone.example'] }], nowMs);
      await saveParents(store, tenantId, [parent], ['acc_gone'], nowMs);
      await store.transaction((trx) => markAll(trx, tenantId));
      expect(await identify(store, sizes)).toBe('whole');
      const { account, ...after } = await state(store);
      expect(differences(after, before)).toEqual([]);
      // An old id may be asked for.
      expect(account?.length).toBe((known?.length ?? 0) + 1);
    }
  });
});

describeStores('an account id', (stores) => {
  it.for([['at once', undefined] as const, ['in parts', { partSize: 1 }] as const])(
    'that others have kept is not given again to the record it was made from, %s',
    async ([, sizes]) => {
      const store = await stores.open();
      const names = ['Brontal', 'Quimper', 'Zyxwell'];
      const [one, two, three] = [...origins.values()].slice(0, 3).map((own, i): CompanyKey => {
        const name = names[i] ?? '';
        return { ...own, ...nothingSaid, mergedIds: [], country: null, name, core: coreName(name) };
      });
      if (!one || !two || !three) throw new Error('The world has three companies.');
      await put(store, [one, two, three]);
      // From former splits: the others have kept what was first and then made from the one.
      const kept = [
        [two, newAccountId(one.key)],
        [three, spareAccountId(one.key, 1)],
      ] as const;
      const named = kept.map(([{ name }, id]) => ({ id, name, domains: [] }));
      await saveAccounts(store, tenantId, named, nowMs);
      const resolution = { confidence: 'verified' as const, evidence: [], chain: [], candidates: [], others: [] };
      const links = kept.map(([{ key }, accountId]) => ({ ...key, accountId, resolution }));
      await saveLinks(store, tenantId, { rank: 'company', links }, nowMs);
      expect(await identify(store, sizes)).toBe('whole');
      const found = await readMembershipsOf(store, tenantId, { records: [one.key, two.key, three.key] });
      expect(Object.fromEntries(found.map(({ id, accountId }) => [id, accountId]))).toEqual({
        [one.key.id]: spareAccountId(one.key, 2),
        [two.key.id]: newAccountId(one.key),
        [three.key.id]: spareAccountId(one.key, 1),
      });
    },
  );
});

/** A store that does so many transactions more, and then no other. */
function stoppingAfter(store: Store, transactions: number): Store {
  let left = transactions;
  return {
    ...store,
    transaction: (work) => (left-- > 0 ? store.transaction(work) : Promise.reject(new Error('stopped'))),
  };
}

async function identify(store: Store, options?: IdentifyOptions): Promise<'part' | 'whole'> {
  const found = await readIdentityState(store, tenantId);
  if (!found) throw new Error('Identity is not due.');
  return identifyCompanies(store, tenantId, found, nowMs, options);
}

async function put(store: Store, companies: readonly CompanyKey[], gone: readonly CompanyKey[] = []): Promise<void> {
  const records = [
    ...companies.map((company) => ({ ...company.key, stored: { company, url: null } })),
    ...gone.map(({ key }) => ({ ...key, stored: null })),
  ];
  for (const part of batches(records))
    await store.transaction(async (trx) => markIdentity(trx, tenantId, await saveCompanies(trx, tenantId, part)));
}

/** Makes the records again what they were. */
async function putBack(
  store: Store,
  before: ReadonlyMap<string, CompanyKey>,
  all: Map<string, CompanyKey>,
  away: Map<string, CompanyKey>,
): Promise<void> {
  const others = [...before].filter(([key, company]) => all.get(key) !== company);
  const gone = [...all].filter(([key]) => !before.has(key));
  await put(
    store,
    others.map(([, company]) => company),
    gone.map(([, company]) => company),
  );
  for (const [key, company] of others) {
    all.set(key, company);
    away.delete(key);
  }
  for (const [key, company] of gone) {
    all.delete(key);
    away.set(key, company);
  }
}

/** Values wander between records, records go and come back. */
async function change(
  store: Store,
  random: Random,
  all: Map<string, CompanyKey>,
  away: Map<string, CompanyKey>,
): Promise<string> {
  const told: string[] = [];
  for (let n = random.int(1, 3); n > 0; n--) {
    const company = random.pick([...all.values()]);
    const key = keyText(company.key);
    if (random.chance(0.2)) {
      const back = away.size > 0 && random.chance(0.5) ? random.pick([...away.values()]) : null;
      const moved = back ?? company;
      const [from, to] = back ? [away, all] : [all, away];
      from.delete(keyText(moved.key));
      to.set(keyText(moved.key), moved);
      await put(store, back ? [moved] : [], back ? [] : [moved]);
      told.push(`${keyText(moved.key)} ${back ? 'came back' : 'went'}`);
      continue;
    }
    if (random.chance(0.25)) {
      // Nothing connects it any more with those it was one with; or it is again what it was at first.
      const own = origins.get(key) as CompanyKey;
      const name = `Changed ${company.key.id}`;
      const changed = random.chance(0.5) ? own : { ...own, ...nothingSaid, name, core: coreName(name) };
      all.set(key, changed);
      await put(store, [changed]);
      told.push(`${key} ${changed === own ? 'is what it was at first' : 'is somebody else'}`);
      continue;
    }
    const other = random.pick([...all.values()]);
    if (random.chance(0.2)) {
      // Defaults that somebody types become common, and are not common any more.
      const some = new Set(Array.from({ length: random.int(2, 6) }, () => random.pick([...all.values()])));
      const typed = [...some].map((c) => ({
        ...c,
        name: 'Test customer',
        core: 'test customer',
        contactDomains: ['reseller.example'],
      }));
      for (const one of typed) all.set(keyText(one.key), one);
      await put(store, typed);
      told.push(`${typed.map((c) => keyText(c.key)).join(', ')} have typed defaults`);
      continue;
    }
    if (random.chance(0.2)) {
      // An agency puts its own site on the records of its customers, or takes it off them.
      const some = new Set(Array.from({ length: random.int(10, 25) }, () => random.pick([...all.values()])));
      const isOn = random.chance(0.7);
      const changed = [...some].map((c) => ({
        ...c,
        domains: isOn ? ['agency.example', ...c.domains] : c.domains.filter((d) => d !== 'agency.example'),
      }));
      for (const one of changed) all.set(keyText(one.key), one);
      await put(store, changed);
      told.push(`${changed.map((c) => keyText(c.key)).join(', ')} ${isOn ? 'have' : 'lose'} the site of an agency`);
      continue;
    }
    if (random.chance(0.3)) {
      // As people type: near the name of another one, in its country.
      const name = `${other.name.slice(0, 4)}${other.name.slice(5)}`;
      const near = {
        ...company,
        name,
        core: coreName(name),
        country: other.country,
        ...(random.chance(0.5) ? { domains: other.domains } : { contactDomains: other.domains.slice(0, 1) }),
      };
      all.set(key, near);
      await put(store, [near]);
      told.push(`${key} is nearly ${keyText(other.key)}`);
      continue;
    }
    const field = random.pick(['name', 'domains', 'contacts', 'country', 'crossIds', 'parentId', 'taxIds'] as const);
    const value = { [field]: other[field], ...(field === 'name' && { core: other.core }) };
    const changed = { ...company, ...value, ...(field === 'contacts' && { contactDomains: other.contactDomains }) };
    all.set(key, changed);
    await put(store, [changed]);
    told.push(`${key} has the ${field} of ${keyText(other.key)}`);
  }
  return told.join('; ');
}

async function state(store: Store): Promise<Dump> {
  const found = (await readIdentityState(store, tenantId))?.result;
  return { ...(await dump(store, tables)), index: await dumpIndex(store), found: [JSON.stringify(found)] };
}
