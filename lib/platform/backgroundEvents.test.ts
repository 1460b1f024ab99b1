import { describe, expect, it, vi } from 'vitest';
import type { Background } from '../context/createBackground.ts';
import { type Engine, listenToEvents } from './backgroundEvents.ts';

type Listener = (...args: never[]) => unknown;

/** An engine whose events are fired by hand, and a background that is ready when `ready` is called. */
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
  let resolve: (background: Background) => void = () => undefined;
  const start = vi.fn(() => new Promise<Background>((done) => (resolve = done)));
  listenToEvents(engine, start);
  const ready = async () => {
    resolve(background);
    await new Promise((done) => setImmediate(done));
  };
  const fire = (name: string, ...args: unknown[]) => (listeners[name] as (...args: unknown[]) => unknown)(...args);
  const port = (name: string) => {
    const own: Record<string, Listener> = {};
    const on = (key: string) => ({ addListener: (listener: Listener) => Object.assign(own, { [key]: listener }) });
    const disconnect = vi.fn();
    return { name, disconnect, onMessage: on('message'), onDisconnect: on('gone'), own };
  };
  return { fire, start, calls, port, ready };
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
});
