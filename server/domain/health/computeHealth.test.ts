import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountFacts, daysAgo, invoice, nowMs, person, subscription, ticket } from '../../../tests/support/facts.ts';
import { bandOf, computeHealth, type HealthInput, rulesVersion } from './computeHealth.ts';
import { defineFactor, type FactorDefinition, type HealthGroup, scoreOf } from './defineFactor.ts';
import { groupWeights } from './scoreFacts.ts';

const groups = Object.keys(groupWeights) as HealthGroup[];
const facts = accountFacts();
const health = (definitions: readonly FactorDefinition[], some: Partial<HealthInput> = {}) =>
  computeHealth({ facts, nowMs, freshness: 1, history: [], definitions, ...some });

/** A factor with a fixed value, 100 is best. */
function fixed(id: string, group: HealthGroup, value: number | null | 'notApplicable', weight = 1): FactorDefinition {
  const anchors = [
    [0, 0],
    [100, 100],
  ] as const;
  return defineFactor({ id, group, weight, unit: 'percent', text: '', anchors, measure: () => value });
}

const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -50, max: 150, noNaN: true }) },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant('notApplicable' as const) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);
const definitions = fc
  .array(fc.tuple(fc.constantFrom(...groups), value, fc.integer({ min: 1, max: 9 })), { maxLength: 12 })
  .map((list) => list.map(([group, v, weight], i) => fixed(`f${i}`, group, v, weight)));

describe('the score', () => {
  it('is the sum of its visible parts, within bounds', () => {
    fc.assert(
      fc.property(definitions, (list) => {
        const { score, factors, caps, coverage } = health(list);
        expect(coverage).toBeGreaterThanOrEqual(0);
        expect(coverage).toBeLessThanOrEqual(1);
        if (score === null) return;
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        const parts = [...factors, ...caps].reduce((sum, part) => sum + part.points, 50);
        expect(Math.abs(parts - score)).toBeLessThanOrEqual(0.0501);
        const weights = factors.reduce((sum, f) => sum + f.weight, 0);
        expect(weights).toBeCloseTo(1, 6);
      }),
    );
  });

  it('never falls when one factor gets better', () => {
    fc.assert(
      fc.property(definitions, fc.nat(), fc.double({ min: 0, max: 100, noNaN: true }), (list, pick, more) => {
        const at = pick % Math.max(1, list.length);
        const chosen = list[at];
        const before = chosen?.measure(facts, nowMs);
        if (!chosen || typeof before !== 'number' || !Number.isFinite(before)) return;
        const better = list.map((f, i) => (i === at ? { ...f, measure: () => before + more } : f));
        const [low, high] = [health(list).score, health(better).score];
        expect(high === null).toBe(low === null);
        expect(high ?? 0).toBeGreaterThanOrEqual(low ?? 0);
      }),
    );
  });

  it('does not depend on the order of the factors', () => {
    const pair = definitions.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(pair, ([list, shuffled]) => {
        const [a, b] = [health(list), health(shuffled)];
        expect([b.band, b.confidence]).toEqual([a.band, a.confidence]);
        expect(b.score ?? -1).toBeCloseTo(a.score ?? -1, 0);
      }),
    );
  });

  it('is not touched by a factor that does not apply', () => {
    fc.assert(
      fc.property(definitions, fc.constantFrom(...groups), (list, group) => {
        expect(health([...list, fixed('none', group, 'notApplicable', 9)])).toEqual(health(list));
      }),
    );
  });

  it('takes what is missing out of coverage, never out of the score', () => {
    fc.assert(
      fc.property(definitions, fc.constantFrom(...groups), (list, group) => {
        const known = health(list);
        const less = health([...list, fixed('missing', group, null)]);
        expect(less.coverage).toBeLessThanOrEqual(known.coverage);
        if (less.score !== null) expect(less.score).toBe(known.score);
        expect(less.factors.find((f) => f.id === 'missing')).toMatchObject({ value: null, score: null, points: 0 });
      }),
    );
  });

  it('is not shown under 40 % coverage', () => {
    const known = fixed('known', 'renewal', 90);
    expect(health([known, fixed('a', 'usage', null)])).toMatchObject({ score: null, band: 'unknown', trend: null });
    expect(health([known, fixed('a', 'engagement', null)])).toMatchObject({ score: 90, coverage: 0.4 });
    expect(health([])).toMatchObject({ score: null, band: 'unknown', coverage: 0, confidence: 'low' });
  });

  it('has confidence from coverage and freshness', () => {
    const full = [fixed('a', 'billing', 90)];
    expect([1, 0.7, 0.4, 7].map((freshness) => health(full, { freshness }).confidence)).toEqual([
      'high',
      'medium',
      'low',
      'high',
    ]);
  });
});

