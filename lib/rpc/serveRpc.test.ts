import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createExtension, extensionId, extensionOrigin, listUrl, ticketUrl } from '../../tests/support/extension.ts';
import { rpc } from '../contract/rpc.ts';
import { classifySender, type MessageSender } from './sender.ts';
import { createRpcServer, type Handlers } from './serveRpc.ts';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

const own = {
  id: extensionId,
  origin: extensionOrigin,
  isCrmUrl: (url: string) => url.startsWith('https://crm.example/'),
};
const content: MessageSender = { id: extensionId, url: 'https://crm.example/record/1', frameId: 0, tab: { id: 1 } };
const page: MessageSender = { id: extensionId, url: `${extensionOrigin}/panel.html`, frameId: 3, tab: { id: 1 } };

describe('who a sender is', () => {
  it.each<[string, MessageSender, ReturnType<typeof classifySender>]>([
    ['our content script in the top frame of a CRM page', content, 'content'],
    ['our panel, framed in a CRM page', page, 'page'],
    ['our popup, without a tab', { id: extensionId, url: `${extensionOrigin}/popup.html` }, 'page'],
    ['our content script in a frame of a CRM page', { ...content, frameId: 4 }, null],
    ['a content script without a frame', { ...content, frameId: undefined }, null],
    ['a content script without a tab', { ...content, tab: undefined }, null],
    ['a page that is no CRM', { ...content, url: 'https://evil.example/record/1' }, null],
    ['a page that only sounds like a CRM', { ...content, url: 'https://crm.example.evil.example/' }, null],
    ['another extension on a CRM page', { ...content, id: 'ponmlkjihgfedcba' }, null],
    ['another extension with our page’s address', { ...page, id: 'ponmlkjihgfedcba' }, null],
    ['another extension’s page', { ...page, url: 'chrome-extension://ponmlkjihgfedcba/panel.html' }, null],
    ['an origin that begins like ours', { ...page, url: `${extensionOrigin}.evil.example/panel.html` }, null],
    ['nobody', {}, null],
    ['no address', { id: extensionId, tab: { id: 1 }, frameId: 0 }, null],
  ])('%s', (_who, sender, expected) => expect(classifySender(sender, own)).toBe(expected));
});

/** A server whose handlers only write down what reached them. */
function recordingServer() {
  const reached: [string, unknown][] = [];
  const handlers = Object.fromEntries(
    Object.keys(rpc).map((name) => [name, async (request: unknown) => void reached.push([name, request])]),
  );
  return { reached, handlers, serve: createRpcServer(handlers as unknown as Handlers, own) };
}

const names = Object.keys(rpc) as (keyof typeof rpc)[];
const payloads: Record<string, unknown> = {
  'record.opened': { generation: 1, url: 'https://crm.example/record/1', slot: 0 },
  'record.expected': { generation: 1, url: 'https://crm.example/record/1', slot: 0 },
  'record.hinted': { generation: 1, results: [{ id: 'heading', found: true }] },
  'dock.set': { open: true },
  'dock.trouble': { trouble: 'covered' },
  'dock.arrange': { tabId: 1, change: { width: 400 } },
  'panel.covered': { covered: true },
  'panel.painted': { generation: 1 },
  'panel.blank': { generation: 1, slot: 1 },
  'panel.choose': { generation: 1, accountId: 'a1' },
  'tab.get': { tabId: 1 },
  'search.find': { query: 'acme' },
  'place.set': { place: 'browser' },
  'action.react': { accountId: 'a1', actionKey: 'k', ruleId: 'r', ruleVersion: 1, kind: 'done' },
  'account.pin': { accountId: 'a1', pinned: true },
  'session.pair': { backend: 'https://b.example', code: 'ABCD' },
  'session.test': { backend: 'https://b.example' },
};
const payloadOf = (name: string) => payloads[name] ?? {};

