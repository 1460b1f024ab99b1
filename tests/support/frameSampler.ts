import type { CDPSession, Frame, Page } from '@playwright/test';

/** What one animation frame of the panel showed. Times are epoch ms, comparable between the frames of a page. */
export type PanelSample = {
  at: number;
  generation: number;
  phase: string;
  account: string;
  name: string;
  parts: string[];
};
/** What the page was at one animation frame of it, and which of the dock's frames could be seen. */
export type PageSample = { at: number; path: string; slot: number | null };

type Recording<T> = { samples: T[]; stop: boolean };

/** Records every animation frame of the panel: its header and the account that each block says it is about. */
export async function samplePanel(panel: Frame): Promise<void> {
  await panel.evaluate(() => {
    const recording: Recording<PanelSample> = { samples: [], stop: false };
    Object.assign(globalThis, { recording });
    let last = '';
    const sample = () => {
      if (recording.stop) return;
      const root = document.querySelector<HTMLElement>('[data-testid=panel]');
      const seen = {
        generation: Number(root?.dataset.generation),
        phase: root?.dataset.phase ?? '',
        account: root?.dataset.account ?? '',
        name: document.querySelector('[data-testid=customer-name]')?.textContent ?? '',
        parts: [...document.querySelectorAll<HTMLElement>('[data-testid^=section-],[data-testid=action]')].map(
          (e) => e.dataset.account ?? '',
        ),
      };
      const text = JSON.stringify(seen);
      if (text !== last) recording.samples.push({ at: performance.timeOrigin + performance.now(), ...seen });
      last = text;
      requestAnimationFrame(sample);
    };
    requestAnimationFrame(sample);
  });
}

/** Records every animation frame of the page: its address, and which of the dock's frames the shell lets be seen. Reads the closed root through the debugger. */
export async function samplePage(page: Page): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('DOM.enable');
  const { nodes } = await cdp.send('DOM.getFlattenedDocument', { depth: -1, pierce: true });
  const shell = nodes.find((n) => n.attributes?.includes('shell'));
  if (!shell) throw new Error('The dock was not found in the page.');
  const { object } = await cdp.send('DOM.resolveNode', { nodeId: shell.nodeId });
  await cdp.send('Runtime.callFunctionOn', {
    objectId: object.objectId ?? '',
    functionDeclaration: `function () {
      const recording = { samples: [], stop: false };
      globalThis.recording = recording;
      const sample = () => {
        if (recording.stop) return;
        const shown = this.querySelector('iframe.shown');
        const slot = shown ? Number(new URL(shown.src).hash.slice(1)) : null;
        recording.samples.push({ at: performance.timeOrigin + performance.now(), path: location.pathname, slot });
        requestAnimationFrame(sample);
      };
      requestAnimationFrame(sample);
    }`,
  });
  return cdp;
}

/** Ends a recording and returns it. */
export function takeSamples<T>(frame: Frame): Promise<T[]> {
  return frame.evaluate(() => {
    const { recording } = globalThis as unknown as { recording: Recording<never> };
    recording.stop = true;
    return recording.samples as unknown[];
  }) as Promise<T[]>;
}
