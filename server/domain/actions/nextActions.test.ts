import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActionCategory } from '../../../lib/contract/action.ts';
import {
  accountFacts,
  daysAgo,
  deal,
  dispute,
  invoice,
  nowMs,
  person,
  subscription,
  ticket,
  usd,
} from '../../../tests/support/facts.ts';
import { calm } from '../../../tests/support/health.ts';
import type { AccountFacts } from '../model.ts';
import { defineRule, type Proposal, type RuleDefinition } from './defineRule.ts';
import { nextActions, type RankingContext } from './nextActions.ts';
import { rules } from './registry.ts';
import type { PastReaction } from './suppression.ts';

const ranking: RankingContext = { usefulness: new Map(), p95Arr: new Map([['USD', 1_000_000]]) };
const run = (
  facts: AccountFacts,
  {
    reactions = [],
    some = {},
    list = rules,
    context = ranking,
  }: {
    reactions?: PastReaction[];
    some?: { band?: 'healthy' | 'watch'; coverage?: number; freshness?: number };
    list?: readonly RuleDefinition[];
    context?: RankingContext;
  } = {},
) =>
  nextActions(
    {
      accountId: 'acc',
      facts,
      health: { ...calm, band: some.band ?? 'healthy', coverage: some.coverage ?? 1 },
      freshness: some.freshness ?? 1,
      nowMs,
    },
    reactions,
    context,
    list,
  );

/** A rule that always fires. */
function always(id: string, category: ActionCategory, some: Partial<Proposal> = {}): RuleDefinition {
  return defineRule({
    id,
    version: 1,
    category,
    ownerRoles: ['rep'],
    effortMin: 10,
    text: '',
    endCondition: '',
    propose: () => ({
      subject: 's',
      title: id,
      why: [{ text: 'because', system: 'stripe', recordId: '1', url: null, at: null }],
      steps: [],
      value: null,
      dueAtMs: null,
      expiresAtMs: null,
      ...some,
    }),
  });
}

const expansion = accountFacts({
  subscriptions: [subscription()],
  deals: [deal({ kind: 'expansion', amount: usd(1000_00) })],
});

describe('gates', () => {
  it('shows an expansion to a healthy customer', () => {
    expect(run(expansion).actions.map((a) => a.ruleId)).toEqual(['moveExpansion']);
  });

  it.each<[string, Partial<AccountFacts>]>([
    ['openUrgentTicket', { tickets: [ticket({ escalated: true })] }],
    ['openDispute', { disputes: [dispute()] }],
    ['doNotContact', { people: [person({ doNotContact: true })] }],
  ])('holds it back: %s', (gate, some) => {
    const { actions, held } = run({ ...expansion, ...some });
    expect(actions.map((a) => a.ruleId)).not.toContain('moveExpansion');
    expect(held.filter((h) => h.ruleId === 'moveExpansion')).toMatchObject([{ gate }]);
    expect(held[0]?.reason.length).toBeGreaterThan(5);
  });

  it('never shows what has expired', () => {
    const { actions, held } = run(accountFacts(), { list: [always('a', 'risk', { expiresAtMs: nowMs })] });
    expect([actions, held.map((h) => h.gate)]).toEqual([[], ['expired']]);
  });

  it('drops a proposal without evidence', () => {
    expect(run(accountFacts(), { list: [always('a', 'risk', { why: [] })] })).toEqual({ actions: [], held: [] });
  });
});

describe('reactions', () => {
  const facts = accountFacts({ invoices: [invoice({ key: { source: 'stripe', kind: 'invoice', id: 'in_x' } })] });
  const react = (kind: string, days: number, untilAt: number | null = null): PastReaction => ({
    actionKey: 'acc:overdueInvoice:in_x',
    kind,
    untilAt,
    at: daysAgo(days),
  });

  it('silence the same cause, and name the reason', () => {
    expect(run(facts).actions).toHaveLength(1);
    const { actions, held } = run(facts, { reactions: [react('rejected', 2)] });
    expect([actions, held.map((h) => h.gate)]).toEqual([[], ['rejected']]);
  });

  it('let it come back when the snooze is over', () => {
    expect(run(facts, { reactions: [react('snoozed', 3, daysAgo(-1))] }).held[0]?.gate).toBe('snoozed');
    expect(run(facts, { reactions: [react('snoozed', 3, daysAgo(1))] }).actions).toHaveLength(1);
  });

  it('do not silence another cause of the same rule', () => {
    const other = accountFacts({ invoices: [invoice({ key: { source: 'stripe', kind: 'invoice', id: 'in_y' } })] });
    expect(run(other, { reactions: [react('done', 2)] }).actions).toHaveLength(1);
  });
});

