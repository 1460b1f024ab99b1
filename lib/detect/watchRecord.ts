const pollMs = 1_000;

/** `navigate` of the Navigation API, as far as it is used. https://html.spec.whatwg.org/#the-navigateevent-interface */
type NavigateLike = Event & { destination: { url: string; sameDocument: boolean } };

export type Watch = {
  /** The page is about to show another address of the same document; `changed` with it follows, if nothing stops it. */
  expected(href: string): void;
  /** The page shows another address. */
  changed(href: string): void;
  /** Called about every second while the page is visible. */
  tick(): void;
  signal: AbortSignal;
};

/**
 * Calls `changed` when the address of the page differs from before, with the new address; once at the start. The Navigation API tells
 * at the commit; a poll while the page is visible is the net, and the only source where that API is missing. A prerendered page waits
 * until it is really shown. `expected` is a head start of about ten milliseconds, which the browser needs for its own part of a
 * navigation. It also comes before navigations that the page then cancels, so `changed` tells the old address once more in that case.
 */
export function watchRecord({ expected, changed, tick, signal }: Watch): void {
  let last = '';
  let isExpecting = false;
  const check = () => {
    if (signal.aborted || location.href === last) return;
    last = location.href;
    isExpecting = false;
    changed(last);
  };
  const expect = (event: Event) => {
    const { destination } = event as NavigateLike;
    // Another document brings a copy of this script of its own.
    if (!destination.sameDocument || destination.url === last) return;
    isExpecting = true;
    expected(destination.url);
  };
  /** What was expected has not come. */
  const giveUp = () => {
    if (!isExpecting) return;
    last = '';
    check();
  };
  // A page out of the back-forward cache has lost its connections in Chromium without being told, so it starts over.
  const shown = (event: PageTransitionEvent) => {
    if (event.persisted) last = '';
    check();
  };
  const visible = () => document.hidden || check();
  let page: Element | null = null;
  const hearPage = () => {
    page = document.documentElement;
    for (const event of ['popstate', 'hashchange'] as const) addEventListener(event, check, { signal });
    addEventListener('pageshow', shown, { signal });
    document.addEventListener('visibilitychange', visible, { signal });
  };
  const start = () => {
    const navigation = (globalThis as { navigation?: EventTarget }).navigation;
    navigation?.addEventListener('navigate', expect, { signal });
    navigation?.addEventListener('currententrychange', check, { signal });
    navigation?.addEventListener('navigateerror', giveUp, { signal });
    hearPage();
    const timer = setInterval(() => {
      if (document.hidden) return;
      // A page that opens its document anew takes all listeners of window and document away.
      if (page !== document.documentElement) hearPage();
      tick();
      check();
      giveUp();
    }, pollMs);
    signal.addEventListener('abort', () => clearInterval(timer));
    check();
  };
  const prerendering = (document as { prerendering?: boolean }).prerendering;
  if (prerendering) document.addEventListener('prerenderingchange', start, { once: true, signal });
  else start();
}
