import { vi } from 'vitest';
import type { Slot } from '../../lib/contract/rpc.ts';
import { createFrames } from '../../lib/dock/createFrames.ts';

export type FakeFrame = {
  src: string;
  title: string;
  inert: boolean;
  tabIndex: number;
  shown: boolean;
  slot: Slot;
  focus(): void;
};

/** A shell as far as the frames see it, and the moments that they wait for: animation frames, idle time, a person. */
export function createDockShell(appended: (frame: FakeFrame) => void = () => undefined) {
  const inShell = new Set<FakeFrame>();
  const root: { activeElement: FakeFrame | null } = { activeElement: null };
  const queues = { frame: [] as (() => void)[], idle: [] as (() => void)[] };
  const drain = (queue: 'frame' | 'idle') => {
    for (const callback of queues[queue].splice(0)) callback();
  };
  const createElement = () => {
    let isInert = false;
    const frame = {
      title: '',
      src: '',
      tabIndex: 0,
      shown: false,
      get slot() {
        return Number(new URL(frame.src).hash.slice(1)) as Slot;
      },
      get inert() {
        return isInert;
      },
      // As browsers do: what becomes inert loses the focus, and cannot get it.
      set inert(next: boolean) {
        isInert = next;
        if (next && root.activeElement === frame) root.activeElement = null;
      },
      classList: {
        toggle(name: string, on: boolean) {
          if (name === 'shown') frame.shown = on;
        },
      },
      focus() {
        if (!isInert) root.activeElement = frame;
      },
      remove() {
        inShell.delete(frame);
        if (root.activeElement === frame) root.activeElement = null;
      },
    };
    return frame;
  };
  const append = (frame: FakeFrame) => {
    inShell.add(frame);
    appended(frame);
  };
  vi.stubGlobal('document', { createElement });
  // The number of a frame is the place after its callback, so that a cancelled one is replaced by nothing.
  const nothing = () => undefined;
  const asked: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    queues.frame.push(callback);
    return asked.push(callback);
  });
  vi.stubGlobal('cancelAnimationFrame', (id: number) => {
    const at = queues.frame.indexOf(asked[id - 1] ?? nothing);
    if (at >= 0) queues.frame[at] = nothing;
  });
  vi.stubGlobal('requestIdleCallback', (callback: () => void) => queues.idle.push(callback));
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  return {
    frames: createFrames({ append } as never, root as never, 'Customer'),
    root,
    all: () => [...inShell],
    shown: () => [...inShell].filter((frame) => frame.shown).map((frame) => frame.slot),
    at: (slot: Slot) => [...inShell].find((frame) => frame.slot === slot) as FakeFrame,
    animationFrame: () => drain('frame'),
    idle: () => drain('idle'),
    input: (type: string) => page.dispatchEvent(new Event(type)),
  };
}