describe('caps', () => {
  const good = [fixed('a', 'billing', 100)];
  const capped = (some: Parameters<typeof accountFacts>[0]) => health(good, { facts: accountFacts(some) });

  it.each([
    ['urgentTicketOpen', 69, { tickets: [ticket({ escalated: true, createdAt: daysAgo(3) })] }],
    ['invoiceOverdue60', 59, { invoices: [invoice({ dueAt: daysAgo(61) })] }],
    ['cancellationNotice', 29, { subscriptions: [subscription({ cancelsAt: daysAgo(-5) })] }],
  ])('%s holds the score at %i and has its own bar', (id, ceiling, some) => {
    const { score, caps } = capped(some);
    expect([score, caps]).toEqual([ceiling, [{ id, ceiling, points: ceiling - 100 }]]);
  });

  it('add up to the lowest, and leave a lower score alone', () => {
    const all = {
      tickets: [ticket({ priority: 'urgent', createdAt: daysAgo(3) })],
      invoices: [invoice({ dueAt: daysAgo(61) })],
    };
    expect(capped(all)).toMatchObject({ score: 59, caps: [{ points: -31 }, { points: -10 }] });
    expect(health([fixed('a', 'billing', 20)], { facts: accountFacts(all) })).toMatchObject({ score: 20, caps: [] });
  });

  it('do not apply before their time', () => {
    expect(capped({ tickets: [ticket({ escalated: true, createdAt: daysAgo(1) })] }).caps).toEqual([]);
    const urgent = (createdAt: number) => capped({ tickets: [ticket({ priority: 'urgent', createdAt })] }).caps.length;
    expect([urgent(daysAgo(2)), urgent(daysAgo(2) - 1)]).toEqual([0, 1]);
    expect(capped({ invoices: [invoice({ dueAt: daysAgo(60) })] }).caps).toEqual([]);
    const two = [subscription({ cancelsAt: daysAgo(-5) }), subscription()];
    expect(capped({ subscriptions: two }).caps).toEqual([]);
  });
});

describe('band and shown days', () => {
  const point = (days: number, score: number | null, some = {}) => ({
    day: new Date(daysAgo(days)).toISOString().slice(0, 10),
    score,
    band: bandOf(score, null, null),
    rulesVersion,
    ...some,
  });
  const at = (score: number, history: HealthInput['history']) => health([fixed('a', 'billing', score)], { history });

  it('has half-open bands', () => {
    expect([100, 75, 74.9, 50, 49.9, 25, 24.9, 0].map((s) => bandOf(s, null, null))).toEqual([
      'healthy',
      'healthy',
      'watch',
      'watch',
      'atRisk',
      'atRisk',
      'critical',
      'critical',
    ]);
    expect(bandOf(null, 'healthy', 80)).toBe('unknown');
  });

  it('leaves a band 3 points beyond its edge, or on the second day', () => {
    expect(at(73, [point(1, 80)]).band).toBe('healthy');
    expect(at(71.9, [point(1, 80)]).band).toBe('watch');
    expect(at(73, [point(1, 73, { band: 'healthy' })]).band).toBe('watch');
    expect(at(76, [point(1, 70)]).band).toBe('watch');
    expect(at(78, [point(1, 70)]).band).toBe('healthy');
    expect(at(77.9, [point(1, 70)]).band).toBe('watch');
    // Exactly 3 points below is not beyond.
    expect([72.1, 72, 71.9].map((s) => bandOf(s, 'healthy', 80))).toEqual(['healthy', 'healthy', 'watch']);
  });

  it('does not hold on to a band that was only reconstructed', () => {
    expect(at(73, [point(7, 80, { reconstructed: true })]).band).toBe('watch');
  });

  it('shows at most 90 days, today last and once', () => {
    const history = Array.from({ length: 120 }, (_, i) => point(119 - i, 50));
    const shown = at(80, history).history;
    expect(shown).toHaveLength(90);
    expect(shown.at(-1)).toEqual({ day: '2026-11-21', score: 80 });
    expect(new Set(shown.map((p) => p.day)).size).toBe(90);
  });
});

