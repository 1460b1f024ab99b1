import { expect, settings, test } from '../support/dockPage.ts';

const overlay = settings({ mode: 'overlay' });
const rail = settings({ open: false });
const fixed = (style: string, tag = 'button', more = '') =>
  `<${tag} ${more} style="position:fixed;margin:0;box-sizing:border-box;${style}">Save</${tag}>`;
const crosses = (a: { left: number; top: number; right: number; bottom: number }, b: typeof a) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

test.describe('the open panel', () => {
  test('stands beside the page, which makes room; takes neither focus nor scroll', async ({ dock, page }) => {
    await dock.open({ dock: settings() }, '<input id="note" autofocus><div style="height:3000px">tall</div>');
    expect(await dock.rect('shell')).toEqual({ left: 1020, top: 0, right: 1400, bottom: 800 });
    expect(await dock.rect('frame0')).toEqual({ left: 1026, top: 0, right: 1400, bottom: 800 });
    expect((await dock.rectOf(page.locator('body'))).right).toBe(1020);
    await expect(page.locator('#note')).toBeFocused();
    await page.evaluate(() => scrollTo(0, 500));
    await dock.push({ type: 'toggle' });
    await dock.push({ type: 'toggle' });
    expect(await page.evaluate(() => scrollY)).toBe(500);
    await expect(page.locator('#note')).toBeFocused();
    expect(await dock.sent('dock.set')).toEqual([{ open: false }, { open: true }]);
  });

  test('lies over a page that is too narrow for both, and over one that asks for it', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    await page.setViewportSize({ width: 1100, height: 800 });
    expect((await dock.rectOf(page.locator('body'))).right).toBe(1100);
    expect(await dock.rect('shell')).toEqual({ left: 720, top: 0, right: 1100, bottom: 800 });
    await page.setViewportSize({ width: 1400, height: 800 });
    expect((await dock.rectOf(page.locator('body'))).right).toBe(1020);
    await dock.push({ type: 'dock', dock: overlay });
    expect((await dock.rectOf(page.locator('body'))).right).toBe(1400);
  });

  for (const [side, dir, at] of [
    ['start', 'ltr', 'left'],
    ['end', 'rtl', 'left'],
    ['start', 'rtl', 'right'],
  ] as const)
    test(`at the ${side} of a page from ${dir} is at the ${at}`, async ({ dock, page }) => {
      await dock.open({ dock: settings({ side }) }, `<script>document.documentElement.dir='${dir}'</script>`);
      const [from, to, frameFrom, frameTo] = at === 'left' ? [0, 380, 0, 374] : [1020, 1400, 1026, 1400];
      expect(await dock.rect('shell')).toMatchObject({ left: from, right: to });
      expect(await dock.rect('frame0')).toMatchObject({ left: frameFrom, right: frameTo });
      const body = await dock.rectOf(page.locator('body'));
      expect([body.left, body.right]).toEqual(at === 'left' ? [380, 1400] : [0, 1020]);
      const [x, y] = await dock.middle('handle');
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + (at === 'left' ? 55 : -55), y);
      await page.mouse.up();
      expect(await dock.rect('shell')).toMatchObject(at === 'left' ? { right: 440 } : { left: 960 });
      await dock.push({ type: 'toggle' });
      expect(await dock.rect('launcher')).toMatchObject(
        at === 'left' ? { left: 0, right: 44 } : { left: 1356, right: 1400 },
      );
    });

  test('is covered by nothing of the dock’s own, as the panel sees it', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    await dock.paint();
    await dock.later(100);
    const panel = page.frames().find((frame) => frame.url().includes('panel.html'));
    await panel?.evaluate(() => {
      const options = { trackVisibility: true, delay: 100 } as IntersectionObserverInit;
      const see = (entries: IntersectionObserverEntry[]) =>
        Object.assign(globalThis, { isVisible: (entries.at(-1) as unknown as { isVisible: boolean }).isVisible });
      new IntersectionObserver(see, options).observe(document.documentElement);
    });
    const sees = () => panel?.evaluate(() => (globalThis as unknown as { isVisible?: boolean }).isVisible);
    await expect.poll(sees).toBe(true);
    await dock.push({ type: 'dock', dock: settings({ side: 'start', railAt: 2 }) });
    await dock.read('handle', (handle) => handle.focus());
    await expect.poll(sees).toBe(true);
    // That it can see what covers it.
    await dock.push({ type: 'toggle' });
    await expect.poll(sees).toBe(false);
  });

  test('over the page covers no Save button: its upper or lower edge gives way', async ({ dock, page }) => {
    const clear = { selectors: ['#save', '#not(valid', '.close'], top: 60, bottom: 20 };
    await dock.open(
      { dock: overlay, clear },
      fixed('right:20px;bottom:80px;width:90px;height:30px', 'button', 'id="save"') +
        fixed('right:20px;top:0;height:300px;display:none', 'button', 'class="close"'),
    );
    await dock.paint();
    await dock.later(3_000);
    expect(await dock.rect('shell')).toMatchObject({ top: 60, bottom: 686 });
    await page.evaluate(() => {
      const save = document.querySelector<HTMLElement>('#save') as HTMLElement;
      save.style.bottom = 'auto';
      save.style.top = '200px';
    });
    await dock.later(2_500);
    expect(await dock.rect('shell')).toMatchObject({ top: 234, bottom: 780 });
  });

  test('that has no room left between such buttons is a rail, and comes back when there is', async ({ dock, page }) => {
    const clear = { selectors: ['button'], top: 0, bottom: 0 };
    const buttons = [100, 300, 500, 700].map((top) => fixed(`right:20px;top:${top}px;height:30px`)).join('');
    await dock.open({ dock: overlay, clear }, buttons);
    await dock.later(3_000);
    expect(await dock.isOpen()).toBe(false);
    const launcher = await dock.rect('launcher');
    for (const button of await page.locator('button').all())
      expect(crosses(await dock.rectOf(button), launcher)).toBe(false);
    await page.evaluate(() => document.querySelectorAll('button')[1]?.remove());
    await dock.later(2_500);
    expect(await dock.isOpen()).toBe(true);
    expect(await dock.rect('shell')).toMatchObject({ top: 134, bottom: 496 });
  });

  for (const [name, show, hide] of [
    [
      'says that it is modal',
      `document.body.insertAdjacentHTML('beforeend', '<div id="d" role="dialog" aria-modal="true" style="position:fixed;inset:100px 300px">Sure?</div>')`,
      `document.querySelector('#d').remove()`,
    ],
    [
      'is the browser’s own',
      `document.querySelector('dialog').showModal()`,
      `document.querySelector('dialog').close()`,
    ],
    ['has the focus', `document.querySelector('#in').focus()`, `document.querySelector('#out').focus()`],
  ] as const)
    test(`over the page yields to a dialog that ${name}`, async ({ dock, page }) => {
      await dock.open(
        { dock: overlay },
        `<dialog>Sure?<button>Yes</button></dialog><input id="out">
        <div role="dialog" style="position:fixed;left:0;bottom:0"><input id="in"></div>`,
      );
      await dock.later(3_000);
      expect(await dock.isOpen()).toBe(true);
      await page.evaluate(show);
      await dock.later(2_500);
      expect(await dock.isOpen()).toBe(false);
      expect(await dock.read('launcher', (launcher) => launcher.ariaExpanded)).toBe('false');
      await page.evaluate(hide);
      await dock.later(2_500);
      expect(await dock.isOpen()).toBe(true);
      expect(await dock.sent('dock.set')).toEqual([]);
    });

  test('yields to nothing when a person insists, until that is over', async ({ dock, page }) => {
    await dock.open({ dock: overlay }, '<div role="dialog" style="position:fixed;inset:100px 300px">Sure?</div>');
    await dock.later(3_000);
    expect(await dock.isOpen()).toBe(false);
    await page.mouse.click(...(await dock.middle('launcher')));
    expect(await dock.isOpen()).toBe(true);
    await dock.later(3_000);
    expect(await dock.isOpen()).toBe(true);
    await page.mouse.click(...(await dock.middle('launcher')));
    expect(await dock.sent('dock.set')).toEqual([{ open: false }]);
  });

  test('beside the page stays where a dialog is', async ({ dock }) => {
    await dock.open(
      { dock: settings() },
      '<div style="height:800px"></div><div role="dialog" style="position:fixed;inset:100px 200px">Sure?</div>',
    );
    await dock.later(3_000);
    expect(await dock.isOpen()).toBe(true);
  });

  test('says so when it hears nothing; the rail does not', async ({ dock }) => {
    await dock.open({ dock: settings() });
    await dock.push({ type: 'toggle' });
    await dock.later(6_000);
    await dock.push({ type: 'toggle' });
    expect(await dock.read('say', (say) => getComputedStyle(say).display)).toBe('none');
    await dock.later(4_100);
    expect(await dock.read('say', (say) => `${getComputedStyle(say).display} ${say.innerText}`)).toMatch(
      /^block Silent/,
    );
    await dock.paint();
    expect(await dock.read('say', (say) => getComputedStyle(say).display)).toBe('none');
    await dock.later(6_000);
    await dock.push({ type: 'toggle' });
    await dock.push({ type: 'toggle' });
    await dock.later(6_000);
    expect(await dock.read('say', (say) => getComputedStyle(say).display)).toBe('none');
  });
});