describe('ranking', () => {
  it('shows three, one of a category unless critical, and says why the others wait', () => {
    const list = [
      always('risk1', 'risk', { dueAtMs: nowMs }),
      always('risk2', 'risk'),
      always('risk3', 'risk', { critical: true }),
      always('billing1', 'billing'),
      always('support1', 'support', { dueAtMs: nowMs }),
    ];
    const { actions, held } = run(accountFacts(), { list });
    expect(actions.map((a) => a.ruleId)).toEqual(['risk3', 'support1', 'billing1']);
    expect(held.map((h) => [h.ruleId, h.gate])).toEqual([
      ['risk1', 'oneOfAKind'],
      ['risk2', 'oneOfAKind'],
    ]);
    const more = run(accountFacts(), { list: [...list, always('adoption1', 'adoption')] });
    expect(more.held.map((h) => h.gate)).toContain('limit');
  });

  it('raises what is due sooner, worth more, was useful and is known well', () => {
    const score = (proposal: Partial<Proposal>, context = ranking, some = {}) =>
      run(accountFacts(), { list: [always('a', 'risk', proposal)], context, some }).actions[0]?.score ?? 0;
    expect(score({ dueAtMs: daysAgo(-3) })).toBeGreaterThan(score({ dueAtMs: daysAgo(-20) }));
    expect(score({ value: usd(900_000) })).toBeGreaterThan(score({ value: usd(900) }));
    const useful = { ...ranking, usefulness: new Map([['a', { useful: 8, useless: 0 }]]) };
    const useless = { ...ranking, usefulness: new Map([['a', { useful: 0, useless: 8 }]]) };
    expect(score({}, useful)).toBeGreaterThan(score({}));
    expect(score({}, useless)).toBeLessThan(score({}));
    expect(score({}, ranking, { coverage: 0.4 })).toBeLessThan(score({}));
    expect(score({}, { ...ranking, levers: new Map([['a', 2]]) })).toBeCloseTo(2 * score({}));
    expect(score({}, { ...ranking, levers: new Map([['a', 99]]) })).toBeCloseTo(2 * score({}));
  });

  it('goes by the score, not by the date alone', () => {
    const soon = always('soon', 'risk', { dueAtMs: nowMs });
    const large = always('large', 'billing', { value: usd(1_000_000) });
    expect(run(accountFacts(), { list: [soon, large] }).actions.map((a) => a.ruleId)).toEqual(['large', 'soon']);
  });

  it('shows factors that multiply to the score, each in its range', () => {
    const proposal = fc.record({
      dueAtMs: fc.option(fc.integer({ min: daysAgo(400), max: daysAgo(-400) })),
      value: fc.option(fc.integer({ min: 0, max: 10 ** 12 }).map(usd)),
    });
    fc.assert(
      fc.property(proposal, fc.double({ min: 0, max: 1, noNaN: true }), (some, coverage) => {
        const action = run(accountFacts(), { list: [always('a', 'risk', some)], some: { coverage } }).actions[0];
        const { P, C, V, L, K } = action?.factors ?? { P: 0, C: 0, V: 0, L: 0, K: 0 };
        expect(action?.score).toBe(P * C * V * L * K);
        expect([P > 0 && P < 1, C >= 1 && C <= 2, V >= 0.2 && V <= 1, L === 1, K >= 0.5 && K <= 1]).not.toContain(
          false,
        );
      }),
    );
  });

  it('gives the same order whatever the order of the rules and of the facts', () => {
    const facts = accountFacts({
      tickets: [ticket({ priority: 'urgent' }), ticket({ escalated: true })],
      invoices: [invoice(), invoice({ dueAt: daysAgo(3) })],
      disputes: [dispute()],
      people: [person({ role: 'champion', leftAt: daysAgo(3) })],
      subscriptions: [subscription({ cancelsAt: daysAgo(-9), renewsAt: daysAgo(-9) })],
      deals: expansion.deals,
    });
    const ids = (list: readonly RuleDefinition[], own: AccountFacts) => run(own, { list }).actions.map((a) => a.key);
    const expected = ids(rules, facts);
    expect(expected).toHaveLength(3);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...rules], { minLength: rules.length }),
        fc.shuffledSubarray(facts.tickets, { minLength: 2 }),
        fc.shuffledSubarray(facts.invoices, { minLength: 2 }),
        (list, tickets, invoices) => {
          expect(ids(list, { ...facts, tickets, invoices })).toEqual(expected);
        },
      ),
    );
  });

  it('has evidence, a short title and a stable key in everything it shows', () => {
    const facts = accountFacts({ ...expansion, invoices: [invoice()], tickets: [ticket({ priority: 'urgent' })] });
    for (const action of run(facts).actions) {
      expect(action.why.length).toBeGreaterThan(0);
      expect(Array.from(action.title).length).toBeLessThanOrEqual(80);
      expect(action.key).toMatch(/^acc:\w+:.+/);
    }
  });
});
