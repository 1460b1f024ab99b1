import { expect, settings, test } from '../support/dockPage.ts';

const rail = settings({ open: false });
const active = () => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.id || at?.tagName.replace(/^X-\d.*/, 'dock');
};

test.describe('a person', () => {
  test('drags the handle: the width goes in steps, and is sent once', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    const [x, y] = await dock.middle('handle');
    await page.mouse.move(x, y);
    await page.mouse.down();
    // Over the frame as well.
    await page.mouse.move(x + 40, y);
    expect(await dock.rect('shell')).toMatchObject({ left: 1060 });
    await page.mouse.move(x - 900, y);
    expect(await dock.rect('shell')).toMatchObject({ left: 840 });
    expect((await dock.rectOf(page.locator('body'))).right).toBe(840);
    await page.mouse.move(x - 78, y);
    await page.mouse.up();
    expect(await dock.rect('shell')).toMatchObject({ left: 940 });
    expect(await dock.read('handle', (handle) => handle.ariaValueNow)).toBe('460');
    expect(await dock.sent('dock.set')).toEqual([{ width: 460 }]);
    await page.mouse.move(x, y);
    expect(await dock.rect('shell')).toMatchObject({ left: 940 });
  });

  test('changes the width by keyboard, and moves the rail', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    expect(
      await dock.read('handle', (handle) => [
        handle.role,
        handle.ariaOrientation,
        handle.ariaLabel,
        handle.ariaValueMin,
      ]),
    ).toEqual(['separator', 'vertical', 'Width', '320']);
    await dock.read('handle', (handle) => handle.focus());
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight']) await page.keyboard.press(key);
    expect(await dock.rect('shell')).toMatchObject({ left: 1000 });
    await dock.later(400);
    expect(await dock.sent('dock.set')).toEqual([{ width: 400 }]);
    await page.keyboard.press('Home');
    expect(await dock.rect('shell')).toMatchObject({ left: 1080 });
    await page.keyboard.press('End');
    expect(await dock.rect('shell')).toMatchObject({ left: 840 });
    await page.keyboard.press('Control+ArrowRight');
    expect(await dock.rect('shell')).toMatchObject({ left: 840 });
    await dock.push({ type: 'toggle' });
    await dock.read('launcher', (launcher) => launcher.focus());
    for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowDown');
    await dock.later(2_000);
    expect(await dock.rect('launcher')).toMatchObject({ top: 668, bottom: 800 });
    expect((await dock.sent('dock.set')).at(-1)).toEqual({ railAt: 90 });
    expect(await dock.sent('dock.set')).toContainEqual({ width: 560, open: false });
  });

  test('keeps a width by key that nobody else knows yet, when the panel is moved meanwhile', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    await dock.read('handle', (handle) => handle.focus());
    await page.keyboard.press('ArrowLeft');
    await dock.push({ type: 'dock', dock: settings({ side: 'start' }) });
    expect(await dock.rect('shell')).toMatchObject({ left: 0, right: 400 });
    await dock.later(400);
    expect(await dock.sent('dock.set')).toEqual([{ width: 400 }]);
    // Now everybody knows, and somebody else may change it.
    await dock.push({ type: 'dock', dock: settings({ side: 'start', width: 440 }) });
    expect(await dock.rect('shell')).toMatchObject({ left: 0, right: 440 });
  });

  test('drags the rail, which does not open it; a click does', async ({ dock, page }) => {
    await dock.open({ dock: rail });
    const [x, y] = await dock.middle('launcher');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 10, y - 144);
    expect(await dock.rect('launcher')).toMatchObject({ top: 160 });
    await page.mouse.up();
    expect(await dock.isOpen()).toBe(false);
    expect(await dock.sent('dock.set')).toEqual([{ railAt: 20 }]);
    await dock.later(2_000);
    expect(await dock.rect('launcher')).toMatchObject({ top: 160 });
    await page.mouse.click(...(await dock.middle('launcher')));
    expect(await dock.isOpen()).toBe(true);
    expect((await dock.sent('dock.set')).at(-1)).toEqual({ open: true });
    await page.mouse.click(...(await dock.middle('launcher')));
    expect(await dock.isOpen()).toBe(false);
  });

  test('is not what a page makes up', async ({ dock, page }) => {
    await dock.open({ dock: settings() });
    for (const part of ['launcher', 'handle', 'say'] as const)
      await dock.read(part, (element) => {
        const target = element.querySelector('button') ?? element;
        target.click();
        const at = { bubbles: true, clientX: 1, clientY: 1, pointerId: 1 };
        for (const type of ['pointerdown', 'pointermove', 'pointerup'])
          target.dispatchEvent(new PointerEvent(type, at));
        for (const key of ['ArrowLeft', 'ArrowDown', 'Enter'])
          target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      });
    // A press that nobody made is not held by the next real move.
    await page.mouse.move(...(await dock.middle('handle')));
    await page.mouse.move(900, 400);
    await dock.later(1_000);
    expect(await dock.isOpen()).toBe(true);
    expect(await dock.rect('shell')).toMatchObject({ left: 1020 });
    expect(await dock.sent('dock.set')).toEqual([]);
    expect(await dock.sent('record.opened')).toHaveLength(1);
  });
});

