import type { Frame, Page } from '@playwright/test';

const timeoutMs = 15_000;

/** The extension's panel inside a page. Its frame sits in a closed shadow root, where selectors cannot go, but frames are listed. */
export async function panelOf(page: Page): Promise<Frame> {
  const find = () => page.frames().find((frame) => frame.url().includes('/panel.html'));
  const present = find();
  if (present) return present;
  return page
    .waitForEvent('framenavigated', { predicate: (frame) => frame.url().includes('/panel.html'), timeout: timeoutMs })
    .catch(() => {
      const late = find();
      if (late) return late;
      throw new Error(`No panel appeared on ${page.url()}.`);
    });
}
