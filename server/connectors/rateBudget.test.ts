import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vendorDeps } from '../../tests/support/vendorServer.ts';
import type { PulledSource } from '../domain/model.ts';
import { createRateBudget, type Limit } from './rateBudget.ts';

const config = { source: 'zendesk', baseUrl: 'https://x.zendesk.com' } as const;

/** A clock that moves only while a request waits, and when the test says so. */
function clocked(limit: Limit) {
  const clock = { ms: 0 };
  const none: Limit[] = [];
  const table: Record<PulledSource, Limit[]> = {
    salesforce: none,
    hubspot: none,
    stripe: none,

    zendesk: [limit],
  };
  const deps = vendorDeps({
    sleep: async (ms) => {
      clock.ms += ms;
    },
  });
  const budget = createRateBudget(() => clock.ms, table);
  return { clock, take: (path: string) => budget.take(config, path, deps) };
}

describe('the rate budget', () => {
  it('never lets more requests into a window than the vendor allows, and never stops them for good', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 100, max: 60_000 }),
        fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 30, maxLength: 80 }),
        async (requests, perMs, pauses) => {
          const { clock, take } = clocked({ requests, perMs, groupOf: () => 'all' });
          const sentAt: number[] = [];
          for (const pause of pauses) {
            clock.ms += pause % 7 === 0 ? pause : 0;
            await take('/x');
            sentAt.push(clock.ms);
          }
          for (const start of sentAt) {
            const within = sentAt.filter((at) => at >= start && at < start + perMs);
            expect(within.length).toBeLessThanOrEqual(requests);
          }
          const busyMs = clock.ms - pauses.reduce((sum, p) => sum + (p % 7 === 0 ? p : 0), 0);
          expect(busyMs).toBeLessThanOrEqual((pauses.length * perMs) / Math.max(1, requests * 0.5) + perMs);
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });

  it('counts groups of paths apart, and leaves the sandbox alone', async () => {
    const { clock, take } = clocked({ requests: 4, perMs: 1000, groupOf: (path) => path });
    await take('/a');
    await take('/b');
    expect(clock.ms).toBe(0);
    await take('/a');
    expect(clock.ms).toBeGreaterThan(0);
    const before = clock.ms;
    const budget = createRateBudget(() => 0);
    const deps = vendorDeps();
    for (let i = 0; i < 100; i++)
      await budget.take({ ...config, baseUrl: 'http://127.0.0.1:4621/zendesk' }, '/api/v2/incremental/x', deps);
    expect(deps.sleptMs).toEqual([]);
    expect(clock.ms).toBe(before);
  });

  it.each<[PulledSource, string]>([
    ['salesforce', '/services/data/v67.0/query'],
    ['hubspot', '/crm/objects/2026-03/companies/search'],
    ['zendesk', '/api/v2/incremental/tickets/cursor.json'],
    ['stripe', '/v1/charges'],
  ])('has a limit for %s', async (source, path) => {
    const budget = createRateBudget(() => 0);
    const deps = vendorDeps();
    for (let i = 0; i < 60; i++) await budget.take({ source, baseUrl: 'https://vendor.example' }, path, deps);
    expect(deps.sleptMs.length).toBeGreaterThan(20);
  });

  it.each<[PulledSource, Record<string, string>, object | null]>([
    ['salesforce', { 'sforce-limit-info': 'api-usage=18/5000' }, { used: 18, limit: 5000, windowMs: 86_400_000 }],
    ['salesforce', { 'sforce-limit-info': 'per-app-api-usage=17/250(appName=x)' }, null],
    [
      'hubspot',
      {
        'x-hubspot-ratelimit-daily': '650000',
        'x-hubspot-ratelimit-daily-remaining': '649000',
        'x-hubspot-ratelimit-max': '190',
      },
      { used: 1000, limit: 650_000, windowMs: 86_400_000 },
    ],
    [
      'hubspot',
      {
        'x-hubspot-ratelimit-max': '190',
        'x-hubspot-ratelimit-remaining': '150',
        'x-hubspot-ratelimit-interval-milliseconds': '10000',
      },
      { used: 40, limit: 190, windowMs: 10_000 },
    ],
    ['zendesk', { 'x-rate-limit': '700', 'x-rate-limit-remaining': '699' }, { used: 1, limit: 700, windowMs: 60_000 }],
    ['zendesk', { 'x-rate-limit': 'many' }, null],
    ['stripe', { 'request-id': 'req_1' }, null],
  ])('reads what %s says about its limits', (source, headers, use) => {
    const budget = createRateBudget(() => 0);
    budget.note(source, new Headers(headers));
    expect(budget.used(source)).toEqual(use);
  });
});
