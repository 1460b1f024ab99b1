import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from '../../../tests/support/facts.ts';
import type { CompanyFact, SourceKey } from '../model.ts';
import { companyKey, keyText } from './companyKey.ts';
import { type Decision, DecisionRefused, refuseContradiction } from './decisions.ts';
import { resolveIdentity } from './resolveIdentity.ts';

const key = (id: string): SourceKey => ({ source: 'salesforce', kind: 'Account', id });
let count = 0;
const decision = (verdict: Decision['verdict'], a: string, b: string, some: Partial<Decision> = {}): Decision => ({
  id: `d${++count}`,
  verdict,
  a: key(a),
  b: key(b),
  reason: `${a} ${b}`,
  actor: 'mona',
  at: count,
  ...some,
});
const refusal = (inForce: readonly Decision[], asked: Decision): string | null => {
  try {
    refuseContradiction(inForce, asked);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(DecisionRefused);
    return (error as Error).message;
  }
};

describe('a decision', () => {
  it('that contradicts one in force is refused, and the message names that one', () => {
    const one = decision('must', 'A', 'B', { id: 'first', at: Date.UTC(2026, 10, 20) });
    expect(refusal([one], decision('cannot', 'B', 'A'))).toBe(
      'salesforce/Account/B and salesforce/Account/A are one customer by the decision first (mona, 2026-11-20). Undo that first.',
    );
    const two = decision('cannot', 'A', 'B', { id: 'second', at: Date.UTC(2026, 10, 20) });
    expect(refusal([two], decision('must', 'A', 'B'))).toContain('are two by the decision second');
    expect(refusal([one], decision('must', 'A', 'B'))).toBeNull();
  });

  it('that contradicts others over several steps is refused', () => {
    const chain = [decision('must', 'A', 'B', { id: 'ab' }), decision('must', 'C', 'B', { id: 'cb' })];
    expect(refusal(chain, decision('cannot', 'A', 'C'))).toMatch(/the decision ab .+ and the decision cb/);
    const apart = [...chain, decision('cannot', 'D', 'C', { id: 'dc' })];
    expect(refusal(apart, decision('must', 'A', 'D'))).toContain('the decision dc');
    expect(refusal(apart, decision('cannot', 'A', 'D'))).toBeNull();
    expect(refusal(apart, decision('must', 'A', 'E'))).toBeNull();
  });

  it('about one record is refused', () => {
    expect(refusal([], decision('must', 'A', 'A'))).toContain('Name two');
  });

  it('is only taken when all of them can be followed, in whatever order they come', () => {
    const ids = ['A', 'B', 'C', 'D', 'E'];
    const some = fc.record({
      verdict: fc.constantFrom('must' as const, 'cannot' as const),
      a: fc.constantFrom(...ids),
      b: fc.constantFrom(...ids),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (asked) => {
        const taken: Decision[] = [];
        for (const { verdict, a, b } of asked) {
          const next = decision(verdict, a, b);
          if (refusal(taken, next) === null) taken.push(next);
        }
        const { graph } = resolveIdentity(
          ids.map((id) => companyKey(company({ key: key(id), name: id }))),
          undefined,
          taken,
        );
        const rootOf = (k: SourceKey) => graph.find(graph.index.get(keyText(k)) as number);
        for (const { verdict, a, b } of taken) expect(rootOf(a) === rootOf(b)).toBe(verdict === 'must');
      }),
    );
  });
});

