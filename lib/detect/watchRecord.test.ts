import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchRecord } from './watchRecord.ts';

/** A page as far as the watch sees it: an address, a document that may be hidden, and the events of both. */
function fakePage(options: { prerendering?: boolean; withNavigation?: boolean } = {}) {
  const win = new EventTarget();
  const document = Object.assign(new EventTarget(), { hidden: false, prerendering: options.prerendering ?? false });
  const location = { href: 'https://crm.example/1' };
  const navigation = Object.assign(new EventTarget(), { currentEntry: {} });
  vi.stubGlobal('location', location);
  vi.stubGlobal('document', document);
  vi.stubGlobal('navigation', options.withNavigation === false ? undefined : navigation);
  vi.stubGlobal('addEventListener', win.addEventListener.bind(win));
  const stop = new AbortController();
  const seen: string[] = [];
  let ticks = 0;
  const expected: string[] = [];
  watchRecord({
    expected: (href) => expected.push(href),
    changed: (href) => seen.push(href),
    tick: () => {
      ticks++;
    },
    signal: stop.signal,
  });
  return {
    seen,
    expected,
    navigate(url: string, sameDocument = true) {
      navigation.dispatchEvent(Object.assign(new Event('navigate'), { destination: { url, sameDocument } }));
    },
    fail: () => navigation.dispatchEvent(new Event('navigateerror')),
    stop,
    document,
    ticks: () => ticks,
    go(href: string, event?: 'currententrychange' | 'popstate' | 'hashchange') {
      location.href = href;
      if (event) (event === 'currententrychange' ? navigation : win).dispatchEvent(new Event(event));
    },
    pageshow: (persisted: boolean) => win.dispatchEvent(Object.assign(new Event('pageshow'), { persisted })),
    show(hidden: boolean) {
      document.hidden = hidden;
      document.dispatchEvent(new Event('visibilitychange'));
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('watching the address of a page', () => {
  it('tells the first address, and each change once', () => {
    const page = fakePage();
    expect(page.seen).toEqual(['https://crm.example/1']);
    page.go('https://crm.example/2', 'currententrychange');
    page.go('https://crm.example/2', 'popstate');
    vi.advanceTimersByTime(5_000);
    page.go('https://crm.example/2#x', 'hashchange');
    page.go('https://crm.example/1', 'popstate');
    expect(page.seen.slice(1)).toEqual(['https://crm.example/2', 'https://crm.example/2#x', 'https://crm.example/1']);
  });

  it('finds within a second what no event told, where the Navigation API is missing', () => {
    const page = fakePage({ withNavigation: false });
    page.go('https://crm.example/2');
    expect(page.seen).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect(page.seen.at(-1)).toBe('https://crm.example/2');
  });

  it('does nothing while the page is hidden, and looks at once when it is shown', () => {
    const page = fakePage({ withNavigation: false });
    page.show(true);
    const ticks = page.ticks();
    page.go('https://crm.example/2');
    vi.advanceTimersByTime(60_000);
    expect([page.seen.length, page.ticks()]).toEqual([1, ticks]);
    page.show(false);
    expect(page.seen.at(-1)).toBe('https://crm.example/2');
  });

  it('starts over for a page out of the back-forward cache, and only for that', () => {
    const page = fakePage();
    page.pageshow(false);
    expect(page.seen).toHaveLength(1);
    page.pageshow(true);
    expect(page.seen).toEqual(['https://crm.example/1', 'https://crm.example/1']);
  });

  it('waits until a prerendered page is really shown', () => {
    const page = fakePage({ prerendering: true });
    vi.advanceTimersByTime(10_000);
    expect([page.seen, page.ticks()]).toEqual([[], 0]);
    page.document.dispatchEvent(new Event('prerenderingchange'));
    page.document.dispatchEvent(new Event('prerenderingchange'));
    expect(page.seen).toEqual(['https://crm.example/1']);
  });

  it('ends with its signal: no timer, no listener', () => {
    const page = fakePage();
    page.stop.abort();
    expect(vi.getTimerCount()).toBe(0);
    page.go('https://crm.example/2', 'currententrychange');
    page.go('https://crm.example/3', 'popstate');
    page.pageshow(true);
    page.show(false);
    expect(page.seen).toHaveLength(1);
  });

  it('gives a head start before the commit, for this document and another address only', () => {
    const page = fakePage();
    page.navigate('https://crm.example/2');
    expect(page.expected).toEqual(['https://crm.example/2']);
    expect(page.seen).toHaveLength(1);
    page.go('https://crm.example/2', 'currententrychange');
    page.navigate('https://crm.example/2');
    page.navigate('https://crm.example/3', false);
    expect(page.expected).toHaveLength(1);
    vi.advanceTimersByTime(5_000);
    expect(page.seen).toEqual(['https://crm.example/1', 'https://crm.example/2']);
  });

  it('tells the old address again when what was expected does not come', () => {
    const page = fakePage();
    page.navigate('https://crm.example/2');
    page.fail();
    expect(page.seen).toEqual(['https://crm.example/1', 'https://crm.example/1']);
    page.fail();
    page.navigate('https://crm.example/3');
    vi.advanceTimersByTime(1_000);
    expect(page.seen).toHaveLength(3);
    vi.advanceTimersByTime(5_000);
    expect(page.seen).toHaveLength(3);
  });
});
