import { expect, type Stub, settings, test } from '../support/dockPage.ts';

const cover = `document.documentElement.insertAdjacentHTML('beforeend',
  '<div class="cover" style="position:fixed;inset:0;z-index:2147483647;background:#fff">cover</div>')`;
const uncover = `document.querySelector('.cover').remove()`;
const isOnTop = () => document.elementFromPoint(1200, 400) === (globalThis as unknown as Stub).host();
const isThere = () => (globalThis as unknown as Stub).host() !== null;

test.describe('a page that fights the dock', () => {
  test('takes it out, or its room: both come back, and nobody is told', async ({ dock, page }) => {
    await dock.open({ dock: settings() }, '<p>text</p>');
    await page.evaluate(() => (globalThis as unknown as Stub).host()?.remove());
    expect(await page.evaluate(isThere)).toBe(false);
    await dock.later(1_100);
    expect(await dock.rect('shell')).toMatchObject({ left: 1020 });
    await page.evaluate(() => {
      for (const { name } of [...document.documentElement.attributes]) document.documentElement.removeAttribute(name);
      document.documentElement.style.cssText = 'margin:0;color:red';
    });
    expect((await dock.rectOf(page.locator('body'))).right).toBe(1400);
    await page.evaluate(() => history.pushState({}, '', '/2'));
    await expect.poll(async () => (await dock.rectOf(page.locator('body'))).right).toBe(1020);
    await dock.later(6_000);
    expect(await dock.sent('dock.trouble')).toEqual([]);
  });

  test('covers it: the dock comes to the top without being loaded again', async ({ dock, page }) => {
    await dock.open({ dock: settings() }, '<p>text</p>');
    await dock.paint();
    const panel = page.frames().find((frame) => frame.url().includes('panel.html'));
    await panel?.evaluate(() => Object.assign(globalThis, { mark: 1 }));
    await page.evaluate(cover);
    expect(await page.evaluate(isOnTop)).toBe(false);
    await dock.later(2_500);
    expect(await page.evaluate(isOnTop)).toBe(true);
    expect(await panel?.evaluate(() => (globalThis as unknown as { mark: number }).mark)).toBe(1);
    await page.evaluate(uncover);
    // Nothing that a point would find, but the panel sees it.
    await page.evaluate(cover);
    await page.evaluate(`document.querySelector('.cover').style.pointerEvents = 'none'`);
    await dock.push({ type: 'covered', covered: true });
    expect(await page.evaluate(`document.documentElement.lastElementChild.className`)).not.toBe('cover');
    await dock.push({ type: 'covered', covered: false });
    await dock.later(6_000);
    expect(await dock.sent('dock.trouble')).toEqual([]);
  });

  test('covers it again and again: the dock gives up, says why, and says when it is over', async ({ dock, page }) => {
    await dock.open({ dock: settings() }, '<p>text</p>');
    await page.evaluate(`(() => {
      ${cover};
      const cover = document.querySelector('.cover');
      globalThis.watch = new MutationObserver(() => document.documentElement.lastElementChild === cover || document.documentElement.append(cover));
      watch.observe(document.documentElement, { childList: true });
    })()`);
    for (let second = 0; second < 9; second++) await dock.later(1_000);
    expect(await dock.sent('dock.trouble')).toEqual([{ trouble: 'covered' }]);
    await page.evaluate(`watch.disconnect()`);
    await page.evaluate(uncover);
    await dock.later(6_000);
    expect(await dock.sent('dock.trouble')).toEqual([{ trouble: 'covered' }, { trouble: null }]);
  });

  test('takes it out again and again: the same; a person who asks for it gets it', async ({ dock, page }) => {
    await dock.open({ dock: settings() }, '<p>text</p>');
    await page.evaluate(() => {
      const watch = new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
          for (const node of addedNodes) if (/^X-/.test(node.nodeName)) (node as Element).remove();
      });
      Object.assign(globalThis, { watch });
      watch.observe(document.documentElement, { childList: true });
      (globalThis as unknown as Stub).host()?.remove();
    });
    for (let second = 0; second < 9; second++) await dock.later(1_000);
    expect(await page.evaluate(isThere)).toBe(false);
    expect(await dock.sent('dock.trouble')).toEqual([{ trouble: 'removed' }]);
    await page.evaluate(() => (globalThis as unknown as { watch: MutationObserver }).watch.disconnect());
    await dock.push({ type: 'toggle' });
    expect(await dock.isOpen()).toBe(false);
    expect(await dock.sent('dock.trouble')).toEqual([{ trouble: 'removed' }, { trouble: null }]);
  });

  test('opens its document anew, or puts another root into it: the dock comes back and hears', async ({
    dock,
    page,
  }) => {
    await dock.open({ dock: settings() }, '<p>text</p>');
    await page.evaluate(() => {
      document.open();
      document.write('<!doctype html><body style="margin:0">new <input id="note">');
      document.close();
    });
    expect(await page.evaluate(isThere)).toBe(false);
    await dock.later(1_100);
    expect(await dock.rect('shell')).toMatchObject({ left: 1020 });
    // No look is due any more.
    await dock.later(6_000);
    await page.evaluate(() => {
      const note = document.querySelector('#note') as HTMLElement;
      Object.assign(note.style, { position: 'fixed', right: '380px', top: '310px', height: '30px' });
      note.focus();
    });
    // What it hears of the page makes it look again: the launcher gives way to the field.
    await dock.later(1_500);
    expect(await dock.rect('launcher')).toMatchObject({ bottom: 306 });
    await page.evaluate(() =>
      document.replaceChild(document.documentElement.cloneNode(true), document.documentElement),
    );
    await dock.later(1_100);
    expect(await dock.rect('shell')).toMatchObject({ left: 1020 });
    expect(await page.evaluate(() => document.documentElement.children.length)).toBe(3);
    const opened = (await dock.sent('record.opened')).length;
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    expect(await dock.sent('record.opened')).toHaveLength(opened + 1);
  });

  test('styles everything it can name: the dock looks the same', async ({ dock, page }) => {
    const hostile = `<style>* { all: unset !important } div:empty, html > :last-child { display: none !important }
      html > * { opacity: 0 !important; transform: scale(0) !important; pointer-events: none !important; --width: 10px !important }
      [hidden], [inert] { display: none !important }</style>`;
    await dock.open({ dock: settings() }, '<p>text</p>', hostile);
    await page.evaluate(() => {
      const host = (globalThis as unknown as Stub).host() as HTMLElement;
      host.style.cssText = 'opacity:0 !important;display:none !important';
      host.animate({ opacity: 0, transform: 'translateX(500px)' }, { duration: 1, fill: 'forwards' });
    });
    expect(await dock.rect('shell')).toEqual({ left: 1020, top: 0, right: 1400, bottom: 800 });
    expect(await page.evaluate(isOnTop)).toBe(true);
    const opacity = () => getComputedStyle((globalThis as unknown as Stub).host() as HTMLElement).opacity;
    expect(await page.evaluate(opacity)).toBe('1');
    await page.evaluate(() => (globalThis as unknown as Stub).host()?.setAttribute('inert', ''));
    await dock.later(1_100);
    expect(await page.evaluate(() => (globalThis as unknown as Stub).host()?.attributes.length)).toBe(0);
    expect(await dock.read('say', (words) => getComputedStyle(words).fontFamily)).toContain('system-ui');
  });
});