describe('decisions and rules', () => {
  const sf = (id: string, some: Partial<CompanyFact> = {}) => company({ key: key(id), name: `Company ${id}`, ...some });
  const st = (id: string, some: Partial<CompanyFact> = {}) =>
    company({ key: { source: 'stripe', kind: 'customer', id }, name: `Customer ${id}`, ...some });
  const groups = (facts: readonly CompanyFact[], decisions: readonly Decision[]) =>
    resolveIdentity(facts.map(companyKey), undefined, decisions)
      .accounts.map((a) => a.members.map((m) => m.key.id).sort())
      .sort((x, y) => (x.join() < y.join() ? -1 : 1));
  const claims = (...ids: string[]) => ({ crossIds: ids.map((id) => ({ source: 'salesforce' as const, id })) });
  const cannot = (a: SourceKey, b: SourceKey) => decision('cannot', '', '', { a, b });
  const must = (a: SourceKey, b: SourceKey) => decision('must', '', '', { a, b });

  it('cannot wins over every rule, also over two steps', () => {
    const [one, two, bill] = [
      sf('1', { taxIds: ['DE136695976'], websites: ['acme.com'], name: 'Acme' }),
      sf('2', { taxIds: ['DE136695976'], websites: ['acme.com'], name: 'Acme' }),
      st('3', { name: 'Acme', ...claims('1') }),
    ];
    expect(groups([one, two, bill], [])).toEqual([['1', '2', '3']]);
    expect(groups([one, two, bill], [cannot(one.key, two.key)])).toEqual([['1', '3'], ['2']]);
    expect(groups([one, two, bill], [cannot(two.key, bill.key)])).toEqual([['1', '3'], ['2']]);
  });

  it('must wins over what a rule would keep apart, is verified, and shows who said so and why', () => {
    const [one, two] = [sf('1', { country: 'Germany' }), sf('2', { country: 'France', parentId: '1' })];
    const { accounts, graph } = resolveIdentity([one, two].map(companyKey), undefined, [
      { ...must(one.key, two.key), reason: 'seen the contract' },
    ]);
    expect(accounts).toHaveLength(1);
    expect(accounts[0]?.members[1]).toMatchObject({
      confidence: 'verified',
      evidence: [{ rule: 'decision', value: 'seen the contract' }],
    });
    expect(graph.edges).toMatchObject([{ actor: 'mona', evidence: { rule: 'decision' } }]);
  });

  it('an id that two records claim which a steward keeps apart joins neither, unless one of them is decided', () => {
    const [one, two, target] = [st('3', claims('1')), st('4', claims('1')), sf('1')];
    const apart = cannot(one.key, two.key);
    expect(groups([one, two, target], [])).toEqual([['1', '3', '4']]);
    expect(groups([one, two, target], [apart])).toEqual([['1'], ['3'], ['4']]);
    expect(groups([one, two, target], [apart, must(one.key, target.key)])).toEqual([['1', '3'], ['4']]);
  });

  it('follow a record that is merged away in its source, and keep apart when that contradicts them', () => {
    const [one, two, gone] = [sf('1', { mergedIds: ['9'] }), sf('2'), key('9')];
    expect(groups([one, two], [must(gone, two.key)])).toEqual([['1', '2']]);
    expect(groups([one, two], [must(gone, two.key), cannot(one.key, two.key)])).toEqual([['1'], ['2']]);
  });

  it('hold through a record that is gone: what it kept apart, and what it made one', () => {
    const site = { name: 'Acme', websites: ['acme.com'] };
    const [one, bill, gone] = [sf('1', site), st('3', site), key('7')];
    expect(groups([one, bill], [must(one.key, gone)])).toEqual([['1', '3']]);
    expect(groups([one, bill], [must(one.key, gone), cannot(gone, bill.key)])).toEqual([['1'], ['3']]);
    const [x, z] = [sf('1'), sf('2')];
    const chain = [must(x.key, gone), must(gone, key('8')), must(key('8'), z.key)];
    expect(groups([x, z], chain)).toEqual([['1', '2']]);
    expect(refusal(chain, cannot(x.key, z.key))).not.toBeNull();
    expect(groups([x, z, bill], [...chain, cannot(gone, bill.key)])).toEqual([['1', '2'], ['3']]);
    const merged = [sf('1', { mergedIds: ['9'] }), z, bill];
    expect(groups(merged, [must(key('9'), gone), must(gone, z.key), cannot(key('8'), z.key)])).toEqual([
      ['1', '2'],
      ['3'],
    ]);
  });

  it('that keep apart win over a chain that contradicts them, whoever of it is gone', () => {
    // 9 was merged into 1, so 1 must be and must not be one with 2.
    const decisions = [must(key('9'), key('7')), must(key('7'), key('2')), cannot(key('1'), key('2'))];
    for (const there of [[], [sf('7')]])
      expect(
        groups([sf('1', { mergedIds: ['9'] }), sf('2'), ...there], decisions).filter((g) => g.includes('2')),
      ).toEqual([['2']]);
  });

  it('about records that are not there change nothing', () => {
    expect(groups([sf('1')], [must(key('1'), key('7')), cannot(key('7'), key('8'))])).toEqual([['1']]);
  });
});
