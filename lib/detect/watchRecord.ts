const pollMs = 1_000;

type NavigationLike = EventTarget & { currentEntry: unknown };

export type Watch = {
  /** The page shows another address. */
  changed(href: string): void;
  /** Called about every second while the page is visible. */
  tick(): void;
  signal: AbortSignal;
};

/**
 * Calls `changed` when the address of the page differs from before, with the new address; once at the start. The Navigation API tells
 * at the commit (`navigate` would be early, and also fires for navigations that the page cancels); a poll while the page is visible is
 * the net, and the only source where that API is missing. A prerendered page waits until it is really shown.
 */
export function watchRecord({ changed, tick, signal }: Watch): void {
  let last = '';
  const check = () => {
    if (signal.aborted || location.href === last) return;
    last = location.href;
    changed(last);
  };
  const start = () => {
    const navigation = (globalThis as { navigation?: NavigationLike }).navigation;
    navigation?.addEventListener('currententrychange', check, { signal });
    for (const event of ['popstate', 'hashchange'] as const) addEventListener(event, check, { signal });
    // A page out of the back-forward cache has lost its connections in Chromium without being told, so it starts over.
    addEventListener(
      'pageshow',
      (event) => {
        if (event.persisted) last = '';
        check();
      },
      { signal },
    );
    document.addEventListener('visibilitychange', () => !document.hidden && check(), { signal });
    const timer = setInterval(() => {
      if (document.hidden) return;
      tick();
      check();
    }, pollMs);
    signal.addEventListener('abort', () => clearInterval(timer));
    check();
  };
  const prerendering = (document as { prerendering?: boolean }).prerendering;
  if (prerendering) document.addEventListener('prerenderingchange', start, { once: true, signal });
  else start();
}
