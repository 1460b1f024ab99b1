import { describe, expect, it, vi } from 'vitest';
import { type EngineEvents, listenToEvents, type Woken } from './backgroundEvents.ts';

type Listener = (...args: never[]) => unknown;

/** An engine whose events are fired by hand, and a background that is ready when `ready` is called, or could not start when `fail` is. */
function woken() {
  vi.stubGlobal('addEventListener', () => undefined);
  const listeners: Record<string, Listener> = {};
  const event = (name: string) => ({
    addListener: (listener: Listener) => Object.assign(listeners, { [name]: listener }),
  });
  const sendMessage = vi.fn(async (..._sent: unknown[]): Promise<unknown> => undefined);
  const removeListener = vi.fn();
  const engine = {
    runtime: {
      onMessage: event('message'),
      onConnect: event('connect'),
      onInstalled: event('installed'),
      onStartup: event('startup'),
    },
    tabs: {
      onRemoved: event('removed'),
      onReplaced: event('replaced'),
      onActivated: { removeListener, ...event('activated') },
      onUpdated: { removeListener, ...event('updated') },
      sendMessage,
    },
    permissions: { onAdded: event('access added'), onRemoved: event('access removed') },
    storage: { managed: { onChanged: event('policy') } },
    alarms: { onAlarm: event('alarm') },
    commands: { onCommand: event('command') },
  } as unknown as EngineEvents;
  const calls: string[] = [];
  const background = {
    serve: (message: { name: string }) => {
      calls.push(message.name);
      return message.name === 'stranger' ? undefined : Promise.resolve(`${message.name}!`);
    },
    connect: (name: string) => {
      calls.push(`connect ${name}`);
      return name === 'stranger' ? null : () => calls.push('gone');
    },
    flushSoon: () => calls.push('flush'),
    closed: (tabId: number) => calls.push(`closed ${tabId}`),
    navigated: (tabId: number) => calls.push(`navigated ${tabId}`),
    activated: (tabId: number, windowId: number) => calls.push(`activated ${tabId} ${windowId}`),
    installed: () => calls.push('installed'),
    accessGained: () => calls.push('access gained'),
    accessLost: () => calls.push('access lost'),
    policyChanged: () => calls.push('policy changed'),
  } as unknown as Woken;
  let starting = Promise.withResolvers<Woken>();
  const start = vi.fn(() => {
    starting = Promise.withResolvers<Woken>();
    return starting.promise;
  });
  const byKey = vi.fn(async (..._pressed: unknown[]) => false);
  listenToEvents(engine, start, byKey);
  const settled = () => new Promise((done) => setImmediate(done));
  const ready = () => {
    starting.resolve(background);
    return settled();
  };
  const fail = () => {
    starting.reject(new Error('the reason is secret'));
    return settled();
  };
  const fire = (name: string, ...args: unknown[]) => (listeners[name] as (...args: unknown[]) => unknown)(...args);
  const port = (name: string) => {
    const own: Record<string, Listener> = {};
    const on = (key: string) => ({ addListener: (listener: Listener) => Object.assign(own, { [key]: listener }) });
    const disconnect = vi.fn();
    return { name, disconnect, onMessage: on('message'), onDisconnect: on('gone'), own };
  };
  return { fire, start, calls, port, ready, fail, byKey, sendMessage, settled, removeListener };
}