describe('history, overrides and profile', () => {
  const day = (days: number) => new Date(daysAgo(days)).toISOString().slice(0, 10);
  const past = (days: number, some = {}) => ({
    day: day(days),
    score: 80,
    band: 'healthy' as const,
    rulesVersion,
    ...some,
  });
  const of = (some: Partial<HealthInput>) => health([fixed('a', 'billing', 80)], some);
  const said = (days: number, some = {}) => ({
    band: 'atRisk' as const,
    reason: 'Their board wants out',
    by: 'Mo',
    at: new Date(daysAgo(days)).toISOString(),
    expiresAt: new Date(daysAgo(days - 20)).toISOString(),
    removedAt: null,
    ...some,
  });

  it('marks the days on which the line may jump', () => {
    const history = [
      past(9, { rulesVersion: rulesVersion - 1 }),
      past(8),
      past(3, { profile: 'onboarding' }),
      past(2, { profile: 'noUsage' }),
    ];
    expect(of({ history, overrides: [said(3)] }).history.map((p) => p.marker)).toEqual([
      undefined,
      'rules',
      'override',
      'profile',
      undefined,
    ]);
  });

  it('marks nothing against what was reconstructed', () => {
    const history = [past(9, { reconstructed: true, rulesVersion: rulesVersion - 1 }), past(8)];
    expect(of({ history }).history.flatMap((p) => p.marker ?? [])).toEqual([]);
  });

  it('shows an override beside the band and changes no number', () => {
    const plain = of({});
    const { override, history, ...rest } = of({ overrides: [said(3)] });
    expect(override).toMatchObject({ band: 'atRisk', by: 'Mo', reason: 'Their board wants out' });
    expect(override).not.toHaveProperty('removedAt');
    expect({ ...rest, history: history.map(({ marker: _, ...p }) => p) }).toEqual(plain);
  });

  it('forgets it when it has expired or was taken back; a newer one holds', () => {
    expect(of({ overrides: [said(21)] }).override).toBeUndefined();
    const until = (ms: number) => of({ overrides: [said(3, { expiresAt: new Date(ms).toISOString() })] }).override;
    expect([until(nowMs) === undefined, until(nowMs + 1)?.band]).toEqual([true, 'atRisk']);
    expect(of({ overrides: [said(3, { removedAt: new Date(daysAgo(1)).toISOString() })] }).override).toBeUndefined();
    expect(of({ overrides: [said(9), said(2, { band: 'critical' })] }).override?.band).toBe('critical');
  });

  it('says which profile it was computed with', () => {
    expect(of({}).profile).toBe('noUsage');
    expect(of({ facts: accountFacts({ activity: [] }) }).profile).toBe('standard');
    // One that begins next week says nothing of how long they have been a customer.
    const begun = (...days: number[]) => ({
      activity: [],
      subscriptions: days.map((d) => subscription({ startedAt: daysAgo(d) })),
    });
    expect([[-7], [20], [400, -7]].map((days) => of({ facts: accountFacts(begun(...days)) }).profile)).toEqual([
      'standard',
      'onboarding',
      'standard',
    ]);
  });
});

describe('factors', () => {
  it('refuse anchors that do not increase', () => {
    const anchors = [
      [1, 0],
      [1, 100],
    ] as const;
    expect(() => defineFactor({ ...fixed('a', 'billing', 1), anchors })).toThrow(RangeError);
  });

  it('score on a line between their anchors and flat outside', () => {
    const anchors = [
      [0, 100],
      [10, 50],
      [20, 0],
    ] as const;
    expect([-5, 0, 5, 10, 15, 20, 99].map((v) => scoreOf(anchors, v))).toEqual([100, 100, 75, 50, 25, 0, 0]);
    expect(scoreOf(anchors, Number.NaN)).toBeNull();
    expect(scoreOf([], 1)).toBeNull();
  });

  it('are missing, not bad, when nothing is known of people', () => {
    const known = computeHealth({ facts: accountFacts({ people: [person()] }), nowMs, freshness: 1, history: [] });
    expect(known.factors.map((f) => [f.id, f.value])).toEqual([
      ['lastActivity', null],
      ['championsPresent', null],
    ]);
    expect(known).toMatchObject({ score: null, band: 'unknown' });
  });
});
