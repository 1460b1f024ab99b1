import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../../../tests/support/facts.ts';
import type { CompanyFact, Source } from '../model.ts';
import { companyKey, companyKinds, keyText } from './companyKey.ts';
import type { Decision } from './decisions.ts';
import { newAccountId, noPast, type Past } from './nameAccounts.ts';
import { type Identity, resolveIdentity } from './resolveIdentity.ts';

const record = (source: Source, id: string, some: Partial<CompanyFact> = {}) =>
  company({ key: { source, kind: companyKinds[source], id }, name: `${source} ${id}`, ...some });
const sf = (id: string, some: Partial<CompanyFact> = {}) => record('salesforce', id, some);
const zd = (id: string, some: Partial<CompanyFact> = {}) => record('zendesk', id, some);
const st = (id: string, some: Partial<CompanyFact> = {}) => record('stripe', id, some);
const must = (a: CompanyFact, b: CompanyFact): Decision => ({
  id: `${a.key.id}=${b.key.id}`,
  verdict: 'must',
  a: a.key,
  b: b.key,
  reason: 'known',
  actor: 'mona',
  at: 1,
});

/** Runs one after the other, as a store would remember them: when an account was made, since when a record has it, and redirects. */
class Runs {
  past: Past = noPast;
  #now = 0;
  readonly leads = new Map<string, string>();