describe('a message', () => {
  it.each(names)('%s is for its own sender and for no other', async (name) => {
    const { serve, reached } = recordingServer();
    const [right, wrong] = rpc[name].from === 'content' ? [content, page] : [page, content];
    expect(await serve({ name, payload: payloadOf(name) }, wrong)).toMatchObject({ ok: false, code: 'forbidden' });
    expect(reached).toEqual([]);
    await serve({ name, payload: payloadOf(name) }, right);
    expect(reached).toEqual([[name, payloadOf(name)]]);
  });

  it.each(names)('%s with an extra key, a missing one or the wrong kind is a bad request', async (name) => {
    const { serve, reached } = recordingServer();
    const sender = rpc[name].from === 'content' ? content : page;
    const ask = (payload: unknown) => serve({ name, payload }, sender);
    const bad = { ok: false, code: 'badRequest' };
    expect(await ask({ ...(payloadOf(name) as object), extra: 1 })).toMatchObject(bad);
    for (const payload of [null, undefined, 'text', 7, []]) expect(await ask(payload)).toMatchObject(bad);
    for (const key of Object.keys(payloadOf(name) as object))
      expect(await ask({ ...(payloadOf(name) as object), [key]: 1n })).toMatchObject(bad);
    expect(reached).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'panel.unknown', ''])(
    'named %j is nobody’s',
    (name) => {
      const { serve, reached } = recordingServer();
      for (const sender of [page, content]) expect(serve({ name, payload: {} }, sender)).toBeUndefined();
      expect(reached).toEqual([]);
    },
  );

  it('with prototypes in its payload or its envelope pollutes nothing and reaches nobody', async () => {
    const { serve, reached } = recordingServer();
    const hostile = JSON.parse('{"generation":1,"__proto__":{"polluted":true}}');
    expect(await serve({ name: 'panel.painted', payload: hostile }, page)).toMatchObject({
      ok: false,
      code: 'badRequest',
    });
    expect(serve(JSON.parse('{"name":"panel.refresh","payload":{},"__proto__":{"name":"x"}}'), page)).toBeUndefined();
    expect(reached).toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('of any shape is answered or ignored, and never thrown at', () => {
    const { serve, reached } = recordingServer();
    const shape = fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
      fc.record({ name: fc.oneof(fc.string(), fc.anything()), payload: fc.anything() }),
      fc.record({ name: fc.constantFrom(...names), payload: fc.anything(), extra: fc.anything() }),
    );
    fc.assert(
      fc.property(shape, fc.constantFrom(content, page, {}), (message, sender) => {
        const answer = serve(message, sender);
        if (answer !== undefined) expect(answer).toBeInstanceOf(Promise);
      }),
      { numRuns: 500 },
    );
    for (const [name] of reached) expect(names).toContain(name);
  });

  it('from a stranger is not even read', () => {
    const { serve } = recordingServer();
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('read');
        },
        ownKeys: () => {
          throw new Error('read');
        },
      },
    );
    expect(serve(trap, { ...page, id: 'other' })).toBeUndefined();
  });

  it('whose handler throws, at once or later, is answered without the reason', async () => {
    const { handlers } = recordingServer();
    const secret = new Error('the token is abc');
    const throwing = {
      ...handlers,
      'panel.refresh': () => {
        throw secret;
      },
      'panel.painted': () => Promise.reject(secret),
    } as unknown as Handlers;
    const serve = createRpcServer(throwing, own);
    for (const [name, payload] of [
      ['panel.refresh', {}],
      ['panel.painted', { generation: 1 }],
    ]) {
      const answer = await serve({ name, payload }, page);
      expect(answer).toMatchObject({ ok: false, code: 'serverError' });
      expect(JSON.stringify(answer)).not.toContain('abc');
    }
  });
});

describe('over the real handlers', () => {
  it('a page without a tab gets an answer to what needs one, and a list page has no record', async () => {
    const ext = createExtension();
    expect(await ext.page('panel.refresh', {})).toMatchObject({ ok: false, code: 'serverError' });
    const tab = ext.tab(1);
    expect(await ext.opened(tab, listUrl)).toMatchObject({ ok: true, dock: { open: true, mode: 'overlay' } });
    expect(ext.area.get('tab.1')).toMatchObject({ record: null });
  });

  it('a frame of a CRM page cannot say what the tab shows', () => {
    const ext = createExtension();
    const tab = ext.tab(1);
    const message = { name: 'record.opened', payload: { generation: 1, url: ticketUrl(1) } };
    const framed = { ...ext.sender(tab), url: ticketUrl(1), frameId: 2 };
    expect(ext.worker.background.serve(message, framed)).toBeUndefined();
    expect(ext.area.size).toBe(0);
  });
});