test.describe('a dock that goes', () => {
  for (const [name, push] of [
    ['because there is none here', { type: 'dock', dock: null }],
    ['because access was withdrawn', { type: 'stop' }],
  ] as const)
    test(`${name} leaves the page as it was`, async ({ dock, page }) => {
      await dock.open({ dock: settings() }, '<form><textarea>half</textarea></form>');
      await page.locator('textarea').fill('half written');
      await dock.push(push);
      expect(await page.evaluate(() => document.documentElement.attributes.length)).toBe(0);
      expect(await page.evaluate(() => document.documentElement.children.length)).toBe(2);
      expect((await dock.rectOf(page.locator('body'))).right).toBe(1400);
      await expect(page.locator('textarea')).toBeFocused();
      await expect(page.locator('textarea')).toHaveValue('half written');
      await dock.later(10_000);
      expect(await page.evaluate(() => document.documentElement.children.length)).toBe(2);
      await dock.push({ type: 'dock', dock: settings() });
      await dock.later(1_000);
      expect(await page.evaluate(isThere)).toBe(push.type === 'dock');
    });

  test('and was not asked for is not there at all', async ({ dock, page }) => {
    await dock.open({ dock: null }, '<p>text</p>');
    await dock.later(10_000);
    expect(await page.evaluate(isThere)).toBe(false);
    expect(page.frames()).toHaveLength(1);
  });
});

