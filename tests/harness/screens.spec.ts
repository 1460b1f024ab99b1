import { expect, expectAccessible, expectContrast, look, overflowing, picture, test, unfold } from './harness.ts';
import { screens } from './states/screens.ts';

const folds = [
  'panel-atRisk',
  'panel-healthy',
  'panel-numbers',
  'panel-hostile',
  'panel-guessed',
  'panel-thin',
  'panel-left',
  'panel-paused',
  'panel-requesterWithOrganisation',
  'panel-readWell',
  'panel-readByAddress',
  'panel-sidePanel',
];
const mirrored = [
  'panel-atRisk',
  'panel-numbers',
  'panel-hostile',
  'panel-left',
  'panel-ambiguous',
  'panel-unpaired',
  'panel-loading',
  'panel-noRecord',
  'panel-lookedUp',
  'panel-tenCustomers',
  'panel-requesterAlone',
  'panel-readWell',
  'panel-removed',
  'popup-rows',
  'popup-withheld',
  'options-paired',
  'options-locked',
];

/** The width each screen usually has. Where only a phone is narrower, there is no narrow window. */
const usual = { panel: 380, options: 760, popup: 360 };

/** Steps between states; they look like the states themselves. */
const steps = new Set([
  'panel-locked',
  'panel-overdue',
  'panel-notice',
  'panel-farRenewal',
  'panel-pinned',
  'panel-newVersion',
  'panel-nextRecord',
]);

for (const [name, { kind }] of Object.entries(screens)) {
  if (steps.has(name)) continue;
  look(`${name}: accessible and inside its bounds, light, dark and narrow`, async ({ page, show }) => {
    const size = { width: usual[kind], height: kind === 'popup' ? 560 : 900 };
    await page.setViewportSize(size);
    await show(name);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await (colorScheme === 'light' ? expectAccessible(page) : expectContrast(page));
      expect(await overflowing(page)).toEqual([]);
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
      await picture(page, `${name}-narrow`, false);
    });
  }
});

for (const name of folds) {
  look(`${name}, everything unfolded`, async ({ page, show }) => {
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
  look(`${name} from right to left`, async ({ page, show }) => {
    if (name.startsWith('popup')) await page.setViewportSize({ width: 360, height: 560 });
    await show(name, { lang: 'ar' });
    await unfold(page);
    expect(await overflowing(page)).toEqual([]);
    expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe('rtl');
    await expectAccessible(page);
    await picture(page, `${name}-ar`);
  });
}

for (const name of [
  'panel-atRisk',
  'panel-numbers',
  'panel-twoCustomers',
  'panel-noRecord',
  'panel-readByAddress',
  'panel-covered',
]) {
  look(`${name}: German, the longest of our languages, fits`, async ({ page, show }) => {
    await show(name, { lang: 'de' });
    await unfold(page);
    for (const width of [380, 280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await overflowing(page)).toEqual([]);
      await picture(page, `${name}-de-${width}`);
    }
  });
}

for (const name of ['popup-rows', 'popup-withheld', 'options-locked']) {
  look(`${name}: fits in German`, async ({ page, show }) => {
    await page.setViewportSize(name.startsWith('popup') ? { width: 360, height: 560 } : { width: 760, height: 900 });
    await show(name, { lang: 'de' });
    expect(await overflowing(page)).toEqual([]);
    await picture(page, `${name}-de`);
  });
}
