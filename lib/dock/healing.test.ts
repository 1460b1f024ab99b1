import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createHealing } from './healing.ts';

let clock = 0;
beforeEach(() => {
  clock = 1_000_000;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});

function sick() {
  const told: unknown[] = [];
  const healing = createHealing((trouble) => told.push(trouble));
  /** The page undoes it at once, so many times, one second apart. */
  const fight = (times: number, what: 'removed' | 'covered' = 'removed') => {
    let healed = 0;
    for (let i = 0; i < times; i++) {
      clock += 1_000;
      if (healing.unwell(what)) healed++;
    }
    return healed;
  };
  return { healing, told, fight };
}

describe('healing', () => {
  it('happens five times in ten seconds, then the dock says why and leaves it', () => {
    const { told, fight } = sick();
    expect(fight(5)).toBe(5);
    expect(told).toEqual([]);
    expect(fight(9)).toBe(0);
    expect(told).toEqual(['removed']);
  });

  it('goes on for a page that interferes now and then', () => {
    const { healing, told } = sick();
    for (let i = 0; i < 100; i++) {
      clock += 2_100;
      expect(healing.unwell('covered')).toBe(true);
    }
    expect(told).toEqual([]);
  });

  it('is tried again after ten seconds; that it worked is said when it has lasted', () => {
    const { healing, told, fight } = sick();
    fight(6);
    clock += 10_000;
    expect(fight(1)).toBe(1);
    expect(fight(3)).toBe(0);
    clock += 10_000;
    expect(fight(1)).toBe(1);
    clock += 2_000;
    healing.well();
    expect(told).toEqual(['removed']);
    clock += 2_000;
    healing.well();
    healing.well();
    expect(told).toEqual(['removed', null]);
    expect(fight(5)).toBe(5);
  });

  it('says when the trouble becomes another one', () => {
    const { told, fight } = sick();
    fight(6, 'covered');
    fight(1, 'removed');
    expect(told).toEqual(['covered', 'removed']);
  });

  it('begins anew when a person asks for the dock', () => {
    const { healing, told, fight } = sick();
    fight(6);
    healing.forget();
    expect(told).toEqual(['removed', null]);
    expect(fight(5)).toBe(5);
  });
});
