import { describe, expect, it } from 'vitest';
import type { PanelState } from '../contract/panel.ts';
import type { PanelPush, Slot } from '../contract/rpc.ts';
import type { MessageSender } from '../rpc/sender.ts';
import { createPanelLink, type LinkPort } from './createPanelLink.ts';
import { forgetKey } from './shownStates.ts';

const ticketUrl = (n: number) => `https://desk.example/agent/tickets/${n}`;
const dock = { open: true, mode: 'push', side: 'end', width: 380, railAt: 38 } as const;
const contentScript = { id: 'ours', url: ticketUrl(1), frameId: 0, tab: { id: 5 } } as MessageSender;

/** A customer on screen, or what the changes make of it; only what matters here is there. */
function state(generation: number, accountId = 'a1', changes: Partial<PanelState> = {}): PanelState {
  const context = { resolution: { evidence: [] }, document: { accountId } };
  const quiet = { revalidating: false, problem: null, networkMs: null, detection: null, dock: null, trouble: null };
  const base = { generation, phase: 'ready', context, by: 'record', ...quiet };
  return { ...base, ...changes } as unknown as PanelState;
}

/** A panel in a tab whose background, content script, screen and idle time are driven by hand. */
function panel(hash = '#0') {
  const ports: { name: string; told: unknown[]; say(message: unknown): void; end(): void }[] = [];
  const rendered: (PanelState | 'blank')[] = [];
  const later = { paint: [] as (() => void)[], idle: [] as (() => void)[] };
  const page = { hidden: false };
  const openPort = (name: string): LinkPort => {
    const told: unknown[] = [];
    const port = { name, told, say: (_message: unknown) => {}, end: () => {} };
    ports.push(port);
    return {
      postMessage: (message) => told.push(message),
      onMessage: { addListener: (listener) => Object.assign(port, { say: listener }) },
      onDisconnect: { addListener: (listener) => Object.assign(port, { end: listener }) },
    };
  };
  const link = createPanelLink({
    id: 'ours',
    hash,
    openPort,
    isHidden: () => page.hidden,
    render: (next) => rendered.push(next),
    afterPaint: (callback) => later.paint.push(callback),
    whenIdle: (callback) => later.idle.push(callback),
  });
  link.connect();
  const drain = (queue: 'paint' | 'idle') => {
    for (const callback of later[queue].splice(0)) callback();
  };
  return {
    link,
    page,
    ports,
    rendered,
    last: () => rendered.at(-1),
    /** What the background was told by the last port. */
    told: () => ports.at(-1)?.told,
    push: (
      next: PanelState,
      { slot = 0, href = null, tabId = 5 }: { slot?: Slot; href?: string | null; tabId?: number } = {},
    ) => ports.at(-1)?.say({ type: 'state', state: next, slot, href, tabId } satisfies PanelPush),
    announce: (generation: number, url: string, slot: Slot = 0, name = 'record.expected') =>
      link.hear({ name, payload: { generation, url, slot } }, contentScript),
    idle: () => drain('idle'),
    paint: () => drain('paint'),
    /** The background ends the port, as when it is stopped. */
    stop: () => ports.at(-1)?.end(),
  };
}

describe('what the background tells', () => {
  it('is shown, unless it is of an older generation or on screen already', () => {
    const { link, rendered, push } = panel();
    push(state(2, 'a2'));
    push(state(1, 'a1'));
    push(state(2, 'a2'));
    expect(rendered).toEqual([state(2, 'a2')]);
    push(state(2, 'a2', { revalidating: true }));
    expect(rendered).toHaveLength(2);
    expect(link.accountId()).toBe('a2');
  });

  it('is shown by a panel that is no frame of the dock, whatever slot is in use', () => {
    const { ports, push, last } = panel('');
    push(state(1), { slot: 1 });
    expect([ports[0]?.name, last()]).toEqual(['panel', state(1)]);
  });
});

