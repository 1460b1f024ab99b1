import { describe, expect, it } from 'vitest';
import { listUrl, pairedExtension, ticket, ticketUrl } from '../../tests/support/extension.ts';
import { until } from '../../tests/support/extensionClock.ts';

/** A tab with the customer `a1` on its panel. */
async function working() {
  const { ext, backend, tab } = await pairedExtension();
  backend.put('a1', 'Acme', ticket(1));
  const panel = ext.panel(tab);
  await ext.opened(tab, ticketUrl(1));
  await panel.ready('a1');
  const told = (id = tab.id) =>
    ext.pushes.filter(({ tabId, push }) => tabId === id && push.type !== 'painted').map(({ push }) => push);
  ext.pushes.length = 0;
  return { ext, backend, tab, panel, told };
}

describe('where the panel is', () => {
  it('is in the page, until the person moves it: then the docks are taken out, and asked back when it returns', async () => {
    const { ext, tab, told } = await working();
    expect(await ext.page('settings.get', {})).toMatchObject({
      place: 'page',
      locked: { place: false },
      backend: null,
    });
    await until(() => ext.places.at(-1) === 'page');
    await ext.page('place.set', { place: 'browser' });
    expect([told(), ext.places.at(-1)]).toEqual([[{ type: 'dock', dock: null }], 'browser']);
    expect(await ext.opened(tab, ticketUrl(1))).toMatchObject({ ok: true, dock: null });
    ext.restart();
    await until(() => ext.places.length > 3);
    expect(await ext.page('settings.get', {})).toMatchObject({ place: 'browser' });
    await ext.page('place.set', { place: 'page' });
    expect(told().at(-1)).toEqual({ type: 'announce' });
    expect(await ext.opened(tab, ticketUrl(1))).toMatchObject({ dock: { open: true } });
  });

  it('is where the organisation has put it, and then the person cannot move it', async () => {
    const { ext, told } = await working();
    ext.policy = { place: 'browser', backend: null };
    ext.worker.background.policyChanged();
    await until(() => told().some((push) => push.type === 'dock' && push.dock === null));
    expect(await ext.page('settings.get', {})).toMatchObject({ place: 'browser', locked: { place: true } });
    expect(await ext.page('place.set', { place: 'page' })).toMatchObject({ ok: false, code: 'forbidden' });
    expect((await ext.disk()).values).not.toContain('place');
    await until(() => ext.places.at(-1) === 'browser');
  });
});

describe('the backend of the organisation', () => {
  it('is the only one to pair with', async () => {
    const { ext, backend } = await working();
    ext.policy = { place: null, backend: 'https://other.example/' };
    ext.worker.background.policyChanged();
    expect(await ext.page('settings.get', {})).toMatchObject({
      backend: 'https://other.example',
      locked: { backend: true, place: false },
    });
    const asked = backend.requests.length;
    const wrong = await ext.page('session.pair', { backend: backend.origin, code: 'ABCD' });
    expect([wrong, backend.requests.length]).toEqual([
      expect.objectContaining({ ok: false, code: 'forbidden' }),
      asked,
    ]);
    await ext.page('session.pair', { backend: 'other.example', code: 'ABCD' });
    expect(backend.requests.length).toBe(asked + 1);
  });

  it('ends a pairing with another one as long as it holds: nothing is shown, nothing asked', async () => {
    const { ext, backend, panel } = await working();
    ext.policy = { place: null, backend: 'https://other.example' };
    ext.worker.background.policyChanged();
    await panel.problem('notPaired');
    const asked = backend.countOf('/v1');
    expect(await ext.page('watchlist.get', {})).toMatchObject({ code: 'notPaired' });
    await panel.ask('panel.refresh', {});
    expect([backend.countOf('/v1'), panel.last()?.context]).toEqual([asked, null]);
    ext.policy = { place: null, backend: null };
    ext.worker.background.policyChanged();
    await panel.ready('a1');
  });

  it('binds nobody when it is no address', async () => {
    const { ext, panel } = await working();
    ext.policy = { place: null, backend: 'ftp://x' };
    ext.worker.background.policyChanged();
    expect(await ext.page('settings.get', {})).toMatchObject({ backend: null, locked: { backend: false } });
    await panel.ask('panel.refresh', {});
    await panel.ready('a1');
  });
});

describe('access that the browser withdraws', () => {
  it('takes the customer off, asks nobody, and sends the content script away; and everything is back with it', async () => {
    const { ext, backend, tab, panel, told } = await working();
    const forgotten = ext.forgotten.length;
    ext.withheld.add('cobalt.zendesk.com');
    ext.worker.background.accessChanged();
    await panel.problem('permissionNeeded');
    expect(panel.last()?.context).toBeNull();
    expect(told()).toEqual([{ type: 'stop' }]);
    expect(ext.forgotten.length).toBe(forgotten + 1);
    const asked = backend.requests.length;
    await panel.ask('panel.refresh', {});
    await ext.opened(tab, ticketUrl(1));
    await until(() => panel.last()?.generation === tab.generation);
    expect([backend.requests.length, panel.last()?.problem]).toEqual([asked, 'permissionNeeded']);
    ext.withheld.clear();
    ext.worker.background.accessChanged();
    await panel.ready('a1');
  });
});

describe('what a tab shows, for the popup', () => {
  it('is its state, and its CRM', async () => {
    const { ext, tab } = await working();
    const shown = await ext.page('tab.get', { tabId: tab.id });
    expect(shown).toMatchObject({ ok: true, system: 'zendesk', state: { phase: 'ready', record: ticket(1) } });
    await ext.opened(tab, listUrl);
    expect(await ext.page('tab.get', { tabId: tab.id })).toMatchObject({
      system: 'zendesk',
      state: { phase: 'noRecord' },
    });
  });

  it('is nothing of a page that is gone or was never heard of; its CRM is told where the browser names the address', async () => {
    const { ext, tab } = await working();
    const other = ext.tab(2);
    other.url = ticketUrl(5);
    expect(await ext.page('tab.get', { tabId: 2 })).toEqual({ ok: true, state: null, system: 'zendesk' });
    expect(await ext.page('tab.get', { tabId: 77 })).toEqual({ ok: true, state: null, system: null });
    ext.deaf.add(tab.id);
    tab.url = 'https://elsewhere.example/';
    expect(await ext.page('tab.get', { tabId: tab.id })).toEqual({ ok: true, state: null, system: null });
  });
});
