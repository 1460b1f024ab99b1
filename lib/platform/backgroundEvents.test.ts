import { describe, expect, it, vi } from 'vitest';
import type { Background } from '../context/createBackground.ts';
import { type Engine, listenToEvents } from './backgroundEvents.ts';

type Listener = (...args: never[]) => unknown;

/** An engine whose events are fired by hand, and a background that is ready when `ready` is called, or could not start when `fail` is. */
function woken() {
  vi.stubGlobal('addEventListener', () => undefined);
  const listeners: Record<string, Listener> = {};
  const event = (name: string) => ({
    addListener: (listener: Listener) => Object.assign(listeners, { [name]: listener }),
  });
  const engine = {
    runtime: { onMessage: event('message'), onConnect: event('connect') },
    tabs: { onRemoved: event('removed') },
    alarms: { onAlarm: event('alarm') },
    commands: { onCommand: event('command') },
  } as unknown as Engine;
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
  } as unknown as Background;
  let starting = Promise.withResolvers<Background>();
  const start = vi.fn(() => {
    starting = Promise.withResolvers<Background>();
    return starting.promise;
  });
  listenToEvents(engine, start);
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
  return { fire, start, calls, port, ready, fail };
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