describe('events that wake the background', () => {
  it('start it once, and are all handled, in order, when it is there', async () => {
    const { fire, start, calls, port, ready } = woken();
    expect(start).not.toHaveBeenCalled();
    const replies: unknown[] = [];
    expect(fire('message', { name: 'one' }, {}, (reply: unknown) => replies.push(reply))).toBe(true);
    const panel = port('panel:0');
    fire('connect', panel);
    panel.own.message?.({ name: 'two' } as never);
    fire('alarm', { name: 'flush' });
    fire('removed', 5);
    expect(calls).toEqual([]);
    await ready();
    expect(start).toHaveBeenCalledTimes(1);
    expect(calls).toEqual(['one', 'connect panel:0', 'two', 'flush', 'closed 5']);
    expect(replies).toEqual(['one!']);
    panel.own.gone?.();
    expect(calls.at(-1)).toBe('gone');
  });

  it('of the browser itself are handed on: updates, access, policy, tabs', async () => {
    const { fire, calls, port, ready } = woken();
    for (const reason of ['install', 'update', 'chrome_update', 'browser_update']) fire('installed', { reason });
    fire('access added', {});
    fire('access removed', {});
    fire('policy', {});
    fire('replaced', 9, 8);
    fire('connect', port('panel:browser:1'));
    fire('activated', { tabId: 5, windowId: 1 });
    fire('updated', 5, { status: 'loading' });
    await ready();
    expect(calls).toEqual([
      ...['installed', 'installed', 'access gained', 'access lost', 'policy changed', 'closed 8', 'navigated 9'],
      ...['connect panel:browser:1', 'activated 5 1', 'navigated 5'],
    ]);
  });

  it('include the start of the browser: its side panel is told where the panel is, and tabs that nobody follows are let go', async () => {
    const { fire, start, calls, ready, removeListener } = woken();
    expect(removeListener).not.toHaveBeenCalled();
    fire('startup');
    expect(removeListener).toHaveBeenCalledTimes(2);
    expect(start).toHaveBeenCalledTimes(1);
    await ready();
    expect(calls).toEqual([]);
  });

  it('a message of nobody’s is let go, and a port that is not known is closed', async () => {
    const { fire, port, ready } = woken();
    const replies: unknown[] = [];
    fire('message', { name: 'stranger' }, {}, (reply: unknown) => replies.push(reply));
    const stranger = port('stranger');
    fire('connect', stranger);
    await ready();
    expect(replies).toEqual([undefined]);
    expect(stranger.disconnect).toHaveBeenCalled();
  });

  it('a panel that went while it started is not connected', async () => {
    const { fire, calls, port, ready } = woken();
    const panel = port('panel');
    fire('connect', panel);
    panel.own.gone?.();
    await ready();
    expect(calls).toEqual([]);
  });

  it('are answered with a problem when it could not start; the next one tries again, and connects the panels that wait', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { fire, start, calls, port, ready, fail } = woken();
    const replies: { ok?: boolean }[] = [];
    const [panel, left] = [port('panel:0'), port('panel:1')];
    fire('message', { name: 'one' }, {}, (reply: { ok: boolean }) => replies.push(reply));
    fire('connect', panel);
    fire('connect', left);
    panel.own.message?.({ name: 'two' } as never);
    fire('alarm', { name: 'flush' });
    await fail();
    expect(replies).toEqual([{ ok: false, code: 'serverError', message: expect.not.stringContaining('secret') }]);
    expect([start.mock.calls.length, reported.mock.calls.length, calls]).toEqual([1, 1, []]);

    left.own.gone?.();
    fire('message', { name: 'three' }, {}, (reply: { ok: boolean }) => replies.push(reply));
    expect(start).toHaveBeenCalledTimes(2);
    await ready();
    fire('removed', 5);
    await ready();
    expect(calls).toEqual(['connect panel:0', 'three', 'closed 5']);
    expect(replies.slice(1)).toEqual(['three!']);
    expect(start).toHaveBeenCalledTimes(2);
    expect(panel.disconnect).not.toHaveBeenCalled();
    panel.own.gone?.();
    expect(calls.at(-1)).toBe('gone');
  });
});

describe('a key of ours', () => {
  const tab = { id: 5, windowId: 2 };

  it('reaches the side panel in the same step, before anything is waited for; then the page hears nothing', async () => {
    const { fire, byKey, sendMessage, settled, port } = woken();
    byKey.mockResolvedValue(true);
    fire('command', 'toggle', tab);
    expect(byKey.mock.calls).toEqual([['toggle', 2, false]]);
    const panel = port('panel:browser:2');
    fire('connect', panel);
    fire('command', 'focus', tab);
    expect(byKey).toHaveBeenLastCalledWith('focus', 2, true);
    panel.own.gone?.();
    fire('command', 'toggle', tab);
    expect(byKey).toHaveBeenLastCalledWith('toggle', 2, false);
    await settled();
    expect(sendMessage).not.toHaveBeenCalled();
  });

  it.each(['toggle', 'focus'])('goes to the page where the panel is there, and wakes nothing: %s', async (command) => {
    const { fire, sendMessage, settled, start } = woken();
    sendMessage.mockRejectedValueOnce(new Error('Receiving end does not exist'));
    fire('command', command, tab);
    fire('command', command, tab);
    await settled();
    expect(sendMessage.mock.calls).toEqual(Array(2).fill([5, { type: command }, { frameId: 0 }]));
    expect(start).not.toHaveBeenCalled();
  });

  it('that is not known, or pressed where there is no tab, does nothing', async () => {
    const { fire, byKey } = woken();
    fire('command', 'other', tab);
    fire('command', 'toggle');
    expect(byKey).not.toHaveBeenCalled();
  });
});
