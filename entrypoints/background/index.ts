import { defineBackground } from 'wxt/utils/define-background';
import { type EngineEvents, listenToEvents } from '../../lib/platform/backgroundEvents.ts';
import { engine } from '../../lib/platform/engine.ts';

// One classic script, because a module with imports takes a stopped worker about 20 ms longer to start; what is imported here is a part of
// it that is evaluated when the first event needs it.
export default defineBackground(() => {
  listenToEvents(engine as unknown as EngineEvents, async () => {
    const { startBackground } = await import('./startBackground.ts');
    return startBackground();
  });
});
