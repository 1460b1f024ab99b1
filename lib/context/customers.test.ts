import { describe, expect, it } from 'vitest';
import { pairedExtension, ticket, ticketUrl } from '../../tests/support/extension.ts';
import { people, problemReply } from '../../tests/support/extensionBackend.ts';
import { until } from '../../tests/support/extensionClock.ts';
import type { RecordRef } from '../contract/record.ts';

const host = 'acme.lightning.force.com';
const salesforce = (object: string, id: string): RecordRef => ({ system: 'salesforce', instance: host, object, id });
/** A case, and the account in whose workspace it is opened. */
const own = salesforce('Case', '500xx000003DGbQAAW');
const around = salesforce('Account', '001xx000003DGbQAAW');
const caseUrl = (id: string) => `https://${host}/lightning/r/Case/${id}/view`;
/** A case in a subtab of an account's workspace. */
const subtabUrl = `${caseUrl(own.id)}?ws=%2Flightning%2Fr%2FAccount%2F001xx000003DGbQAAW%2Fview`;

/** A paired extension with the customers `a1`, `a2` and `a3`, and a panel. */
async function customers() {
  const { ext, backend, tab } = await pairedExtension();
  for (const [id, name] of [
    ['a1', 'Acme'],
    ['a2', 'Bolt'],
    ['a3', 'Cobalt'],
  ] as const)
    backend.put(id, name);
  const panel = ext.panel(tab);
  const ids = () => panel.last()?.customers.map(({ accountId }) => accountId);
  const rules = () => panel.last()?.customers.map(({ evidence }) => evidence.map(({ rule }) => rule).join());
  return { ext, backend, tab, panel, ids, rules };
}

describe('the customers of a screen', () => {
  it('are none when there is one', async () => {
    const { ext, backend, tab, panel, ids } = await customers();
    backend.put('a1', 'Acme', ticket(1));
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    expect(ids()).toEqual([]);
    expect(panel.last()?.by).toBe('record');
  });

  it('are the record’s own and its others; the list stays while another one is shown, and the person goes back', async () => {
    const { ext, backend, tab, panel, ids } = await customers();
    backend.put('a1', 'Acme', ticket(1));
    backend.putOthers(ticket(1), 'a2', 'a1', 'a3');
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    expect(ids()).toEqual(['a1', 'a2', 'a3']);
    expect(panel.last()?.customers[0]?.name).toBe('Acme');
    await panel.choose('a3');
    await panel.ready('a3');
    expect([ids(), panel.last()?.by, panel.last()?.record]).toEqual([['a1', 'a2', 'a3'], 'person', ticket(1)]);
    await panel.choose(null);
    await panel.ready('a1');
    expect([ids(), panel.last()?.by]).toEqual([['a1', 'a2', 'a3'], 'record']);
    expect(panel.last()?.context?.resolution.confidence).toBe('verified');
  });

  it('are the record’s own again when the person picks that one from the list', async () => {
    const { ext, backend, tab, panel } = await customers();
    backend.put('a1', 'Acme', ticket(1));
    backend.putOthers(ticket(1), 'a2');
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    await panel.choose('a2');
    await panel.ready('a2');
    await panel.choose('a1');
    await panel.ready('a1');
    expect(panel.last()).toMatchObject({ by: 'record', context: { resolution: { confidence: 'verified' } } });
  });

  it('are the candidates of a record that fits several, the first as good as the others', async () => {
    const { ext, backend, tab, panel, ids } = await customers();
    backend.putAmbiguous(ticket(1), 'a2', 'a3');
    await ext.opened(tab, ticketUrl(1));
    await until(() => panel.last()?.context?.resolution.confidence === 'ambiguous');
    expect(ids()).toEqual(['a2', 'a3']);
    await panel.choose('a2');
    await panel.ready('a2');
    expect([ids(), panel.last()?.by]).toEqual([['a2', 'a3'], 'person']);
  });

  it('are still offered when the chosen one cannot be shown', async () => {
    const { ext, backend, tab, panel, ids } = await customers();
    backend.put('a1', 'Acme', ticket(1));
    backend.putOthers(ticket(1), 'gone');
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    await panel.choose('gone');
    expect(panel.last()).toMatchObject({ phase: 'problem', problem: 'unknownRecord', context: null });
    expect(ids()).toEqual(['a1', 'gone']);
    // Nobody is asked now; why the one before could not be shown says nothing about this one.
    await ext.ask('dock.set', { open: false }, ext.sender(tab));
    await panel.choose(null);
    expect(panel.last()).toMatchObject({ phase: 'ready', problem: null });
  });

  it('are not those that the person before has chosen', async () => {
    const { ext, backend, tab, panel } = await customers();
    backend.put('a1', 'Acme', ticket(1));
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    await panel.choose('a3');
    await panel.ready('a3');
    await ext.page('session.signOut', {});
    await panel.problem('notPaired');
    await ext.pair(people.grace);
    await panel.ready('a1');
    expect(panel.last()?.by).toBe('record');
  });

  it('are not those of a choice that arrives when the tab shows another record already', async () => {
    const { ext, backend, tab, panel } = await customers();
    for (const n of [1, 2]) backend.put(`a${n}`, `Acme ${n}`, ticket(n));
    await ext.opened(tab, ticketUrl(1));
    await panel.ready('a1');
    const generation = panel.last()?.generation;
    await ext.opened(tab, ticketUrl(2));
    await panel.choose('a3', { generation });
    await panel.ready('a2');
    expect(panel.last()).toMatchObject({ by: 'record', record: ticket(2) });
    await panel.choose('a3');
    await panel.ready('a3');
  });

  it('are chosen on a page without a record too, until the tab shows another page', async () => {
    const { ext, tab, panel } = await customers();
    await ext.opened(tab, tab.url);
    await until(() => panel.last()?.phase === 'noRecord');
    await panel.choose('a2');
    await panel.ready('a2');
    expect(panel.last()).toMatchObject({ by: 'person', record: null, customers: [] });
    await ext.opened(tab, tab.url);
    await until(() => panel.last()?.generation === tab.generation);
    expect(panel.last()).toMatchObject({ phase: 'noRecord', by: 'record', context: null });
  });
});