describe('a state for the other slot', () => {
  it('blanks this one, which says so when that is on screen, once', () => {
    const { link, rendered, push, last, told, idle, paint } = panel('#1');
    push(state(1), { slot: 1 });
    push(state(2), { slot: 0 });
    push(state(2), { slot: 0 });
    expect(last()).toEqual(state(1));
    idle();
    expect([last(), link.accountId()]).toEqual(['blank', null]);
    paint();
    expect(told()).toEqual([]);
    paint();
    expect(told()).toEqual([{ name: 'panel.blank', payload: { generation: 2, slot: 1 } }]);
    expect(rendered).toEqual([state(1), 'blank']);
  });

  it('is enough as an announcement, and not when it is older than what is shown', () => {
    const { push, announce, last, idle } = panel();
    push(state(2));
    announce(1, ticketUrl(2), 1);
    push(state(1), { slot: 1 });
    idle();
    expect(last()).toEqual(state(2));
    announce(3, ticketUrl(2), 1);
    idle();
    expect(last()).toBe('blank');
  });

  it('blanks nothing when this slot is needed again before its idle time, and nothing is said when before it is painted', () => {
    const { push, last, told, idle, paint } = panel();
    push(state(1));
    push(state(2), { slot: 1 });
    push(state(3));
    idle();
    expect(last()).toEqual(state(3));
    push(state(4), { slot: 1 });
    idle();
    push(state(5));
    paint();
    paint();
    expect([last(), told()]).toEqual([state(5), []]);
  });
});

describe('what the content script announces', () => {
  it('is shown from memory, under the new generation, before the background is heard', () => {
    const { push, announce, rendered } = panel();
    push(state(1, 'a1', { revalidating: true }), { href: ticketUrl(1) });
    push(state(2, 'a2'), { href: ticketUrl(2) });
    announce(3, ticketUrl(1));
    expect(rendered.at(-1)).toEqual(state(3, 'a1'));
    // What the background confirms is on screen already, and what it had sent before is late now.
    push(state(3, 'a1'), { href: ticketUrl(1) });
    push(state(2, 'a2'), { href: ticketUrl(2) });
    expect(rendered).toHaveLength(3);
    // Once the background was heard, the same address at the commit brings back nothing that is older.
    push(state(3, 'a1', { revalidating: true }), { href: ticketUrl(1) });
    announce(3, ticketUrl(1), 0, 'record.opened');
    expect(rendered).toHaveLength(4);
  });

  it('is shown with the dock as it stands now, and with nothing of how its address was read before', () => {
    const { push, announce, last, rendered } = panel();
    const read = (ms: number) => ({ system: null, rule: 'ticket', pack: null, ms, parent: null, hints: [] });
    push(state(1, 'a1', { dock, detection: read(0.2) }), { href: ticketUrl(1) });
    const arranged = { dock: { ...dock, mode: 'overlay' as const }, trouble: 'covered' as const };
    push(state(2, 'a2', arranged), { href: ticketUrl(2) });
    announce(3, ticketUrl(1));
    expect(last()).toMatchObject({ generation: 3, ...arranged });
    push(state(3, 'a1', { ...arranged, detection: read(0.4) }), { href: ticketUrl(1) });
    expect(rendered, 'the time it took is not worth a rendering').toHaveLength(3);
  });

  it('was remembered from the other slot too, and changes nothing when it is not known', () => {
    const { push, announce, last, idle } = panel();
    push(state(1), { slot: 1, href: ticketUrl(1) });
    idle();
    announce(2, ticketUrl(9));
    expect(last()).toBe('blank');
    announce(3, ticketUrl(1));
    expect(last()).toEqual(state(3));
  });

  it('brings nothing back after a refusal, nor after the word to forget', () => {
    const { link, push, announce, last } = panel();
    const refused = state(2, 'a1', { phase: 'problem', problem: 'invalidToken', context: null });
    push(state(1), { href: ticketUrl(1) });
    push(refused, { href: ticketUrl(2) });
    announce(3, ticketUrl(1));
    expect(last()).toEqual(refused);

    push(state(4), { href: ticketUrl(1) });
    link.stored({ somethingElse: {} });
    announce(5, ticketUrl(1));
    expect(last()).toEqual(state(5));
    link.stored({ [forgetKey]: { newValue: 1 } });
    announce(6, ticketUrl(1));
    expect(last()).toEqual(state(5));
  });
});

