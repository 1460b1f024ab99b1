import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createExtension,
  type Extension,
  extensionId,
  extensionOrigin,
  hintIds,
  type Panel,
  pairedExtension,
  ticket,
  ticketUrl,
} from '../../tests/support/extension.ts';
import { problemReply } from '../../tests/support/extensionBackend.ts';
import { until } from '../../tests/support/extensionClock.ts';
import type { PanelPush, Slot } from '../contract/rpc.ts';

beforeEach(() => {
  // A worker that dies reports the work that it could not end.
  for (const level of ['warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
});

const reaction = (actionKey: string, accountId = 'a1') =>
  ({ accountId, actionKey, ruleId: 'rule', ruleVersion: 1, kind: 'done' }) as const;

/**
 * A page, its panel and a person, as they behave when the worker dies under them: the content script repeats what was not answered, the
 * panel connects again, the person's click is lost unless it was acknowledged.
 */
async function workday(ext: Extension, killAt: number) {
  const tab = ext.tab(1);
  const acknowledged: string[] = [];
  let deaths = 0;
  let panel: Panel = ext.panel(tab);
  ext.worker.killAt = killAt;
  const onDeath = () => {
    if (ext.worker.alive) return;
    deaths++;
    ext.restart();
    panel = ext.panel(tab);
  };
  /** True when the answer came before a death. */
  const survives = async (work: () => Promise<unknown>): Promise<boolean> => {
    const done = await Promise.race([work().then(() => true), ext.worker.died.then(() => false)]);
    onDeath();
    return done;
  };
  const open = async (id: number, generation: number) => {
    while (!(await survives(() => ext.opened(tab, ticketUrl(id), generation))));
  };
  const ready = async (accountId: string) => {
    while (!(await survives(() => panel.ready(accountId))));
  };
  const click = async (actionKey: string, accountId: string) => {
    const clicked = await survives(() => panel.ask('action.react', reaction(actionKey, accountId)));
    if (clicked) acknowledged.push(actionKey);
  };

  await open(1, 1);
  await ready('a1');
  await click('first', 'a1');
  ext.backend.put('a1', 'Acme Renamed');
  await survives(() => panel.ask('panel.refresh', {}));
  await open(2, 2);
  await click('second', 'a1');
  await ready('a2');
  ext.backend.online = false;
  await click('third', 'a2');
  await survives(() => panel.ask('panel.painted', { generation: 2 }));
  ext.backend.online = true;
  await survives(() => panel.ask('panel.refresh', {}));
  // The alarm or the next panel wakes whoever is left.
  let queued = 1;
  while (queued > 0) {
    await survives(async () => {
      ext.worker.background.flushSoon();
      ({ queued } = await ext.page('session.get', {}));
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ready('a2');
  return { acknowledged, deaths, last: panel.last(), steps: ext.worker.steps };
}

async function workdayExtension() {
  const { ext, backend } = await pairedExtension();
  backend.put('a1', 'Acme', ticket(1));
  backend.put('a2', 'Other', ticket(2));
  return ext;
}

describe('the worker dies between any two steps', () => {
  it('and the panel shows the record of the address, nothing acknowledged is lost, nothing is done twice', async () => {
    const whole = await workdayExtension();
    const setUp = whole.worker.steps;
    const { steps, acknowledged, deaths } = await workday(whole, Number.POSITIVE_INFINITY);
    expect({ acknowledged, deaths }).toEqual({ acknowledged: ['first', 'second', 'third'], deaths: 0 });
    const lives = steps - setUp;
    expect(lives).toBeGreaterThan(40);

    const places = new Set<string>();
    let repeated = 0;
    for (let at = setUp + 1; at <= setUp + lives; at++) {
      const ext = await workdayExtension();
      const first = ext.worker;
      const day = await workday(ext, at);
      places.add(first.diedAt);
      const context = `died at step ${at}, ${first.diedAt}`;
      expect(day.last, context).toMatchObject({ phase: 'ready', generation: 2, record: ticket(2), problem: null });
      expect(day.last?.context?.document?.accountId, context).toBe('a2');
      const done = [...ext.backend.applied.values()]
        .filter(({ kind }) => kind === 'reactions')
        .map(({ body }) => (body as unknown as { actionKey: string }).actionKey);
      expect(new Set(done).size, `${context}: each once`).toBe(done.length);
      expect(done, context).toEqual(expect.arrayContaining(day.acknowledged));
      expect(done, `${context}: in order`).toEqual(['first', 'second', 'third'].filter((key) => done.includes(key)));
      repeated += ext.backend.deliveries.length - ext.backend.applied.size;
    }
    // Some deaths fell between a delivery and its mark: the same key came twice, and took effect once.
    expect(repeated).toBeGreaterThan(0);
    expect([...places]).toEqual(
      expect.arrayContaining([
        'after fetch /v1/reactions',
        'before set tab.1',
        'after add writes',
        'after put documents',
      ]),
    );
  }, 60_000);

  it('while signing out: either nothing is left on disk, or the person is still signed in', async () => {
    for (let at = 1; at <= 12; at++) {
      const ext = await workdayExtension();
      const panel = ext.panel(ext.tab(1));
      await ext.opened(ext.tabs.get(1) as never, ticketUrl(1));
      await panel.ready('a1');
      panel.close();
      ext.worker.killAt = ext.worker.steps + at;
      await Promise.race([ext.page('session.signOut', {}), ext.worker.died]);
      ext.restart();
      const { session } = await ext.page('session.get', {});
      const disk = Object.values(await ext.disk());
      if (session === null) expect(disk, `died at step ${at}`).toEqual(disk.map(() => '[]'));
      else expect(disk.join(), `died at step ${at}`).toContain('"token"');
    }
  });

  it('is woken for what was on its way: the alarm is set while something is sent, and cleared after the last', async () => {
    const ext = await workdayExtension();
    const panel = ext.panel(ext.tab(1));
    ext.backend.holding = true;
    await panel.ask('action.react', reaction('first'));
    await until(() => ext.backend.held.some((h) => h.path === '/v1/reactions'));
    await until(() => ext.alarms.at(-1) === 30_000);
    ext.backend.releaseAll();
    await until(() => ext.alarms.at(-1) === null);
    expect(ext.backend.applied.size).toBe(1);
  });
});

describe('incognito', () => {
  it('leaves nothing on disk: not the customer, not the record, not what the person did', async () => {
    const { ext, backend } = await pairedExtension();
    backend.put('secret-account', 'Secret Ltd', ticket(77));
    const tab = ext.tab(9, { incognito: true });
    const before = await ext.disk();
    const panel = ext.panel(tab);
    await ext.opened(tab, ticketUrl(77));
    await panel.ready('secret-account');
    await ext.ask('dock.set', { width: 400 }, ext.sender(tab));
    const results = hintIds(ticket(77)).map((id) => ({ id, found: true, text: 'Secret name' }));
    await ext.ask('record.hinted', { generation: tab.generation, results }, ext.sender(tab));
    expect(panel.last()?.detection?.hints).toHaveLength(1);
    backend.online = false;
    await panel.ask('action.react', reaction('offer', 'secret-account'));
    await panel.ask('account.pin', { accountId: 'secret-account', pinned: true });
    await panel.choose('secret-account');
    await panel.ask('panel.painted', { generation: tab.generation });
    await until(() => panel.last()?.reactions[0]?.queued);
    expect(panel.last()?.pinned).toBe(true);
    expect(await ext.disk()).toEqual(before);

    // What was done there is still sent, also when the worker was stopped meanwhile.
    ext.restart();
    backend.online = true;
    const again = ext.panel(tab);
    await until(() => backend.applied.size === 2);
    await until(() => again.last()?.reactions[0]?.queued === false);
    expect([...backend.applied.values()].map((w) => w.kind)).toEqual(['reactions', 'pins']);
    expect(await ext.disk()).toEqual(before);
    expect((await ext.page('session.get', {})).queued).toBe(0);

    await ext.page('session.signOut', {});
    // What tabs show is no secret of the person; everything else of the session is gone too.
    const left = [...ext.area].filter(([key]) => !key.startsWith('tab.'));
    expect(Object.fromEntries(left)).toEqual({ privateWrites: [], privateDocks: {}, tooOld: null });
  });

  it('does not share what it has seen with the other windows, nor keeps it when its person has gone', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const hidden = ext.tab(9, { incognito: true });
    const panel = ext.panel(hidden);
    await ext.opened(hidden, ticketUrl(1));
    await panel.ready('a1');
    backend.online = false;
    const open = ext.panel(tab);
    await ext.opened(tab, ticketUrl(1));
    await open.problem('offline');
    panel.close();
    backend.online = true;
    await ext.page('session.signOut', {});
    await ext.pair();
    backend.online = false;
    await ext.panel(hidden).problem('offline');
  });
});

describe('connecting', () => {
  it('is for our panel in a tab, and for nobody else', () => {
    const ext = createExtension();
    const tab = { id: 1, url: ticketUrl(1) };
    const panel = {
      id: extensionId,
      url: `${extensionOrigin}/panel.html`,
      tab,
    };
    const port = { postMessage: () => undefined };
    const connect = (name: string, sender: object | undefined) => ext.worker.background.connect(name, sender, port);
    expect(connect('panel', panel)).toBeTypeOf('function');
    expect(connect('other', panel)).toBeNull();
    expect(connect('panel', undefined)).toBeNull();
    expect(connect('panel', { ...panel, tab: undefined })).toBeNull();
    expect(connect('panel', { ...panel, id: 'someoneelse' })).toBeNull();
    expect(connect('panel', { ...panel, url: ticketUrl(1), frameId: 0 })).toBeNull();
  });

  it('asks a page to announce its record when the session storage is empty, and only then', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const first = ext.panel(tab);
    await until(() => ext.pushes.length > 0);
    await first.ask('panel.refresh', {});
    expect(first.states, 'nothing is said of a tab that is not known').toEqual([]);
    expect(ext.pushes).toEqual([{ tabId: 1, push: { type: 'announce' } }]);
    await ext.opened(tab, ticketUrl(1));
    const second = ext.panel(tab);
    await second.ready('a1');
    expect(ext.pushes).toHaveLength(1);
  });

  it('ends a tab: its state leaves the session storage', async () => {
    const { ext, tab } = await pairedExtension();
    await ext.opened(tab, ticketUrl(1));
    expect(ext.area.has('tab.1')).toBe(true);
    ext.worker.background.closed(1);
    await until(() => !ext.area.has('tab.1'));
  });
});

describe('the two frames of a dock', () => {
  it('are both told, the one in use first, and which of them shows it; the one that waits asks for nothing', async () => {
    const { ext, backend, tab } = await pairedExtension();
    backend.put('a1', 'Acme', ticket(1));
    const told: { name: string; push: PanelPush }[] = [];
    const connect = (name: string) => {
      const sender = { id: extensionId, url: `${extensionOrigin}/panel.html`, frameId: 7, tab: { ...tab } as object };
      ext.worker.background.connect(name, sender, { postMessage: (push) => told.push({ name, push }) });
    };
    const asked = () => backend.requests.filter(({ path }) => path.startsWith('/v1/context')).length;
    /** Who was told of a generation and with which slot, in the order of the first time, once the backend has confirmed it. */
    const open = async (generation: number, slot: Slot) => {
      const before = asked();
      tab.url = ticketUrl(1);
      await ext.ask('record.opened', { generation, url: tab.url, slot }, ext.sender(tab));
      await until(() => asked() > before && told.at(-1)?.push.state.revalidating === false);
      const own = told.filter(({ push }) => push.state.generation === generation);
      return [...new Set(own.map(({ name, push }) => `${name}, shown in ${push.slot}`))];
    };
    connect('panel:1');
    connect('panel:0');
    expect(await open(10, 0)).toEqual(['panel:0, shown in 0', 'panel:1, shown in 0']);
    expect(told.at(-1)?.push).toMatchObject({ href: ticketUrl(1), tabId: tab.id, state: { phase: 'ready' } });
    expect(await open(11, 1)).toEqual(['panel:1, shown in 1', 'panel:0, shown in 1']);

    const [before, messages] = [asked(), told.length];
    connect('panel:0');
    await until(() => told.length > messages);
    expect([told.at(-1)?.push.state.revalidating, asked()]).toEqual([false, before]);
  });

  it('are heard when they are blank: the content script of their tab learns which, and since when', async () => {
    const { ext, tab } = await pairedExtension();
    await ext.opened(tab, ticketUrl(1));
    await ext.panel(tab).ask('panel.blank', { generation: 4, slot: 1 });
    expect(ext.pushes).toEqual([{ tabId: tab.id, push: { type: 'blank', generation: 4, slot: 1 } }]);
    const page = ext.ask('panel.blank', { generation: 5, slot: 1 }, ext.sender(tab));
    expect(await page).toMatchObject({ ok: false, code: 'forbidden' });
    expect(ext.pushes).toHaveLength(1);
  });
});

describe('what panels keep of what they were shown', () => {
  it('is forgotten when the person pairs, signs out, or the backend rejects the token, also with no record on screen', async () => {
    const ext = createExtension();
    await ext.pair();
    expect(ext.forgotten).toHaveLength(1);
    const panel = ext.panel(ext.tab(1));
    ext.backend.override = async () => problemReply(401, 'invalidToken');
    await panel.ask('panel.refresh', {}).catch(() => undefined);
    await ext.page('watchlist.get', {});
    await until(() => ext.forgotten.length === 2, 'panels told after the token was rejected');
    ext.backend.override = null;
    await ext.page('session.signOut', {});
    expect(ext.forgotten.length).toBeGreaterThan(2);
  });

  it('names no address that does not say by itself which record it shows', async () => {
    const { ext } = await pairedExtension();
    const tab = ext.tab(2);
    const pushes: PanelPush[] = [];
    const sender = { id: extensionId, url: `${extensionOrigin}/panel.html`, frameId: 7, tab: { ...tab } as object };
    ext.worker.background.connect('panel:0', sender, { postMessage: (push) => pushes.push(structuredClone(push)) });
    await ext.opened(tab, ticketUrl(1));
    await until(() => pushes.at(-1)?.href === ticketUrl(1));
    await ext.opened(tab, 'https://app.hubspot.com/calling-integration/123/call');
    await until(() => pushes.at(-1)?.href === null);
  });
});
