import { defineBackground } from 'wxt/utils/define-background';
import { type Engine, listenToEvents } from '../../lib/platform/backgroundEvents.ts';

// One classic script, because a module with imports takes a stopped worker about 20 ms longer to start; what is imported here is a part of
// it that is evaluated when the first event needs it.
export default defineBackground(() => {
  const { browser, chrome } = globalThis as unknown as { browser?: Engine; chrome: Engine };
  listenToEvents(browser?.runtime ? browser : chrome, async () => {
    const { startBackground } = await import('./startBackground.ts');
    return startBackground();
  });
});
