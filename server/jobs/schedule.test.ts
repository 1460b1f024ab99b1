import { expect, it } from 'vitest';
import { startSchedule, type Work } from './schedule.ts';

/** A schedule with a clock and a timer that the test moves, and work that ends when the test says so. */
function start(over: { lastAt?: number | null; random?: number } = {}) {
  let nowMs = 1_000_000;
  let timer: { at: number; callback: () => void } | null = null;
  const plans: (number | null)[] = [];
  const errors: unknown[] = [];
  const runs: { signal: AbortSignal; what: Work; end: () => void; fail: (error: Error) => void }[] = [];
  let atOnce = 0;
  let most = 0;
  const schedule = startSchedule({
    everyMs: 600_000,
    lastAt: over.lastAt === undefined ? null : over.lastAt,
    now: () => nowMs,
    random: () => over.random ?? 0.5,
    work: (signal, what) => {
      most = Math.max(most, ++atOnce);
      return new Promise<void>((resolve, reject) => {
        runs.push({ signal, what, end: resolve, fail: reject });
        signal.addEventListener('abort', () => reject(signal.reason));
      }).finally(() => {
        atOnce--;
      });
    },
    onPlan: async (at) => void plans.push(at),
    onError: (error) => errors.push(error),
    after(ms, callback) {
      const mine = { at: nowMs + ms, callback };
      timer = mine;
      return () => {
        if (timer === mine) timer = null;
      };
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    schedule,
    plans,
    errors,
    runs,
    settle,
    most: () => most,
    due: () => timer?.at ?? null,
    /** Moves to the planned time and lets the run begin. */
    async fire() {
      const planned = timer;
      timer = null;
      nowMs = Math.max(nowMs, planned?.at ?? nowMs);
      planned?.callback();
      await settle();
    },
    now: () => nowMs,
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

it('runs at once what never ran, later what ran lately, and again when it has ended', async () => {
  const never = start();
  expect(never.due()).toBe(never.now());
  await never.fire();
  expect(never.runs).toHaveLength(1);
  // Nothing is planned while it runs: a slow run is not overtaken by the next one.
  expect(never.due()).toBeNull();
  never.runs[0]?.end();
  await never.settle();
  expect(never.due()).toBe(never.now() + 600_000);
  expect(never.plans.at(-1)).toBe(never.due());
  expect(start({ lastAt: 900_000 }).due()).toBe(1_500_000);
  expect(start({ lastAt: 1 }).due()).toBe(1_000_000);
});

it.each([
  [0, 540_000],
  [0.999, 659_880],
  [0.123456789, 554_815],
])('spreads the runs (%d)', async (random, ms) => {
  const { fire, runs, settle, due, now } = start({ random });
  await fire();
  runs[0]?.end();
  await settle();
  // A whole number: the database keeps no fractions of a millisecond.
  expect((due() ?? 0) - now()).toBe(ms);
});

it('does not wait for a time that only a wrong clock has seen', async () => {
  const years = 5 * 365 * 86_400_000;
  const ahead = start({ lastAt: 1_000_000 + years });
  expect(ahead.due()).toBe(ahead.now() + 660_000);
  expect(ahead.plans).toEqual([ahead.due()]);

  const { schedule, fire, runs, settle, due, now, pass, plans } = start({ lastAt: 1_000_000 });
  pass(-400_000);
  const setBackAt = now();
  schedule.soon();
  await fire();
  runs[0]?.end();
  await settle();
  expect(due()).toBe(setBackAt + 660_000);
  expect(plans.at(-1)).toBe(due());
});

it('tells a run that failed and comes again', async () => {
  const { fire, runs, settle, due, errors } = start();
  await fire();
  runs[0]?.fail(new Error('no database'));
  await settle();
  expect(errors).toEqual([new Error('no database')]);
  expect(due()).not.toBeNull();
});

it('comes in a moment for what is marked, once for many marks, and keeps to its plan for the rest', async () => {
  const { schedule, fire, runs, settle, due, now, most, plans } = start({ lastAt: 1_000_000 });
  const nextAt = due();
  schedule.soon();
  schedule.soon();
  expect(due()).toBe(now() + 250);
  await fire();
  expect(runs.map((r) => r.what)).toEqual(['marked']);
  schedule.soon();
  expect(due()).toBeNull();
  runs[0]?.end();
  await settle();
  expect(due()).toBe(now() + 250);
  await fire();
  runs[1]?.end();
  await settle();
  expect(due()).toBe(nextAt);
  expect(plans).toEqual([nextAt]);
  await fire();
  expect(runs.map((r) => r.what)).toEqual(['marked', 'marked', 'everything']);
  expect(most()).toBe(1);
});

it('rests as long as it has worked, and is as patient after a failure', async () => {
  const { schedule, fire, runs, settle, due, now, pass } = start({ lastAt: 1_000_000 });
  schedule.soon();
  await fire();
  schedule.soon();
  pass(5_000);
  runs[0]?.end();
  await settle();
  expect(due()).toBe(now() + 5_000);
  await fire();
  runs[1]?.fail(new Error('busy'));
  await settle();
  expect(due()).toBe(now() + 30_000);
});

it('takes what was marked along when everything is due, and what is marked while it runs after it', async () => {
  const { schedule, fire, runs, settle, due, now } = start();
  schedule.soon();
  await fire();
  expect(runs[0]?.what).toBe('everything');
  schedule.soon();
  runs[0]?.end();
  await settle();
  expect(due()).toBe(now() + 250);
  await fire();
  expect(runs[1]?.what).toBe('marked');
});

it('stops the run under way, waits for it, and plans nothing more', async () => {
  const { schedule, fire, runs, due, plans, errors } = start();
  await fire();
  await schedule.stop();
  expect(runs[0]?.signal.aborted).toBe(true);
  schedule.soon();
  expect(due()).toBeNull();
  expect(plans.at(-1)).toBeNull();
  expect(errors).toEqual([]);
});
