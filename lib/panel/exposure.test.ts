import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExposure } from './exposure.ts';

const trusted = { isTrusted: true };

/** A panel with a clock of its own, and an observer that is told by hand. */
function panel({ observes = true } = {}) {
  let clock = 0;
  let timers: { at: number; callback: () => void }[] = [];
  let tell = (_: boolean): void => undefined;
  const told: (string | boolean)[][] = [];
  const exposure = createExposure({
    observe: observes
      ? (callback) => {
          tell = callback;
        }
      : null,
    now: () => clock,
    after(ms, callback) {
      const timer = { at: clock + ms, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((t) => t !== timer);
      };
    },
    armed: (isArmed) => told.push(['armed', isArmed]),
    covered: (isCovered) => told.push(['covered', isCovered]),
  });
  const pass = (ms: number) => {
    const end = clock + ms;
    for (;;) {
      const next = timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      clock = next.at;
      timers = timers.filter((t) => t !== next);
      next.callback();
    }
    clock = end;
  };
  const covered = () => told.filter(([what]) => what === 'covered').map(([, value]) => value);
  const armed = () => told.filter(([what]) => what === 'armed').at(-1)?.[1];
  return { exposure, see: (isVisible: boolean) => tell(isVisible), pass, covered, armed, now: () => clock };
}

describe('what is done in the panel', () => {
  it('counts after half a second in sight, not sooner', () => {
    const { exposure, see, pass, armed } = panel();
    expect([exposure.allows(trusted), armed()]).toEqual([false, false]);
    see(true);
    pass(499);
    expect([exposure.allows(trusted), armed()]).toEqual([false, false]);
    pass(1);
    expect([exposure.allows(trusted), armed()]).toEqual([true, true]);
  });

  it('does not count while it is covered, and starts counting anew after that', () => {
    const { exposure, see, pass, armed } = panel();
    see(true);
    pass(1_000);
    see(false);
    expect([exposure.allows(trusted), armed()]).toEqual([false, false]);
    see(true);
    pass(499);
    expect(exposure.allows(trusted)).toBe(false);
    pass(1);
    expect([exposure.allows(trusted), armed()]).toEqual([true, true]);
  });

  it('never counts when a script has made it up, and always when a person has and the browser cannot tell', () => {
    const { exposure, armed } = panel({ observes: false });
    expect(exposure.allows({ isTrusted: false })).toBe(false);
    expect([exposure.allows(trusted), armed()]).toEqual([true, undefined]);
    const seen = panel();
    seen.see(true);
    seen.pass(1_000);
    expect(seen.exposure.allows({ isTrusted: false })).toBe(false);
  });

  it('does not count right after the tab comes back', () => {
    const { exposure, see, pass } = panel();
    exposure.comeBack();
    see(true);
    pass(1_000);
    exposure.comeBack();
    expect(exposure.allows(trusted)).toBe(false);
    pass(500);
    expect(exposure.allows(trusted)).toBe(true);
  });

  it('counts exactly when the panel has been seen without a break for half a second, whatever happens before', () => {
    const step = fc.record({ isVisible: fc.boolean(), ms: fc.nat(700) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { exposure, see, pass, now, armed } = panel();
        let since: number | null = null;
        for (const { isVisible, ms } of steps) {
          see(isVisible);
          if (!isVisible) since = null;
          else since ??= now();
          pass(ms);
          const counts = since !== null && now() - since >= 500;
          expect(exposure.allows(trusted)).toBe(counts);
          expect(armed()).toBe(counts);
        }
      }),
    );
  });
});

describe('a cover', () => {
  it('is told of once it has lasted, and again when the buttons work', () => {
    const { see, pass, covered } = panel();
    see(true);
    pass(1_000);
    see(false);
    pass(299);
    expect(covered()).toEqual([]);
    pass(1);
    expect(covered()).toEqual([true]);
    see(true);
    pass(499);
    expect(covered()).toEqual([true]);
    pass(1);
    expect(covered()).toEqual([true, false]);
  });

  it('that comes and goes is told of neither way', () => {
    const { see, pass, covered } = panel();
    for (let i = 0; i < 10; i++) {
      see(true);
      pass(200);
      see(false);
      pass(200);
    }
    expect(covered()).toEqual([]);
  });

  it('that is there from the start is told of', () => {
    const { see, pass, covered } = panel();
    see(false);
    see(false);
    pass(300);
    expect(covered()).toEqual([true]);
  });

  it('of a frame that waits for its turn is nobody’s business; when its turn has come, it is', () => {
    const { exposure, see, pass, covered } = panel();
    see(true);
    pass(1_000);
    exposure.expect(false);
    see(false);
    pass(5_000);
    expect(covered()).toEqual([]);
    exposure.expect(true);
    pass(299);
    expect(covered()).toEqual([]);
    pass(1);
    expect(covered()).toEqual([true]);
    exposure.expect(false);
    expect(covered()).toEqual([true, false]);
  });
});
