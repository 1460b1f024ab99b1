import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDockShell } from '../../tests/support/dockShell.ts';
import { createDockWorld } from '../../tests/support/dockWorld.ts';

vi.mock('../platform/contentRuntime.ts', () => ({
  contentApi: { runtime: { getURL: (path: string) => `chrome-extension://abc${path}` } },
}));
afterEach(() => vi.unstubAllGlobals());

/** A dock whose first customer is seen, with generation 10 in slot 0, and whose spare waits. */
function openShell() {
  const shell = createDockShell();
  shell.frames.turn(10);
  shell.frames.arrive();
  shell.frames.create();
  shell.frames.painted(10);
  shell.animationFrame();
  shell.animationFrame();
  shell.input('pointermove');
  shell.idle();
  return shell;
}

describe('the frames of a dock that was just opened', () => {
  it('show nothing before the panel has painted this generation and the page has drawn since', () => {
    const { frames, shown, animationFrame, all } = createDockShell();
    frames.turn(10);
    frames.arrive();
    frames.create();
    expect(all()).toMatchObject([{ src: 'chrome-extension://abc/panel.html#0', title: 'Customer', inert: false }]);
    expect(frames.painted(9)).toBe(false);
    animationFrame();
    animationFrame();
    expect(shown()).toEqual([]);
    expect(frames.painted(10)).toBe(true);
    animationFrame();
    expect(shown()).toEqual([]);
    animationFrame();
    expect(shown()).toEqual([0]);
  });

  it.each(['pointermove', 'pointerdown', 'keydown'])(
    'are one until the customer is painted and somebody is there (%s), and two from the next idle moment on',
    (sign) => {
      const { frames, shown, idle, input, all, at } = createDockShell();
      frames.turn(10);
      frames.arrive();
      frames.create();
      input(sign);
      frames.painted(10);
      frames.painted(10);
      idle();
      expect(all()).toHaveLength(1);
      input(sign);
      expect(all()).toHaveLength(1);
      idle();
      expect(all()).toHaveLength(2);
      expect(at(1)).toMatchObject({ src: 'chrome-extension://abc/panel.html#1', inert: true, shown: false });
      expect(shown()).toEqual([]);
      input(sign);
      idle();
      expect(all()).toHaveLength(2);
    },
  );

  it('are two when the next customer was painted, although nobody was seen', () => {
    const { frames, idle, all } = createDockShell();
    frames.turn(10);
    frames.create();
    frames.painted(10);
    frames.turn(11);
    frames.painted(11);
    idle();
    expect(all()).toHaveLength(2);
  });

  it('stay none when the dock is closed before the idle moment, and wait anew when it is opened', () => {
    const { frames, idle, input, all } = createDockShell();
    frames.turn(10);
    frames.create();
    frames.painted(10);
    input('keydown');
    frames.remove();
    idle();
    expect(all()).toEqual([]);
    frames.create();
    frames.painted(10);
    frames.remove();
    frames.create();
    // What the dock waited for before it was closed is over: nothing stands in the way of this painting.
    input('keydown');
    idle();
    expect(all()).toHaveLength(1);
    frames.remove();
    frames.turn(11);
    frames.create();
    frames.painted(11);
    idle();
    expect(all()).toHaveLength(1);
  });
});

describe('a navigation', () => {
  it('hides the customer before at once, and shows the blank frame on arrival, painted or not', () => {
    const { frames, shown, at } = openShell();
    expect(shown()).toEqual([0]);
    frames.turn(11);
    expect([frames.slot, shown()]).toEqual([1, []]);
    expect([at(0).inert, at(1).inert]).toEqual([true, false]);
    frames.arrive();
    expect(shown()).toEqual([1]);
  });

  it('keeps the slot while the other frame is not blank, and shows it when painted and drawn', () => {
    const { frames, shown, animationFrame } = openShell();
    frames.turn(11);
    frames.arrive();
    frames.turn(12);
    frames.arrive();
    expect([frames.slot, shown()]).toEqual([1, []]);
    frames.painted(11);
    animationFrame();
    animationFrame();
    expect(shown()).toEqual([]);
    frames.painted(12);
    animationFrame();
    expect(shown()).toEqual([]);
    animationFrame();
    expect(shown()).toEqual([1]);
  });

  it('is not shown by what the panel painted for the one before', () => {
    const { frames, shown, animationFrame } = openShell();
    frames.turn(11);
    frames.turn(12);
    frames.arrive();
    frames.painted(12);
    animationFrame();
    frames.turn(13);
    frames.arrive();
    animationFrame();
    expect(shown()).toEqual([]);
  });

  it('is not seen before the page has got there, although it is painted', () => {
    const { frames, shown, animationFrame } = openShell();
    for (const generation of [11, 12]) frames.turn(generation);
    frames.painted(12);
    animationFrame();
    animationFrame();
    expect(shown()).toEqual([]);
    frames.arrive();
    expect(shown()).toEqual([1]);
  });

  it('takes the focus along if the frame had it, and leaves it where it is if not', () => {
    const focused = openShell();
    focused.frames.focus();
    expect(focused.root.activeElement).toBe(focused.at(0));
    focused.frames.turn(11);
    expect(focused.root.activeElement).toBe(focused.at(1));
    const elsewhere = openShell();
    elsewhere.frames.turn(11);
    expect(elsewhere.root.activeElement).toBeNull();
  });
});

