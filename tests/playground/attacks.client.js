// What hostile pages do, from their first moment on. `relent()` undoes it, and `struck` counts, so that a test knows that it was attacked.
(() => {
  const parameters = new URLSearchParams(location.search);
  const name = parameters.get('attack');
  const knows = parameters.get('knows') ?? 'abcdefghijklmnopabcdefghijklmnop';
  const most = Number(parameters.get('times') ?? Number.POSITIVE_INFINITY);
  const undo = [];
  globalThis.struck = 0;
  globalThis.relent = () => {
    for (const step of undo.splice(0)) step();
  };
  const root = Object.getOwnPropertyDescriptor(Document.prototype, 'documentElement').get.call(document);
  const strike = () => {
    globalThis.struck++;
  };
  const every = (ms, act) => {
    const timer = setInterval(() => {
      strike();
      act();
    }, ms);
    undo.push(() => clearInterval(timer));
  };
  const onceLoaded = (act) => addEventListener('load', () => setTimeout(act, 300), { once: true });
  /** Elements beside head and body are not the page's own. */
  const foreign = () =>
    [...root.children].filter((node) => !['HEAD', 'BODY'].includes(node.nodeName) && node.id !== 'cover');

  function hitAgain() {
    strike();
    for (const node of foreign()) node.remove();
  }

  function layCover(extra = {}) {
    const cover = document.createElement('div');
    cover.id = 'cover';
    const style = {
      position: 'fixed',
      inset: '0',
      zIndex: '2147483647',
      background: 'rgb(255 255 255 / .9)',
      ...extra,
    };
    Object.assign(cover.style, style);
    root.append(cover);
    undo.push(() => cover.remove());
    return cover;
  }

  function forgeEvents() {
    const targets = [globalThis, document, ...foreign(), ...document.querySelectorAll('*:not(a):not(a *)')];
    const trouble = [
      ['pageshow', new PageTransitionEvent('pageshow', { persisted: true })],
      ['popstate', new PopStateEvent('popstate', { state: {} })],
      ['hashchange', new HashChangeEvent('hashchange')],
      ['visibilitychange', new Event('visibilitychange')],
      ['prerenderingchange', new Event('prerenderingchange')],
      ['freeze', new Event('freeze')],
    ];
    for (const [, event] of trouble) {
      globalThis.dispatchEvent(event);
      document.dispatchEvent(new event.constructor(event.type, event));
    }
    for (const type of ['navigate', 'currententrychange', 'navigateerror', 'navigatesuccess'])
      globalThis.navigation?.dispatchEvent(new Event(type));
    const options = { bubbles: true, composed: true, cancelable: true, clientX: 5, clientY: 5 };
    for (const target of targets) {
      for (const type of ['pointerdown', 'pointermove', 'pointerup', 'mousedown', 'mouseup', 'click', 'dblclick'])
        target.dispatchEvent(new PointerEvent(type, options));
      target.dispatchEvent(new FocusEvent('focusin', options));
      for (const key of ['Escape', 'Enter', ' ', 'ArrowLeft', 'Home'])
        target.dispatchEvent(new KeyboardEvent('keydown', { ...options, key }));
      target.dispatchEvent(
        new KeyboardEvent('keydown', { ...options, key: 'A', code: 'KeyA', altKey: true, shiftKey: true }),
      );
      target.click?.();
    }
  }

  function forgeMessages() {
    const account = { accountId: 'a', actionKey: 'k', ruleId: 'overdueInvoice', ruleVersion: 1, kind: 'done' };
    const state = {
      type: 'state',
      state: { phase: 'ready', generation: Date.now() * 2 },
      slot: 0,
      href: null,
      tabId: 1,
    };
    const messages = [
      { type: 'wxt:content-script-started', contentScriptName: 'crm', messageId: String(Math.random()) },
      { type: 'toggle' },
      { type: 'dock', dock: null },
      { type: 'stop' },
      { type: 'painted', generation: Date.now() * 2 },
      { name: 'action.react', payload: account },
      { name: 'account.pin', payload: { accountId: 'a', pinned: true } },
      { name: 'session.signOut', payload: {} },
      { name: 'record.opened', payload: { generation: Date.now() * 2, url: location.href, slot: 0 } },
      state,
    ];
    for (const message of messages) {
      globalThis.postMessage(message, '*');
      for (let i = 0; i < globalThis.length; i++) globalThis[i].postMessage(message, '*');
      for (const entry of ['crm', 'content'])
        for (const event of ['content-script-started', 'locationchange'])
          document.dispatchEvent(new CustomEvent(`${knows}:${entry}:wxt:${event}`, { detail: message }));
      globalThis.dispatchEvent(new CustomEvent('wxt:locationchange', { detail: message }));
    }
    const { runtime } = globalThis.chrome ?? {};
    // A page has this function only when an extension lets it write to it.
    runtime?.sendMessage?.(knows, messages[5], (answer) => globalThis.loot.add(`answer: ${JSON.stringify(answer)}`));
  }

  async function frameOurs() {
    strike();
    for (const scheme of ['chrome-extension', 'moz-extension'])
      for (const file of [
        'panel.html',
        'panel.html#0',
        'options.html',
        'popup.html',
        'manifest.json',
        'background.js',
      ]) {
        const url = `${scheme}://${knows}/${file}`;
        const frame = document.createElement('iframe');
        frame.className = 'framed';
        frame.src = url;
        document.body.append(frame);
        const fetched = await fetch(url).then(
          (response) => response.text(),
          () => 'nothing',
        );
        globalThis.loot.add(`fetched ${file}: ${fetched.slice(0, 200)}`);
        const image = new Image();
        image.onload = () => globalThis.loot.add(`loaded ${file}`);
        image.src = url.replace(file, 'icon/16.png');
      }
  }

  function replaceDocument() {
    strike();
    document.open();
    document.write('<!doctype html><title>Another</title><h1 id="written">Another document</h1><textarea></textarea>');
    document.close();
  }

  const rewriteStyle = () => {
    root.setAttribute('style', `margin-right: 0; margin-inline-end: 0; --n: ${globalThis.struck}`);
  };
  const own = new Set(['lang', 'dir', 'data-crm', 'style']);
  const attacks = {
    style: () => every(100, rewriteStyle),
    attributes: () =>
      every(100, () => {
        rewriteStyle();
        for (const { name: attribute } of [...root.attributes])
          if (!own.has(attribute)) root.removeAttribute(attribute);
      }),
    remove() {
      const look = () => {
        if (foreign().length > 0) hitAgain();
        if (globalThis.struck >= most) watch.disconnect();
      };
      const watch = new MutationObserver(look);
      watch.observe(root, { childList: true });
      look();
      undo.push(() => watch.disconnect());
    },
    cover: () =>
      onceLoaded(() => {
        strike();
        layCover();
      }),
    coverAlways: () =>
      onceLoaded(() => {
        const cover = layCover();
        every(100, () => root.append(cover));
      }),
    popover: () =>
      onceLoaded(() => {
        strike();
        const cover = layCover({ pointerEvents: 'none', inlineSize: 'auto', blockSize: 'auto', margin: '0' });
        cover.popover = 'manual';
        cover.showPopover();
      }),
    forge: () => {
      every(500, forgeEvents);
      every(50, forgeMessages);
    },
    framing: () => onceLoaded(frameOurs),
    write: () => onceLoaded(replaceDocument),
  };
  if (attacks[name]) attacks[name]();
  else {
    // A style, or markup: there from the start.
    strike();
    const sheet = () => document.querySelector('link[href*="variant.css"]');
    undo.push(() => sheet()?.remove());
  }
})();
