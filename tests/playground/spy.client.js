// Runs before anything else of a hostile page, and gathers whatever a page can get to see of an extension: `loot`, texts without
// repetitions. The page's own record is in there too, so that a reader knows that the spy was at work.
(() => {
  const loot = new Set();
  Object.assign(globalThis, { loot });
  const longest = 20_000;
  const keep = (kind, value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (text) loot.add(`${kind}: ${text.slice(0, longest)}`);
  };
  const attempt = (read) => {
    try {
      return read();
    } catch (error) {
      keep('error', `${error.stack ?? error}`);
    }
  };
  const nameOf = (node) => (node instanceof Element ? node.cloneNode(true).outerHTML : String(node));

  /** What another script calls in this world: an extension has one of its own, and must not be seen here. */
  const patch = (target, name, label) => {
    const original = target[name];
    target[name] = function (...args) {
      keep(label, new Error(name).stack ?? '');
      if (name === 'attachShadow') args[0] = { ...args[0], mode: 'open' };
      return Reflect.apply(original, this, args);
    };
  };
  patch(Element.prototype, 'attachShadow', 'attachShadow');
  patch(Node.prototype, 'appendChild', 'appendChild');
  patch(Element.prototype, 'append', 'append');
  patch(globalThis, 'postMessage', 'postMessage');

  addEventListener('message', (event) => keep('message', { data: event.data, origin: event.origin }));
  addEventListener('error', (event) => keep('error', `${event.message} ${event.filename}`), true);
  addEventListener('unhandledrejection', (event) => keep('rejection', String(event.reason?.stack ?? event.reason)));
  addEventListener('securitypolicyviolation', (event) => keep('policy', `${event.blockedURI} ${event.sourceFile}`));
  for (const type of ['click', 'pointerdown', 'pointermove', 'keydown', 'focusin', 'focusout', 'blur', 'input'])
    addEventListener(type, (event) => keep(type, event.composedPath().map(nameOf).join(' < ').slice(0, 2_000)), true);
  const observed = PerformanceObserver.supportedEntryTypes;
  const see = (list) => {
    for (const entry of list.getEntries())
      keep('entry', { ...entry.toJSON(), source: entry.element && nameOf(entry.element) });
  };
  for (const type of observed) attempt(() => new PerformanceObserver(see).observe({ type, buffered: true }));
  if ('ReportingObserver' in globalThis)
    new ReportingObserver(
      (reports) =>
        keep(
          'report',
          reports.map((r) => r.toJSON()),
        ),
      { buffered: true },
    ).observe();
  const changes = (records) => {
    for (const { target, attributeName, addedNodes } of records)
      keep(
        'change',
        `${target.nodeName} ${attributeName ?? ''} ${[...addedNodes].map(nameOf).join(' ')}`.slice(0, 2_000),
      );
  };
  new MutationObserver(changes).observe(document, { childList: true, subtree: true, attributes: true });
  for (const channel of ['x-storagemutated-1', 'alongside'])
    new BroadcastChannel(channel).onmessage = (e) => keep(channel, e.data);
  addEventListener('x-storagemutated-1', (event) => keep('storage', event.detail));

  // The real ones, whatever element stands before the property.
  const getter = (name) => Object.getOwnPropertyDescriptor(Document.prototype, name).get.bind(document);
  const [root, active] = [getter('documentElement'), getter('activeElement')];
  const elementsFromPoint = Document.prototype.elementsFromPoint.bind(document);
  /** All that can be asked for. */
  const look = async () => {
    keep('page', root().outerHTML.slice(0, longest));
    for (const node of root().children) {
      keep('child', nameOf(node.cloneNode(false)));
      if (node.shadowRoot) keep('root', node.shadowRoot.innerHTML);
    }
    keep('frames', { length: globalThis.length, names: [...document.querySelectorAll('iframe')].map((f) => f.src) });
    for (let i = 0; i < globalThis.length; i++) keep('window', attempt(() => globalThis[i].location.href) ?? 'foreign');
    keep(
      'entries',
      performance.getEntries().map((entry) => entry.name),
    );
    for (let x = 10; x < innerWidth; x += innerWidth / 12)
      for (let y = 10; y < innerHeight; y += innerHeight / 8)
        keep(
          'point',
          elementsFromPoint(x, y)
            .map((node) => nameOf(node.cloneNode(false)))
            .join(' < '),
        );
    keep('active', nameOf(active()?.cloneNode(false)));
    keep('selection', String(getSelection()));
    keep('animations', document.getAnimations().length);
    keep(
      'styles',
      [...document.styleSheets].map((sheet) => sheet.href),
    );
    keep('globals', Object.keys(globalThis));
    keep('stores', { local: { ...localStorage }, session: { ...sessionStorage } });
    keep('databases', await indexedDB.databases?.());
    keep('caches', await caches.keys());
  };
  globalThis.spy = () => attempt(look);
  setInterval(globalThis.spy, 250);
  // The frames of what is drawn, for what comes and goes between two looks.
  const frame = () => {
    keep('width', [globalThis.length, root()?.childElementCount]);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();