describe('a panel in the browser’s side panel', () => {
  it('names its window, shows every slot, and takes smaller generations when it turns to another tab', () => {
    const { link, ports, push, last, told } = panel('#browser:12');
    expect([ports[0]?.name, link.about()]).toEqual(['panel:browser:12', {}]);
    push(state(900), { slot: 1 });
    link.painted(900);
    expect([last(), link.about(), told()]).toEqual([
      state(900),
      { tabId: 5 },
      [{ name: 'panel.painted', payload: { tabId: 5, generation: 900 } }],
    ]);
    push(state(20, 'a2'), { tabId: 6 });
    push(state(19, 'a3'), { tabId: 6 });
    expect([last(), link.about()]).toEqual([state(20, 'a2'), { tabId: 6 }]);
    push(state(0, 'a1', { phase: 'noRecord', context: null }), { tabId: 7 });
    expect(link.accountId()).toBeNull();
  });

  it('does not say of the tab before that it has painted it', () => {
    const { link, push, told, stop } = panel('#browser:12');
    push(state(900));
    link.painted(900);
    push(state(20), { tabId: 6 });
    stop();
    expect(told()).toEqual([]);
  });

  it('names no tab in a tab', () => {
    const { link, push } = panel('');
    push(state(1));
    expect(link.about()).toEqual({});
  });
});

describe('the port', () => {
  it('is opened again when the background ends it, and is told anew what is on screen', () => {
    const { ports, link, push, told, stop, last } = panel('#1');
    push(state(1), { slot: 1 });
    expect(told()).toEqual([]);
    link.painted(1);
    const painted = [{ name: 'panel.painted', payload: { generation: 1 } }];
    expect(told()).toEqual(painted);
    stop();
    expect(ports.map(({ name }) => name)).toEqual(['panel:1', 'panel:1']);
    expect(told()).toEqual(painted);
    push(state(2), { slot: 1 });
    expect(last()).toEqual(state(2));
  });

  it('is told anew that this frame is blank, and not what it had painted before', () => {
    const { link, push, told, stop, idle, paint } = panel();
    push(state(1));
    link.painted(1);
    const blank = () => {
      push(state(2), { slot: 1 });
      for (const step of [idle, paint, paint]) step();
    };
    blank();
    stop();
    expect(told()).toEqual([]);
    blank();
    expect(told()).toEqual([{ name: 'panel.blank', payload: { generation: 2, slot: 0 } }]);
  });

  it('is one, and a hidden panel opens none before it is shown', () => {
    const { link, page, ports, stop } = panel();
    link.connect();
    expect(ports).toHaveLength(1);
    page.hidden = true;
    stop();
    expect(ports).toHaveLength(1);
    page.hidden = false;
    link.connect();
    expect(ports).toHaveLength(2);
  });

  it('is kept alive by a panel that is seen and has something on it', () => {
    const { link, page, push, told, idle } = panel();
    const alive = () => {
      link.keepAlive();
      return told()?.splice(0);
    };
    expect(alive()).toEqual([]);
    push(state(1));
    expect(alive()).toEqual([{ type: 'alive' }]);
    page.hidden = true;
    expect(alive()).toEqual([]);
    page.hidden = false;
    push(state(1, 'a1', { dock: { ...dock, open: false } }));
    expect(alive(), 'a rail').toEqual([]);
    push(state(1, 'a1', { dock }));
    expect(alive()).toEqual([{ type: 'alive' }]);
    push(state(2), { slot: 1 });
    idle();
    expect(alive()).toEqual([]);
  });
});
