/** What a frame showed: when it came in, and when the frame with it had been drawn and handed over. Epoch ms. */
export type Paint = { at: number; drawnAt: number | null };

/** Runs in a frame: keeps when a customer's name (or the probe's line) came in and was drawn. */
export function keepPaints(): void {
  const paints: Paint[] = [];
  Object.assign(globalThis, { paints });
  const now = () => performance.timeOrigin + performance.now();
  const name = () => document.querySelector('[data-phase=ready] h1, p[data-testid=panel]')?.textContent ?? '';
  const { scheduler } = globalThis as unknown as {
    scheduler: { postTask(task: () => void, options: { priority: string }): void };
  };
  let last = name();
  const keep = () => {
    if (name() === last) return;
    last = name();
    if (last === '') return;
    const paint: Paint = { at: now(), drawnAt: null };
    paints.push(paint);
    const drawn = () => Object.assign(paint, { drawnAt: now() });
    // The first task after the frame was laid out, painted and committed.
    requestAnimationFrame(() => scheduler.postTask(drawn, { priority: 'user-blocking' }));
  };
  new MutationObserver(keep).observe(document.body, { childList: true, characterData: true, subtree: true });
}

/** Runs in the page: goes to a path at a random moment between two frames, and tells when, in epoch ms. */
export async function travel(path: string): Promise<number> {
  const { go } = globalThis as unknown as { go(path: string): void };
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 16));
  const startedAt = performance.timeOrigin + performance.now();
  go(path);
  return startedAt;
}

/** Runs in the page: as a person who looks at a record before going on. */
export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