describe('the word of a frame that it is blank', () => {
  it('lets it take over at the next navigation', () => {
    const { frames, shown } = openShell();
    frames.turn(11);
    frames.blank(0, 11);
    frames.turn(12);
    frames.arrive();
    expect([frames.slot, shown()]).toEqual([0, [0]]);
  });

  it('is worth nothing when it is older than the last use', () => {
    const { frames } = openShell();
    frames.turn(11);
    frames.blank(0, 11);
    frames.turn(12);
    frames.blank(1, 12);
    frames.turn(13);
    // In use from 12 to 13: what it said of 11 and 12 was about the time before.
    for (const since of [11, 12]) frames.blank(0, since);
    frames.turn(14);
    expect(frames.slot).toBe(1);
    frames.blank(0, 13);
    frames.turn(15);
    expect(frames.slot).toBe(0);
  });

  it('is worth nothing about the frame in use, or one that is not there', () => {
    const { frames } = openShell();
    frames.turn(11);
    frames.blank(1, 11);
    frames.blank(0, 11);
    frames.turn(12);
    frames.turn(13);
    expect(frames.slot).toBe(0);
    const single = createDockShell();
    single.frames.turn(10);
    single.frames.create();
    single.frames.blank(1, 10);
    single.frames.turn(11);
    expect(single.frames.slot).toBe(0);
  });
});

describe('hiding and closing', () => {
  it('hides what is shown, until the panel speaks again or the next navigation', () => {
    const { frames, shown, animationFrame } = openShell();
    frames.hide();
    frames.arrive();
    expect(shown()).toEqual([]);
    frames.painted(10);
    animationFrame();
    animationFrame();
    expect(shown()).toEqual([0]);
    frames.hide();
    frames.turn(11);
    frames.arrive();
    expect(shown()).toEqual([1]);
  });

  it('removes both frames; opened again, the same slot starts anew and has to paint', () => {
    const { frames, shown, all, animationFrame } = openShell();
    frames.turn(11);
    frames.arrive();
    expect(shown()).toEqual([1]);
    frames.remove();
    expect(all()).toEqual([]);
    frames.create();
    expect([frames.slot, all().length, shown()]).toEqual([1, 1, []]);
    frames.painted(11);
    animationFrame();
    animationFrame();
    expect(shown()).toEqual([1]);
  });
});

describe('a rail', () => {
  it('is the same frames: none is made or removed, and what is seen stays; the keyboard passes them by', () => {
    const { frames, shown, all, at } = openShell();
    const before = all();
    frames.squeeze(true);
    frames.create();
    expect(all()).toEqual(before);
    expect([shown(), at(0).tabIndex, at(1).tabIndex]).toEqual([[0], -1, -1]);
    frames.turn(11);
    frames.arrive();
    expect([shown(), at(1).tabIndex]).toEqual([[1], -1]);
    frames.squeeze(false);
    expect([shown(), at(1).tabIndex]).toEqual([[1], 0]);
    expect(all()).toEqual(before);
  });
});

describe('whatever happens in whatever order', () => {
  it('a frame that can be seen shows this navigation’s customer or nothing, and the customer comes in the end', () => {
    const pick = fc.oneof(fc.nat(3), fc.nat(999));
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('turn', 'arrive'), pick }) },
      { weight: 15, arbitrary: fc.record({ do: fc.constantFrom('render', 'hear', 'animationFrame'), pick }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constantFrom('idle', 'idle', 'input', 'hide', 'toggle', 'squeeze'), pick }),
      },
    );
    const seen = { shown: 0, swapped: 0, kept: 0 };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const world = createDockWorld();
        world.settle();
        world.idle();
        for (const { do: what, pick } of steps) {
          world[what](pick);
          world.check();
        }
        world.settle();
        for (const key of ['shown', 'swapped', 'kept'] as const) seen[key] += world.counts[key];
      }),
      { numRuns: 300 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });
});