test.describe('the rail', () => {
  test('is the same frames squeezed: nothing is loaded again', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    await dock.paint();
    const panel = page.frames().find((frame) => frame.url().includes('panel.html'));
    await panel?.evaluate(() => Object.assign(globalThis, { mark: 1 }));
    await dock.push({ type: 'toggle' });
    expect(await dock.rect('frame0')).toEqual({ left: 1356, top: 304, right: 1400, bottom: 436 });
    expect(await panel?.evaluate(() => [innerWidth, innerHeight])).toEqual([44, 132]);
    expect((await dock.rectOf(page.locator('body'))).right).toBe(1400);
    await dock.push({ type: 'toggle' });
    expect(await panel?.evaluate(() => [innerWidth, (globalThis as unknown as { mark: number }).mark])).toEqual([
      374, 1,
    ]);
  });

  test('is made when the page is loaded and idle', async ({ dock, page }) => {
    await dock.open({ dock: rail });
    expect(page.frames()).toHaveLength(1);
    await dock.later(3_000);
    await expect.poll(() => page.frames().length).toBe(2);
  });

  test('shows the launcher’s icon until the panel has painted this record', async ({ dock, page }) => {
    await dock.open({ dock: rail });
    const background = () => dock.read('launcher', (launcher) => getComputedStyle(launcher).backgroundColor);
    await dock.later(3_000);
    expect(await background()).not.toContain('rgba');
    await dock.paint();
    await dock.later(100);
    expect(await background()).toBe('rgba(0, 0, 0, 0)');
    await page.evaluate(() => history.pushState({}, '', '/2'));
    await expect.poll(background).not.toContain('rgba');
  });

  test('moves up or down from what it would cover, and stays in the window', async ({ dock, page }) => {
    await dock.open(
      { dock: rail, clear: { selectors: ['#save'], top: 0, bottom: 0 } },
      fixed('right:0;top:340px;width:60px;height:40px', 'a', 'href="/2" id="link"') +
        fixed('right:0;top:100px;width:60px;height:60px', 'button', 'id="save"') +
        fixed('right:0;top:380px;width:60px;height:40px', 'span', 'role="button" id="more"'),
    );
    await dock.later(3_000);
    const launcher = await dock.rect('launcher');
    for (const id of ['link', 'save', 'more'])
      expect([id, crosses(await dock.rectOf(page.locator(`#${id}`)), launcher)]).toEqual([id, false]);
    expect(launcher).toEqual({ left: 1356, top: 204, right: 1400, bottom: 336 });
    await page.setViewportSize({ width: 1400, height: 200 });
    await dock.later(2_000);
    const low = await dock.rect('launcher');
    expect([low.top >= 0, low.bottom <= 200]).toEqual([true, true]);
  });

  test('for good: opened over the page by a person, for one record', async ({ dock, page }) => {
    // The background answers for a new record that a rail is closed.
    await dock.open({ dock: settings({ mode: 'rail', open: false }) });
    expect(await dock.isOpen()).toBe(false);
    await page.mouse.click(...(await dock.middle('launcher')));
    expect(await dock.isOpen()).toBe(true);
    expect((await dock.rectOf(page.locator('body'))).right).toBe(1400);
    await page.evaluate(() => history.pushState({}, '', '/2'));
    await dock.later(1_000);
    expect(await dock.isOpen()).toBe(false);
    expect(await dock.sent('dock.set')).toEqual([{ open: true }]);
  });
});
