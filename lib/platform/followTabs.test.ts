import { describe, expect, it } from 'vitest';
import { createFollowing, type FollowedTabs } from './followTabs.ts';

/** Tabs whose events are fired by hand; `kept` is what the browser would wake a stopped worker for. */
function tabs() {
  const kept = new Set<string>();
  const listeners = {
    activated: new Set<(...args: never[]) => void>(),
    updated: new Set<(...args: never[]) => void>(),
  };
  const event = (name: keyof typeof listeners) => ({
    addListener: (listener: (...args: never[]) => void) => {
      kept.add(name);
      listeners[name].add(listener);
    },
    removeListener: (listener: (...args: never[]) => void) => {
      kept.delete(name);
      listeners[name].delete(listener);
    },
  });
  const heard: string[] = [];
  const following = createFollowing(
    { onActivated: event('activated'), onUpdated: event('updated') } as unknown as FollowedTabs,
    {
      activated: ({ tabId, windowId }) => heard.push(`activated ${tabId} ${windowId}`),
      navigated: (tabId) => heard.push(`navigated ${tabId}`),
    },
  );
  const fire = (name: keyof typeof listeners, ...args: unknown[]) => {
    for (const listener of listeners[name]) (listener as (...args: unknown[]) => void)(...args);
  };
  const browse = () => {
    fire('activated', { tabId: 5, windowId: 1 });
    fire('updated', 5, { status: 'loading' });
    fire('updated', 5, { title: 'of no interest' });
    return heard.splice(0);
  };
  return { following, kept, browse };
}

describe('the tabs', () => {
  it('are followed while a window shows the side panel, and only then', () => {
    const { following, browse, kept } = tabs();
    expect(browse()).toEqual([]);
    const closed = [following.whileOpen('panel:browser:1'), following.whileOpen('panel:browser:2')];
    expect([1, 2, 3].map(following.isOpen)).toEqual([true, true, false]);
    expect(browse()).toEqual(['activated 5 1', 'navigated 5']);
    closed[0]?.();
    expect([1, 2].map(following.isOpen)).toEqual([false, true]);
    expect(browse()).toHaveLength(2);
    closed[1]?.();
    expect([browse(), [...kept]]).toEqual([[], []]);
  });

  it('are followed until the last port of a window is gone, which connects anew before the old one has left', () => {
    const { following, browse } = tabs();
    const before = following.whileOpen('panel:browser:1');
    const after = following.whileOpen('panel:browser:1');
    before();
    expect([following.isOpen(1), browse().length]).toEqual([true, 2]);
    after();
    expect([following.isOpen(1), browse().length]).toEqual([false, 0]);
  });

  it.each([
    'panel',
    'panel:0',
    'panel:1',
    'panel:browser:',
    'panel:browser:x',
    'xpanel:browser:1',
    'panel:browser:1:2',
  ])('are not followed for the port %s', (name) => {
    const { following, browse } = tabs();
    const gone = following.whileOpen(name);
    expect(browse()).toEqual([]);
    gone();
    expect(following.isOpen(1)).toBe(false);
  });

  it('are forgotten where a worker was stopped while it followed them, but not under an open panel', () => {
    const { following, kept, browse } = tabs();
    kept.add('activated').add('updated');
    following.forget();
    expect([...kept]).toEqual([]);
    following.whileOpen('panel:browser:1');
    following.forget();
    expect(browse()).toHaveLength(2);
  });
});
