import { expect } from '@playwright/test';
import { createRandom } from '../../server/sandbox/world/random.ts';
import type { World } from '../../server/sandbox/world/types.ts';
import { recordUrl } from '../playground/hosts.ts';
import { type BareTab, bothFrames, shows } from '../support/bareTab.ts';
import { type PageSample, type PanelSample, samplePage, samplePanel, takeSamples } from '../support/frameSampler.ts';

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
 * How many frames of page and panel were read, and in how many of the page's a customer was to be seen. `late`: between the last navigation
 * and the right customer, so many frames of the page showed nobody; null when it ended on a list or on somebody not seen before.
 */
export type Switched = { frames: number; seen: number; late: number | null };

/**
 * Navigates `times` between records with random pauses and proves, frame by frame, that no customer was shown for another:
 * each painted panel is of one piece, generations never go back, and whenever the shell lets the panel be seen, it shows the
 * customer of the address bar. `atEnd` brings the tab to the front before the right end is waited for, which a hidden tab does not show.
 */
export async function switchQuickly(
  tab: BareTab,
  targets: ReadonlyMap<string, string | null>,
  times: number,
  seed: number,
  atEnd: (shown: () => Promise<void>) => Promise<unknown> = (shown) => shown(),
): Promise<Switched> {
  const random = createRandom(seed);
  const paths = [...targets.keys()];
  const plan = Array.from({ length: times }, () => ({
    path: random.pick(paths),
    pauseMs: random.chance(0.5) ? random.int(0, 25) : random.int(30, 220),
  }));
  const panels = await bothFrames(tab);
  for (const panel of panels) await samplePanel(panel);
  await samplePage(tab.page);
  await tab.page.evaluate(`void (${travel})(${JSON.stringify(plan)})`);
  while (!(await tab.page.evaluate<boolean>('globalThis.hasArrived'))) await tab.browser.targets();
  await atEnd(() => shows(tab, targets.get(plan.at(-1)?.path ?? '') ?? null));

  // The page first: what it shows after the panels have stopped to record would be held against what they had painted before.
  const shown = await takeSamples<PageSample>(tab.page);
  const painted = await Promise.all(panels.map((panel) => takeSamples<PanelSample>(panel)));
  painted.forEach(checkPieces);
  const { seen, late } = checkShown(painted, shown, targets);
  return { frames: painted.flat().length + shown.length, seen, late };
}

type Step = { path: string; pauseMs: number };

/** Runs in the page. In a hidden tab the browser lets a second pass at least, as it does for every page. */
async function travel(steps: Step[]): Promise<void> {
  const page = globalThis as unknown as { go(path: string): void; hasArrived: boolean };
  page.hasArrived = false;
  for (const { path, pauseMs } of steps) {
    page.go(path);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  page.hasArrived = true;
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

/** What was recorded in the moments around an instant, as lines of text: what it takes to understand a wrong frame. */
function around(painted: readonly (readonly PanelSample[])[], shown: readonly PageSample[], at: number): string {
  const pages = shown.map((s) => ({ at: s.at, text: `page ${s.path} shows ${s.slot}` }));
  const panels = painted.map((samples, slot) =>
    samples.map((s) => ({ at: s.at, text: `panel ${slot} generation ${s.generation} ${s.phase} ${s.name}` })),
  );
  const near = [pages, ...panels].flatMap((lines) => {
    const last = lines.findLastIndex((line) => line.at <= at);
    return lines.filter((line, n) => Math.abs(n - last) < 4 || Math.abs(line.at - at) < 50);
  });
  return near
    .sort((one, other) => one.at - other.at)
    .map((line) => `${(line.at - at).toFixed(1).padStart(9)} ms ${line.text}`)
    .join('\n');
}

/** Whatever can be on screen in a frame that the shell lets be seen is about the address, or nobody. */
function checkShown(
  painted: readonly (readonly PanelSample[])[],
  shown: readonly PageSample[],
  targets: ReadonlyMap<string, string | null>,
): { seen: number; late: number | null } {
  let seen = 0;
  let late: number | null = null;
  const arrived = shown.findLastIndex(({ path }, i) => path !== shown[i - 1]?.path);
  for (const [i, { at, path, slot }] of shown.entries()) {
    const samples = slot === null ? [] : (painted[slot] ?? []);
    const last = samples.findLastIndex((sample) => sample.at <= at);
    const possible = samples.filter((_, n) => n === last || (n < last && (samples[n + 1]?.at ?? 0) > at - drawingMs));
    for (const sample of possible.filter((s) => s.name !== '')) {
      expect(sample.name, `the panel seen at ${path}\n${around(painted, shown, at)}`).toBe(targets.get(path) ?? '');
      seen++;
    }
    if (i >= arrived && samples[last]?.name === targets.get(path)) late ??= i - arrived;
  }
  const { at: arrivedAt, path: end } = shown[arrived] ?? { at: 0, path: '' };
  const isKnown = painted.flat().some(({ at, name }) => at < arrivedAt && name !== '' && name === targets.get(end));
  return { seen, late: isKnown ? late : null };
}