test.describe('the focus', () => {
  const body = `<input id="note"><div id="outer"></div><script>
    document.querySelector('#outer').attachShadow({ mode: 'open' }).innerHTML = '<input id="inner">'</script>
    <div style="height:2000px">tall</div>`;

  for (const id of ['note', 'inner'])
    test(`goes into the panel by command and back to #${id}`, async ({ dock, page }) => {
      await dock.open({ dock: rail }, body);
      await page.locator(`#${id}`).focus();
      await page.evaluate(() => scrollTo(0, 300));
      await dock.push({ type: 'focus' });
      expect(await page.evaluate(active)).toBe('dock');
      expect(await dock.isOpen()).toBe(true);
      await dock.push({ type: 'focus' });
      expect(await page.evaluate(active)).toBe(id);
      await dock.push({ type: 'focus' });
      await dock.push({ type: 'leave' });
      expect(await page.evaluate(active)).toBe(id);
      expect(await page.evaluate(() => scrollY)).toBe(300);
    });

  test('of a person who clicked into the panel goes back to where it was', async ({ dock, page }) => {
    await dock.open({ dock: settings() }, body);
    await dock.paint();
    await dock.later(100);
    await page.locator('#note').click();
    await page.mouse.click(1200, 300);
    await expect.poll(() => page.evaluate(active)).toBe('dock');
    await dock.push({ type: 'leave' });
    expect(await page.evaluate(active)).toBe('note');
    await page.mouse.click(300, 600);
    await dock.later(500);
    await page.mouse.click(1200, 300);
    await expect.poll(() => page.evaluate(active)).toBe('dock');
    await dock.push({ type: 'leave' });
    expect(await page.evaluate(active)).toBe('BODY');
  });

  test('leaves a panel that is closed, and stays in the page when the launcher is clicked', async ({ dock, page }) => {
    await dock.open({ dock: settings() }, body);
    await page.locator('#note').focus();
    await page.mouse.click(...(await dock.middle('launcher')));
    expect([await dock.isOpen(), await page.evaluate(active)]).toEqual([false, 'note']);
    await page.mouse.click(...(await dock.middle('launcher')));
    expect([await dock.isOpen(), await page.evaluate(active)]).toEqual([true, 'note']);
    await dock.push({ type: 'focus' });
    await dock.push({ type: 'dock', dock: rail });
    expect([await dock.isOpen(), await page.evaluate(active)]).toEqual([false, 'note']);
    await dock.push({ type: 'focus' });
    await dock.push({ type: 'dock', dock: null });
    expect(await page.evaluate(active)).toBe('note');
  });

  test('closing by keyboard gives back the focus; Escape does nothing', async ({ dock, page }) => {
    await dock.open({ dock: settings() }, body);
    await page.locator('#note').focus();
    await dock.read('launcher', (launcher) => launcher.focus());
    await page.keyboard.press('Escape');
    expect(await dock.isOpen()).toBe(true);
    await page.keyboard.press('Enter');
    expect([await dock.isOpen(), await page.evaluate(active)]).toEqual([false, 'note']);
  });

  test('does not walk into the rail, but finds its launcher', async ({ dock, page }) => {
    await dock.open({ dock: rail }, '<input id="note">');
    await dock.later(3_000);
    await expect.poll(() => page.frames().length).toBe(2);
    await page.frames()[1]?.waitForLoadState();
    const focused = () =>
      dock.read('holder', (holder) => (holder.getRootNode() as ShadowRoot).activeElement?.localName ?? null);
    await page.locator('#note').focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('button');
    await page.keyboard.press('Tab');
    expect(await focused()).toBeNull();
    await dock.push({ type: 'toggle' });
    await dock.read('handle', (handle) => handle.focus());
    await page.keyboard.press('Tab');
    // The frame has a process of its own, which takes the focus when it comes to it.
    await expect.poll(focused).toBe('iframe');
  });
});
