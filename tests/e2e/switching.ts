import { expect, type Page } from '@playwright/test';
import { createRandom } from '../../server/sandbox/world/random.ts';
import type { World } from '../../server/sandbox/world/types.ts';
import { recordUrl } from '../playground/hosts.ts';
import { type PageSample, type PanelSample, samplePage, samplePanel, takeSamples } from '../support/frameSampler.ts';
import { panelFrames, panelShowing, panelWith } from '../support/panel.ts';

/** Salesforce paths and the name that the panel must show for each; the null path is a list. */
export function switchTargets(world: World, count: number): Map<string, string | null> {
  const targets = new Map<string, string | null>();
  for (const customer of world.customers.slice(0, count)) {
    const first = customer.salesforce[0];
    if (first) targets.set(new URL(recordUrl.account(first.id)).pathname, customer.spellings.salesforce);
  }
  targets.set('/lightning/o/Account/list', null);
  return targets;
}

/**
 * Navigates `times` between records with random pauses and proves, frame by frame, that no customer was shown for another:
 * each painted panel is of one piece, generations never go back, and whenever the shell lets the panel be seen, it shows the
 * customer of the address bar.
 */
export async function switchQuickly(
  page: Page,
  targets: ReadonlyMap<string, string | null>,
  times: number,
  seed: number,
): Promise<{ frames: number; seen: number }> {
  const random = createRandom(seed);
  const paths = [...targets.keys()];
  const plan = Array.from({ length: times }, () => ({
    path: random.pick(paths),
    pauseMs: random.chance(0.5) ? random.int(0, 25) : random.int(30, 220),
  }));
  await page.mouse.move(20, 20);
  await expect.poll(() => panelFrames(page).length).toBe(2);
  const panels = panelFrames(page);
  for (const panel of panels) await samplePanel(panel);
  await samplePage(page);
  await page.evaluate(async (steps) => {
    const { go } = globalThis as unknown as { go(path: string): void };
    for (const { path, pauseMs } of steps) {
      go(path);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }, plan);
  const last = targets.get(plan.at(-1)?.path ?? '') ?? null;
  if (last === null) await panelWith(page, '[data-testid=panel][data-phase=noRecord]');
  else await panelShowing(page, last);

  const painted = await Promise.all(panels.map((panel) => takeSamples<PanelSample>(panel)));
  const shown = await takeSamples<PageSample>(page.mainFrame());
  painted.forEach(checkPieces);
  const seen = checkShown(painted, shown, targets);
  return { frames: painted.flat().length + shown.length, seen };
}

function checkPieces(painted: readonly PanelSample[]): void {
  let generation = 0;
  for (const sample of painted.filter((s) => s.phase !== '')) {
    expect(sample.generation, 'generations never go back').toBeGreaterThanOrEqual(generation);
    generation = sample.generation;
    const foreign = sample.parts.filter((account) => account !== sample.account);
    expect(foreign, `every block of a painted panel is about ${sample.name}`).toEqual([]);
    if (sample.phase !== 'ready') expect(sample.name, `no name while ${sample.phase}`).toBe('');
  }
}

/** What a panel drew may be on screen until its next drawing has reached the screen, this much later. */
const drawingMs = 16;

/** Whatever can be on screen in a frame that the shell lets be seen is about the address, or nobody. Returns how often somebody was seen. */
function checkShown(
  painted: readonly (readonly PanelSample[])[],
  shown: readonly PageSample[],
  targets: ReadonlyMap<string, string | null>,
): number {
  let seen = 0;
  for (const { at, path, slot } of shown) {
    const samples = slot === null ? [] : (painted[slot] ?? []);
    const last = samples.findLastIndex((sample) => sample.at <= at);
    const possible = samples.filter((_, i) => i === last || (i < last && (samples[i + 1]?.at ?? 0) > at - drawingMs));
    for (const sample of possible.filter((s) => s.name !== '')) {
      expect(sample.name, `the panel seen at ${path}`).toBe(targets.get(path) ?? '');
      seen++;
    }
  }
  return seen;
}
