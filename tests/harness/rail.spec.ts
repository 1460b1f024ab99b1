import { expect, expectAccessible, look, picture } from './harness.ts';

const rail = { width: 44, height: 132 };

/** What a screen reader is told of each state while the panel is a rail. */
const told: Record<string, string> = {
  'panel-starting': 'Loading…',
  'panel-loading': 'Loading…',
  'panel-healthy': 'Healthy, renewal in 143 days, Open actions: 0',
  'panel-atRisk': 'At risk, renewal in 23 days, Open actions: 3',
  'panel-answered': 'At risk, renewal in 23 days, Open actions: 1',
  'panel-guessed': 'At risk, renewal in 23 days, Open actions: 1',
  'panel-overdue': 'Critical, renewal 12 days ago, Open actions: 3',
  'panel-farRenewal': 'Watch, renewal in 1,200 days, Open actions: 0',
  'panel-nothing': 'Unknown, Open actions: 0',
  'panel-noRecord': 'No customer here',
  'panel-noCustomer': 'No known customer',
  'panel-ambiguous': 'Ambiguous',
  'panel-offline': 'Offline',
  'panel-unpaired': 'Not connected yet',
};

for (const [name, words] of Object.entries(told)) {
  look(`${name} as a rail: told in words, inside its bounds, nothing to press`, async ({ page, show }) => {
    await page.setViewportSize(rail);
    await show(name);
    await expect(page.getByTestId('rail')).toHaveAttribute('aria-label', words);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // A frame of another page has that page's headings around it.
      await expectAccessible(page, ['page-has-heading-one']);
      await picture(page, `rail-${name.slice(6)}-${colorScheme}`);
    }
    const seen = await page.evaluate(() => {
      const inside = (element: Element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
      };
      const shown = [...document.querySelectorAll('.panel *')].filter((element) => element.checkVisibility());
      return {
        outside: shown.filter((element) => !inside(element)).map((element) => element.outerHTML),
        controls: shown.filter((element) => element.matches('button, a, input, summary, [tabindex]')).length,
        scrolls:
          document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth,
      };
    });
    expect(seen).toEqual({ outside: [], controls: 0, scrolls: false });
  });
}

look('in a panel as wide as a panel there is no rail', async ({ page, show }) => {
  await page.setViewportSize({ width: 320, height: 600 });
  await show('panel-atRisk');
  await expect(page.getByTestId('rail')).toBeHidden();
});

look('a rail from right to left', async ({ page, show }) => {
  await page.setViewportSize(rail);
  await show('panel-overdue', { lang: 'ar' });
  await expect(page.getByTestId('rail')).toBeVisible();
  await picture(page, 'rail-overdue-ar');
});