describe('the record around this one', () => {
  it('adds its customer when that is another one, once it is known, and says why', async () => {
    const { ext, backend, tab, panel, ids, rules } = await customers();
    backend.put('a1', 'Acme', own);
    backend.put('a2', 'Bolt', around);
    await ext.opened(tab, subtabUrl);
    await panel.ready('a1');
    await until(() => ids()?.length === 2);
    expect([ids(), rules()]).toEqual([
      ['a1', 'a2'],
      ['', 'workspace'],
    ]);
    expect(panel.last()?.detection?.parent).toEqual(around);
    expect(backend.countOf('/v1/context')).toBe(2);
    // From the cache it is there with the first state.
    await ext.opened(tab, caseUrl('500xx000003DGbR'));
    await until(() => panel.last()?.generation === tab.generation);
    await ext.opened(tab, subtabUrl);
    await until(() => panel.last()?.generation === tab.generation);
    const first = panel.states.find(({ generation }) => generation === tab.generation);
    expect(first?.customers.map(({ accountId }) => accountId)).toEqual(['a1', 'a2']);
  });

  it('adds nobody when it is the same customer’s, when it is unknown, and when the record itself leads nowhere', async () => {
    const { ext, backend, tab, panel, ids } = await customers();
    backend.put('a1', 'Acme', own, around);
    await ext.opened(tab, subtabUrl);
    await panel.ready('a1');
    await until(() => backend.countOf('/v1/context') === 2);
    await panel.ask('panel.refresh', {});
    expect(ids()).toEqual([]);
    backend.forget(around);
    await panel.ask('panel.refresh', {});
    expect([ids(), panel.last()?.phase, panel.last()?.problem]).toEqual([[], 'ready', null]);
    backend.put('a2', 'Bolt', around);
    backend.forget(own);
    await panel.ask('panel.refresh', {});
    await panel.problem('unknownRecord');
    expect(ids()).toEqual([]);
    backend.putAmbiguous(own, 'a1', 'a3');
    await panel.ask('panel.refresh', {});
    expect([ids(), panel.last()?.phase]).toEqual([['a1', 'a3'], 'ready']);
  });

  it('is asked for after the record’s own, and not while the dock is collapsed', async () => {
    const { ext, backend, tab, panel } = await customers();
    backend.put('a1', 'Acme', own);
    backend.override = (_request, path) => (path.includes(around.id) ? problemReply(503, 'serverError') : null);
    await ext.opened(tab, subtabUrl);
    await panel.ready('a1');
    await until(() => backend.countOf('/v1/context') === 2);
    expect(
      backend.requests.filter(({ path }) => path.startsWith('/v1/context')).map(({ path }) => path.includes(own.id)),
    ).toEqual([true, false]);
    expect(panel.last()).toMatchObject({ phase: 'ready', problem: null });
    await ext.ask('dock.set', { open: false }, ext.sender(tab));
    await panel.ask('panel.refresh', {});
    expect(backend.countOf('/v1/context')).toBe(2);
  });
});
