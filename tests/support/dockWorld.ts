import { expect } from 'vitest';
import type { Slot } from '../../lib/contract/rpc.ts';
import { createDockShell, type FakeFrame } from './dockShell.ts';

/** A panel: what it was told and has not taken in yet, what its script has rendered, and what of it is on screen. Null: nothing. */
type Panel = {
  inbox: { generation: number; slot: Slot }[];
  rendered: number | null;
  onScreen: number | null;
  /** The generation with which it was told to be blank; null while it is in use. */
  blankSince: number | null;
};
type Word = { says: 'painted' | 'blank'; slot: Slot; generation: number };

/**
 * The dock and its panels, with everything between them late: each panel is told of navigations in order but takes them in when it
 * likes, and what it says is heard in any order, at any time, any number of times. Panels are honest: they say `blank` when nothing is
 * on screen. They say `painted` as soon as they have rendered, which is sooner than real ones do.
 */
export function createDockWorld() {
  const panels = new Map<FakeFrame, Panel>();
  const words: Word[] = [];
  let generation = 1;
  let isOpen = false;
  let hasArrived = false;
  const counts = { shown: 0, swapped: 0, kept: 0 };
  const shell = createDockShell((frame) =>
    panels.set(frame, { inbox: [told()], rendered: null, onScreen: null, blankSince: null }),
  );
  const { frames } = shell;
  const told = () => ({ generation, slot: frames.slot });
  const panelOf = (frame: FakeFrame) => panels.get(frame) as Panel;

  const world = {
    /** How often a frame was seen, and what the navigations with two frames did. */
    counts,
    turn() {
      const before = frames.slot;
      frames.turn(++generation);
      hasArrived = false;
      if (shell.all().length === 2) counts[frames.slot === before ? 'kept' : 'swapped']++;
      for (const frame of shell.all()) panelOf(frame).inbox.push(told());
    },
    arrive() {
      frames.arrive();
      hasArrived = true;
    },
    hide: () => frames.hide(),
    idle: () => shell.idle(),
    input: () => shell.input('pointermove'),
    /** Collapsed to the rail, and opened again. */
    squeeze: (pick: number) => frames.squeeze(pick % 2 === 0),
    /** There is a dock on this page, or none. */
    toggle() {
      isOpen = !isOpen;
      if (isOpen) frames.create();
      else frames.remove();
    },
    /** A panel takes in the next thing that it was told. */
    render(pick: number) {
      const frame = shell.all()[pick % shell.all().length];
      const next = frame && panelOf(frame).inbox.shift();
      if (!next) return;
      const isMine = next.slot === frame.slot;
      Object.assign(panelOf(frame), {
        rendered: isMine ? next.generation : null,
        blankSince: isMine ? null : next.generation,
      });
      if (isMine) words.push({ says: 'painted', ...next });
    },
    /** What was rendered gets to the screen; a panel that was to be blank says so. */
    animationFrame() {
      for (const frame of shell.all()) {
        const panel = panelOf(frame);
        panel.onScreen = panel.rendered;
        if (panel.blankSince !== null) words.push({ says: 'blank', slot: frame.slot, generation: panel.blankSince });
      }
      shell.animationFrame();
    },
    /** The dock hears something that was said, counted from the latest. */
    hear(pick: number) {
      const word = words[words.length - 1 - (pick % words.length)];
      if (word?.says === 'painted') frames.painted(word.generation);
      if (word?.says === 'blank') frames.blank(word.slot, word.generation);
    },
    /** What can be seen is one frame at most, of the page that is there, and shows this generation or nothing. */
    check() {
      expect(new Set(shell.all().map((frame) => frame.slot)).size).toBe(shell.all().length);
      for (const frame of shell.all().filter((one) => one.shown)) {
        counts.shown++;
        expect([frame.slot, hasArrived]).toEqual([frames.slot, true]);
        expect([null, generation]).toContain(panelOf(frame).onScreen);
      }
    },
    /** Everything under way comes to its end: then this generation is seen. */
    settle() {
      if (!isOpen) world.toggle();
      world.arrive();
      for (const [at, frame] of shell.all().entries())
        for (let left = panelOf(frame).inbox.length; left > 0; left--) world.render(at);
      for (let at = words.length; at > 0; at--) world.hear(at - 1);
      for (let i = 0; i < 2; i++) world.animationFrame();
      world.check();
      expect(shell.shown()).toEqual([frames.slot]);
      expect(panelOf(shell.at(frames.slot)).onScreen).toBe(generation);
    },
  };
  frames.turn(generation);
  world.arrive();
  world.toggle();
  return world;
}