  run(facts: readonly CompanyFact[], decisions: readonly Decision[] = []): Identity {
    this.#now++;
    const identity = resolveIdentity(facts.map(companyKey), this.past, decisions);
    const { accounts, merged } = identity;
    const createdAt = new Map(this.past.createdAt);
    for (const { id } of accounts) if (!createdAt.has(id)) createdAt.set(id, this.#now);
    const accountOf = new Map(
      accounts.flatMap((a) =>
        a.members.map(({ key }) => {
          const before = this.past.accountOf.get(keyText(key));
          const since = before?.accountId === a.id ? before.since : this.#now;
          return [keyText(key), { accountId: a.id, since }] as const;
        }),
      ),
    );
    for (const { from, to } of merged) {
      if (to === null) {
        this.leads.delete(from);
        continue;
      }
      for (const [old, target] of this.leads) if (target === from) this.leads.set(old, to);
      this.leads.set(from, to);
    }
    for (const { id } of accounts) this.leads.delete(id);
    this.past = { ...noPast, accountOf, createdAt, redirects: new Map(this.leads) };
    return identity;
  }
  idOf(fact: CompanyFact): string | undefined {
    return this.past.accountOf.get(keyText(fact.key))?.accountId;
  }
}

describe('account ids', () => {
  const [a, b, c] = [sf('1'), zd('2'), st('3')] as const;

  it('of a merge: the oldest one stays, and the other leads to it', () => {
    const runs = new Runs();
    runs.run([b]);
    runs.run([a, b, c]);
    const [idA, idB, idC] = [runs.idOf(a), runs.idOf(b), runs.idOf(c)];
    // Zendesk's was made first, although Salesforce names the account.
    const { merged } = runs.run([a, b, c], [must(a, b), must(a, c)]);
    expect([runs.idOf(a), runs.idOf(b), runs.idOf(c)]).toEqual([idB, idB, idB]);
    expect(merged.sort((x, y) => (x.from === idA ? -1 : y.from === idA ? 1 : 0))).toEqual([
      { from: idA, to: idB },
      { from: idC, to: idB },
    ]);
  });

  it('of a split: the part with the oldest record keeps it, the rest gets back what it had', () => {
    const runs = new Runs();
    runs.run([c]);
    runs.run([a, b, c]);
    const [idA, idC] = [runs.idOf(a), runs.idOf(c)];
    runs.run([a, b, c], [must(a, b), must(b, c)]);
    expect(runs.leads.get(idA ?? '')).toBe(idC);
    // The larger part is the younger one.
    runs.run([a, b, c], [must(a, b)]);
    expect([runs.idOf(c), runs.idOf(a), runs.idOf(b)]).toEqual([idC, idA, idA]);
    expect(runs.leads.has(idA ?? '')).toBe(false);
  });

  it('of a split: the rest gets it back also when another record names it by now', () => {
    const runs = new Runs();
    const named = sf('8');
    runs.run([a]);
    runs.run([a, b]);
    const [idA, idB] = [runs.idOf(a), runs.idOf(b)];
    runs.run([a, b, named], [must(b, named)]);
    expect(runs.idOf(named)).toBe(idB);
    runs.run([a, b, named], [must(b, named), must(a, b)]);
    runs.run([a, b, named], [must(b, named)]);
    expect([runs.idOf(a), runs.idOf(b), runs.idOf(named)]).toEqual([idA, idB, idB]);
  });

  it('merged, split and merged again are what they were', () => {
    const runs = new Runs();
    runs.run([a]);
    runs.run([a, b]);
    const ids = [runs.idOf(a), runs.idOf(b)];
    for (let times = 0; times < 3; times++) {
      runs.run([a, b], [must(a, b)]);
      expect([runs.idOf(a), runs.idOf(b), runs.leads.get(ids[1] ?? '')]).toEqual([ids[0], ids[0], ids[0]]);
      runs.run([a, b]);
      expect([runs.idOf(a), runs.idOf(b), runs.leads.size]).toEqual([...ids, 0]);
    }
  });

  it('of a record that was merged away in its source lead to the survivor', () => {
    const runs = new Runs();
    const other = sf('9');
    runs.run([other]);
    runs.run([other, a]);
    const ids = [runs.idOf(other), runs.idOf(a)];
    const { merged } = runs.run([{ ...a, mergedIds: ['9'] }]);
    expect(runs.idOf(a)).toBe(ids[0]);
    expect(merged).toEqual([{ from: ids[1], to: ids[0] }]);
  });

  it('of customers that are gone lead nowhere, and come back with their record', () => {
    const runs = new Runs();
    runs.run([a, b]);
    const id = runs.idOf(a);
    expect(runs.run([b]).merged).toEqual([]);
    runs.run([a, b]);
    expect(runs.idOf(a)).toBe(id);
  });

  it('and names come from the record that survived a merge in its source', () => {
    const loser = sf('1', { name: 'Old name', crossIds: [{ source: 'salesforce', id: '2' }] });
    const survivor = sf('2', { name: 'Name' });
    const { accounts } = resolveIdentity([loser, survivor].map(companyKey));
    expect(accounts.map(({ id, name }) => [id, name])).toEqual([[newAccountId(survivor.key), 'Name']]);
    expect(resolveIdentity([companyKey(loser)]).accounts.map(({ name }) => name)).toEqual(['Old name']);
  });

  it('follow their record from one customer to another, in one run', () => {
    const runs = new Runs();
    runs.run([a]);
    runs.run([a, c]);
    runs.run([a, b, c]);
    const idB = runs.idOf(b) ?? '';
    runs.run([a, b, c], [must(a, b)]);
    expect(runs.leads.get(idB)).toBe(runs.idOf(a));
    const { merged } = runs.run([a, b, c], [must(b, c)]);
    expect(merged).toEqual([{ from: idB, to: runs.idOf(c) }]);
    expect([runs.idOf(b), runs.leads.get(idB)]).toEqual([runs.idOf(c), runs.idOf(c)]);
    runs.run([a, b, c]);
    expect([runs.idOf(b), runs.leads.size]).toEqual([idB, 0]);
  });

  it('follow what a record was merged into in its source', () => {
    const runs = new Runs();
    const away = sf('9');
    const both = { ...b, mergedIds: ['8'] };
    runs.run([a]);
    runs.run([a, c]);
    runs.run([a, b, c, zd('8')]);
    const ids = [runs.idOf(b), runs.idOf(zd('8'))];
    runs.run([a, both, c], [must(a, both)]);
    expect(ids.map((id) => runs.leads.get(id ?? ''))).toEqual([runs.idOf(a), runs.idOf(a)]);
    runs.run([a, both, c, away], [must(both, c)]);
    expect(ids.map((id) => runs.leads.get(id ?? ''))).toEqual([runs.idOf(c), runs.idOf(c)]);
  });

  it('lead nowhere when their record is gone and what they led to falls apart', () => {
    const runs = new Runs();
    runs.run([a]);
    runs.run([a, b, c]);
    const idB = runs.idOf(b) ?? '';
    runs.run([a, b, c], [must(a, b), must(b, c)]);
    runs.run([a, c], [must(a, c)]);
    expect(runs.leads.get(idB)).toBe(runs.idOf(a));
    expect(runs.run([a, c]).merged).toEqual([{ from: idB, to: null }]);
    expect(runs.leads.size).toBe(0);
  });

  it('that others have kept stay with them, whatever becomes of the record they were made from', () => {
    const runs = new Runs();
    const [d, older] = [zd('5'), zd('6')] as const;
    runs.run([d, older]);
    runs.run([a, b, d, older], [must(a, b)]);
    const idA = runs.idOf(a);
    // It goes and comes back as a part of somebody else, while the other one goes on with the id.
    runs.run([b, d, older]);
    runs.run([a, b, d, older], [must(a, d)]);
    expect([runs.idOf(b), runs.idOf(a)]).toEqual([idA, runs.idOf(d)]);
    for (const musts of [[must(a, d), must(b, older)], [must(b, older)], [must(b, older), must(c, a)]]) {
      runs.run([a, b, c, d, older], musts);
      expect(runs.leads.get(idA ?? '')).toBe(runs.idOf(b));
      expect(runs.run([a, b, c, d, older], musts).merged).toEqual([]);
    }
    const alone = runs.run([a, b, c, d, older]);
    expect(alone.merged).toContainEqual({ from: idA, to: null });
    expect(alone.accounts.map(({ id }) => id)).not.toContain(idA);
  });

  it('always lead to an account in use, in one step, whatever is joined and parted', () => {
    const all = [a, b, c, sf('4'), zd('5')];
    const pair = fc.tuple(fc.constantFrom(...all), fc.constantFrom(...all)).filter(([x, y]) => x !== y);
    const step = fc.record({
      facts: fc.subarray(all, { minLength: 1 }),
      musts: fc.array(pair, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const runs = new Runs();
        const hadBy = new Map<string, Set<string>>();
        for (const { facts, musts } of steps) {
          const { accounts } = runs.run(
            facts,
            musts.map(([x, y]) => must(x, y)),
          );
          const used = new Set(accounts.map(({ id }) => id));
          expect(used.size).toBe(accounts.length);
          for (const from of runs.leads.keys()) expect(used.has(from)).toBe(false);
          for (const { key } of facts) {
            const id = runs.idOf({ key } as CompanyFact) as string;
            hadBy.set(id, (hadBy.get(id) ?? new Set()).add(keyText(key)));
          }
          // What only one record has ever had is where that record is.
          for (const [from, to] of runs.leads) {
            const [one = '', ...others] = hadBy.get(from) ?? [];
            if (one !== '' && others.length === 0) expect(runs.past.accountOf.get(one)?.accountId ?? to).toBe(to);
          }
          for (const { from, to } of runs.run(
            facts,
            musts.map(([x, y]) => must(x, y)),
          ).merged)
            expect([from, to]).toEqual([]);
        }
      }),
    );
  });
});
