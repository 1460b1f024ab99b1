import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Metric } from '../../../lib/contract/values.ts';
import { accountFacts, nowMs } from '../../../tests/support/facts.ts';
import { defineMetric, measure, median, percentile, within } from './defineMetric.ts';
import { measureMetrics, metricsOfSection } from './measureMetrics.ts';
import { metrics } from './registry.ts';

describe('measure', () => {
  const odd = (value: number | null) =>
    defineMetric({ ...metrics.csat, measure: () => ({ value, n: 1, previous: value }) });

  it('turns what is no number into null, and keeps zero', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, null])
      expect(measure(odd(value), accountFacts(), nowMs)).toMatchObject({ value: null, previous: null });
    expect(measure(odd(0), accountFacts(), nowMs)).toMatchObject({ value: 0, previous: 0 });
  });

  it('speaks the contract for every registered metric', () => {
    const measured = measureMetrics(accountFacts(), nowMs);
    expect(Object.keys(measured)).toEqual(Object.keys(metrics));
    for (const [id, metric] of Object.entries(measured)) expect(Metric.parse(metric).id).toBe(id);
  });

  it('gives each section its metrics, none twice', () => {
    const measured = measureMetrics(accountFacts(), nowMs);
    const ids = (['support', 'billing', 'pipeline', 'usage', 'health'] as const).flatMap((s) =>
      metricsOfSection(measured, s).map((m) => m.id),
    );
    expect(ids.sort()).toEqual(Object.keys(metrics).sort());
    expect(metricsOfSection(measured, 'support').map((m) => m.id)).toEqual([
      'ticketVolume',
      'ticketsPer100Seats',
      'firstResponse',
      'firstResponseP90',
      'waitingTickets',
      'resolution',
      'openTicketAge',
      'slaBreaches',
      'csat',
    ]);
  });
});

describe('median', () => {
  it('lies in the middle, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
        const middle = median(values) as number;
        expect(median([...values].reverse())).toBe(middle);
        expect(values.filter((v) => v < middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((v) => v > middle).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('of nothing is null', () => expect(median([])).toBeNull());
});

describe('percentile', () => {
  it('is a value that as many do not exceed, and the least such', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const found = percentile(values, share) as number;
          const upTo = (limit: number) => values.filter((v) => v <= limit).length;
          expect(upTo(found)).toBeGreaterThanOrEqual(share * values.length - 1e-9);
          for (const v of values.filter((one) => one < found)) expect(upTo(v)).toBeLessThan(share * values.length);
        },
      ),
    );
  });

  it('of nothing is null', () => expect(percentile([], 0.9)).toBeNull());
});

describe('within', () => {
  it('includes now and excludes the start, so that two windows never share an instant', () => {
    expect(within(nowMs, nowMs, 1)).toBe(true);
    expect(within(nowMs - 86_400_000, nowMs, 1)).toBe(false);
    expect(within(nowMs + 1, nowMs, 1)).toBe(false);
    expect(within(null, nowMs, 1)).toBe(false);
  });
});
