import type { Session } from './bareBrowser.ts';

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

/** Runs in the panel. A hidden tab draws nothing, and is not asked. */
function recordPanel(): void {
  const recording = { samples: [] as PanelSample[], stop: false };
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
}

/** Runs with the dock's shell as `this`. */
function recordPage(this: Element): void {
  const recording = { samples: [] as PageSample[], stop: false };
  Object.assign(globalThis, { recording });
  const sample = () => {
    if (recording.stop) return;
    const shown = this.querySelector<HTMLIFrameElement>('iframe.shown');
    const slot = shown ? Number(new URL(shown.src).hash.slice(1)) : null;
    recording.samples.push({ at: performance.timeOrigin + performance.now(), path: location.pathname, slot });
    requestAnimationFrame(sample);
  };
  requestAnimationFrame(sample);
}

/** Records every animation frame of the panel: its header and the account that each block says it is about. */
export const samplePanel = (panel: Session): Promise<void> => panel.evaluate(`(${recordPanel})()`);

/** Records every animation frame of the page: its address, and which of the dock's frames the shell lets be seen. Reads the closed root through the debugger. */
export async function samplePage(page: Session): Promise<void> {
  type Node = { backendNodeId: number; attributes?: string[] };
  await page.send('DOM.enable');
  const { nodes } = await page.send<{ nodes: Node[] }>('DOM.getFlattenedDocument', { depth: -1, pierce: true });
  const shell = nodes.find((n) => n.attributes?.includes('shell'));
  if (!shell) throw new Error('The dock was not found in the page.');
  const { backendNodeId } = shell;
  const { object } = await page.send<{ object: { objectId: string } }>('DOM.resolveNode', { backendNodeId });
  const params = { objectId: object.objectId, functionDeclaration: String(recordPage) };
  await page.send('Runtime.callFunctionOn', params);
  await page.send('DOM.disable');
}

/** Ends a recording and returns it. */
export const takeSamples = <T>(session: Session): Promise<T[]> =>
  session.evaluate('(globalThis.recording.stop = true, globalThis.recording.samples)');
