import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAtRest } from './atRest.ts';

/** A page as far as rest is concerned: it may be hidden or loading, and is idle when the test says so. */
function page(readyState = 'complete') {
  const state = { hidden: false, readyState };
  const idle = new Map<number, () => void>();
  let ids = 0;
  vi.stubGlobal('document', state);
  vi.stubGlobal('requestIdleCallback', (callback: () => void) => {
    idle.set(++ids, callback);
    return ids;
  });
  vi.stubGlobal('cancelIdleCallback', (id: number) => idle.delete(id));
  const looks: boolean[] = [];
  const rest = createAtRest((isLast) => looks.push(isLast));
  return {
    rest,
    looks,
    state,
    later(ms: number) {
      vi.advanceTimersByTime(ms);
      for (const [id, callback] of [...idle]) {
        idle.delete(id);
        callback();
      }
    },
    waiting: () => vi.getTimerCount() + idle.size,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a page at rest', () => {
  it('is looked at three times after a navigation, the last time said to be it', () => {
    const { rest, looks, later, waiting } = page();
    rest.begin();
    later(499);
    expect(looks).toEqual([]);
    later(1);
    expect(looks).toEqual([false]);
    later(1_499);
    expect(looks).toHaveLength(1);
    later(1);
    later(3_000);
    expect(looks).toEqual([false, false, true]);
    later(60_000);
    expect([looks.length, waiting()]).toEqual([3, 0]);
  });

  it('is not looked at while it navigates, however often', () => {
    const { rest, looks, later } = page();
    for (let i = 0; i < 100; i++) {
      rest.begin();
      later(400);
    }
    expect(looks).toEqual([]);
    later(100);
    expect(looks).toEqual([false]);
  });

  it('is looked at when it has nothing to do, and not for the navigation before', () => {
    const { rest, looks, later } = page();
    rest.begin();
    vi.advanceTimersByTime(500);
    expect(looks).toEqual([]);
    rest.begin();
    later(0);
    expect(looks).toEqual([]);
    later(500);
    expect(looks).toEqual([false]);
  });

  it('is waited for while it loads, and has half a second more', () => {
    const { rest, looks, state, later } = page('loading');
    rest.begin();
    later(20_000);
    state.readyState = 'interactive';
    for (let second = 0; second < 5; second++) later(1_000);
    expect(looks).toEqual([]);
    state.readyState = 'complete';
    later(500);
    expect(looks).toEqual([]);
    later(500);
    later(1_500);
    later(3_000);
    expect(looks).toEqual([false, false, true]);
    rest.begin();
    later(500);
    expect(looks).toHaveLength(4);
  });

  it('is looked at all the same when its last picture never comes', () => {
    const { rest, looks, later } = page('interactive');
    rest.begin();
    later(10_500);
    expect(looks).toEqual([]);
    later(500);
    expect(looks).toEqual([false]);
  });

  it('is not looked at while it is hidden; what was due comes when it is shown', () => {
    const { rest, looks, state, later, waiting } = page();
    state.hidden = true;
    rest.begin();
    rest.soon();
    later(60_000);
    expect([looks, waiting()]).toEqual([[], 0]);
    state.hidden = false;
    rest.tick();
    later(0);
    expect(looks).toEqual([false]);
    rest.tick();
    later(1_500);
    later(3_000);
    expect(looks).toEqual([false, false, true]);
  });

  it('is not looked at when it was hidden before it was idle, but when it is shown', () => {
    const { rest, looks, state, later } = page();
    rest.begin();
    later(500);
    later(1_500);
    vi.advanceTimersByTime(3_000);
    state.hidden = true;
    later(0);
    expect(looks).toEqual([false, false]);
    state.hidden = false;
    rest.tick();
    later(0);
    rest.tick();
    later(0);
    expect(looks).toEqual([false, false, true]);
  });

  it('is looked at once for many things that happen, and the last look is not lost among them', () => {
    const { rest, looks, later } = page();
    for (let i = 0; i < 50; i++) rest.soon();
    later(250);
    expect(looks).toEqual([false]);
    rest.begin();
    later(500);
    later(1_500);
    vi.advanceTimersByTime(2_800);
    rest.soon();
    vi.advanceTimersByTime(300);
    later(0);
    expect(looks).toEqual([false, false, false, true]);
  });

  it('is left alone when the dock goes', () => {
    const { rest, looks, later, waiting } = page();
    rest.begin();
    rest.soon();
    vi.advanceTimersByTime(500);
    rest.stop();
    later(60_000);
    expect([looks, waiting()]).toEqual([[], 0]);
  });
});