test.describe('hints', () => {
  const hints = [
    { id: 'heading', kind: 'name', selector: 'h1' },
    { id: 'account', kind: 'link', selector: 'a.account' },
  ] as const;
  const body = `<h1 style="display:none">Before</h1><h1>  Northwind
    Analytics </h1><a class="account" href="/2">Account</a>`;

  test('are read once for a record, at rest, of what can be seen', async ({ dock, page }) => {
    await dock.open({ dock: settings(), hints: [...hints] }, body);
    expect(await dock.sent('record.hinted')).toEqual([]);
    await dock.later(6_000);
    const read = await dock.sent('record.hinted');
    const found = {
      results: [
        { id: 'heading', found: true, text: 'Northwind Analytics' },
        { id: 'account', found: true, text: 'https://crm.example/2' },
      ],
    };
    expect(read).toMatchObject([found]);
    expect(read[0]?.generation).toBe((await dock.sent('record.opened')).at(-1)?.generation);
    await page.evaluate(() => {
      history.pushState({}, '', '/2');
      (document.querySelector('a') as Element).remove();
    });
    // What the record before was called is not this one's name until nothing else comes.
    await dock.later(3_000);
    expect(await dock.sent('record.hinted')).toHaveLength(1);
    await dock.later(4_000);
    expect((await dock.sent('record.hinted')).at(-1)).toMatchObject({
      results: [
        { id: 'heading', found: true },
        { id: 'account', found: false },
      ],
    });
  });

  test('are not read while the dock is closed, and are when it is opened', async ({ dock }) => {
    await dock.open({ dock: settings({ open: false }), hints: [...hints] }, body);
    await dock.later(10_000);
    expect(await dock.sent('record.hinted')).toEqual([]);
    await dock.push({ type: 'toggle' });
    await dock.later(2_000);
    expect(await dock.sent('record.hinted')).toHaveLength(1);
  });

  test('of a page that makes them hard are not found, or short', async ({ dock }) => {
    const hard = [
      { id: 'invalid', kind: 'name', selector: 'h1[' },
      { id: 'huge', kind: 'name', selector: '.huge' },
      { id: 'script', kind: 'link', selector: '.script' },
      { id: 'clobbered', kind: 'name', selector: 'form' },
      { id: 'none', kind: 'link', selector: '.none' },
    ] as const;
    await dock.open(
      { dock: settings(), hints: [...hard] },
      `<p class="huge">${'huge '.repeat(50_000)}</p><a class="script" href="javascript:alert(1)">x</a><a class="none">x</a>
      <form>text<input name="getBoundingClientRect"></form>`,
    );
    await dock.later(6_000);
    const [{ results }] = (await dock.sent('record.hinted')) as never as [{ results: { text?: string }[] }];
    expect(results).toMatchObject([
      { id: 'invalid', found: false },
      { id: 'huge', found: true },
      { id: 'script', found: false },
      { id: 'clobbered', found: false },
      { id: 'none', found: false },
    ]);
    expect(results[1]?.text).toHaveLength(199);
  });
});
