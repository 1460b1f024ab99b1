import { expect, expectAccessible, overflowing, picture, test, unfold } from './harness.ts';
import { screens } from './states/screens.ts';

const folds = ['panel-atRisk', 'panel-healthy', 'panel-hostile', 'panel-guessed', 'panel-thin'];
const mirrored = [
  'panel-atRisk',
  'panel-hostile',
  'panel-ambiguous',
  'panel-unpaired',
  'panel-loading',
  'popup-rows',
  'options-paired',
];

/** The width each screen usually has. Where only a phone is narrower, there is no narrow window. */
const usual = { panel: 380, options: 760, popup: 400 };

/** Steps between states; they look like the states themselves. */
const steps = new Set(['panel-pinned', 'panel-newVersion', 'panel-nextRecord']);

for (const [name, { kind }] of Object.entries(screens)) {
  if (steps.has(name)) continue;
  test(`${name}: accessible and inside its bounds, light, dark and narrow`, async ({ page, show }) => {
    const size = { width: usual[kind], height: kind === 'popup' ? 500 : 900 };
    await page.setViewportSize(size);
    await show(name);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await overflowing(page)).toEqual([]);
      await expectAccessible(page);
      await picture(page, `${name}-${colorScheme}`);
    }
    if (kind === 'popup') return;
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ ...size, width: 280 });
    expect(await overflowing(page)).toEqual([]);
    await picture(page, `${name}-narrow`);
  });
}

test.describe('on a phone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 280, height: 600 } });
  for (const name of ['popup-rows', 'popup-hostile', 'popup-offline']) {
    test(`${name} takes the width of the screen`, async ({ page, show }) => {
      await show(name);
      expect(await overflowing(page)).toEqual([]);
      await picture(page, `${name}-narrow`);
    });
  }
});

for (const name of folds) {
  test(`${name}, everything unfolded`, async ({ page, show }) => {
    await show(name);
    await unfold(page);
    for (const width of [380, 280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await overflowing(page)).toEqual([]);
      await picture(page, `${name}-unfolded-${width}`);
    }
    await expectAccessible(page);
  });
}

for (const name of mirrored) {
  test(`${name} from right to left`, async ({ page, show }) => {
    if (name.startsWith('popup')) await page.setViewportSize({ width: 400, height: 500 });
    await show(name, { lang: 'ar' });
    await unfold(page);
    expect(await overflowing(page)).toEqual([]);
    expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe('rtl');
    await expectAccessible(page);
    await picture(page, `${name}-ar`);
  });
}

test('German, the longest of our languages, fits', async ({ page, show }) => {
  await show('panel-atRisk', { lang: 'de' });
  await unfold(page);
  for (const width of [380, 280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await overflowing(page)).toEqual([]);
    await picture(page, `panel-atRisk-de-${width}`);
  }
});
