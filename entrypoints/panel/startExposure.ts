import type { Signal } from '@preact/signals';
import type { Place } from '../../lib/contract/dock.ts';
import { createExposure } from '../../lib/panel/exposure.ts';
import { guardActions, observeSight } from '../../lib/panel/exposureGuard.ts';
import { callBackground } from '../../lib/rpc/callBackground.ts';

/** Under this width the panel is a rail, which has nothing to press and lies under the dock's own button; `rail.css` says the same. */
const wide = '(min-width: 120px)';

/**
 * Lets actions through only while a person can see what they press, and tells the background and the panel when something is in the way.
 * @returns how to tell whether this frame has something to be seen.
 */
export function startExposure(place: Place, covered: Signal<boolean>): { expect(isMeant: boolean): void } {
  const width = matchMedia(wide);
  let isMeant = false;
  const exposure = createExposure({
    // No page is around the browser's own side panel.
    observe: place === 'page' ? observeSight(document.documentElement) : null,
    now: () => performance.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    armed(isArmed) {
      document.documentElement.dataset.actions = isArmed ? 'on' : 'off';
    },
    covered(isCovered) {
      covered.value = isCovered;
      void callBackground('panel.covered', { covered: isCovered });
    },
  });
  const expect = () => exposure.expect(isMeant && width.matches);
  expect();
  width.addEventListener('change', expect);
  document.addEventListener('visibilitychange', () => document.hidden || exposure.comeBack());
  guardActions(window, exposure.allows);
  return {
    expect(next) {
      isMeant = next;
      expect();
    },
  };
}
