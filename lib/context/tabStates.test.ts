import { describe, expect, it } from 'vitest';
import { ticket } from '../../tests/support/extension.ts';
import type { SessionArea } from '../cache/sessionValue.ts';
import { createTabStates, type TabState } from './tabStates.ts';
import { noPage } from './turnTo.ts';

const state = (generation: number): TabState => ({ ...noPage, generation, record: ticket(generation) });

/** A session area whose answers to `get` wait until they are let go; they hold what was stored when they were asked for. */
function slowArea(stored: Record<string, unknown>) {
  const waiting: (() => void)[] = [];
  const area: SessionArea = {
    get(key) {
      const one = key !== null && key in stored ? { [key]: stored[key] } : {};
      const answer = key === null ? { ...stored } : one;
      return new Promise((resolve) => waiting.push(() => resolve(answer)));
    },
    async set(items) {
      Object.assign(stored, items);
    },
    async remove(key) {
      delete stored[key];
    },
  };
  return { area, waiting };
}

describe('states of tabs', () => {
  it('a slow read does not bring back what was stored before a write', async () => {
    const { area, waiting } = slowArea({ 'tab.1': state(1) });
    const tabs = createTabStates(area);
    const read = tabs.read(1);
    await tabs.write(1, state(2));
    waiting[0]?.();
    expect(await read).toEqual(state(2));
    expect(await tabs.read(1)).toEqual(state(2));
  });

  it('an earlier generation never replaces a later one, and is told the later', async () => {
    const { area } = slowArea({});
    const tabs = createTabStates(area);
    expect(await Promise.all([tabs.write(1, state(2)), tabs.write(1, state(1)), tabs.write(2, state(1))])).toEqual([
      2, 2, 1,
    ]);
    expect(await tabs.read(1)).toEqual(state(2));
    expect(await tabs.read(2)).toEqual(state(1));
  });

  it('is read from the area after a restart, and gone after the tab', async () => {
    const stored: Record<string, unknown> = {};
    await createTabStates(slowArea(stored).area).write(1, state(1));
    const { area, waiting } = slowArea(stored);
    const tabs = createTabStates(area);
    const read = tabs.read(1);
    waiting[0]?.();
    expect(await read).toEqual(state(1));
    await tabs.remove(1);
    const gone = tabs.read(1);
    waiting[1]?.();
    expect(await gone).toBeNull();
  });

  it('is changed as it is when the change is made, not as it was when it was read for it', async () => {
    const { area, waiting } = slowArea({ 'tab.1': state(1) });
    const tabs = createTabStates(area);
    const changed = tabs.change(1, (tab) => ({ ...tab, trouble: 'covered' }));
    await tabs.write(1, state(2));
    waiting[0]?.();
    expect(await changed).toBe(true);
    expect(await tabs.read(1)).toEqual({ ...state(2), trouble: 'covered' });
    const unknown = tabs.change(2, () => state(9));
    waiting[1]?.();
    expect(await unknown).toBe(false);
  });

  it('are listed, those of the area and those that are only held, and nothing else of the area', async () => {
    const { area, waiting } = slowArea({ 'tab.1': state(1), privateWrites: [] });
    const tabs = createTabStates(area);
    tabs.hold(7, state(3));
    const all = tabs.all();
    waiting[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    waiting[1]?.();
    expect(await all).toEqual([
      [1, state(1)],
      [7, state(3)],
    ]);
  });
});
