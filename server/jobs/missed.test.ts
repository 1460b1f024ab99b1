import { afterEach, expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { vendorDeps } from '../../tests/support/vendorServer.ts';
import type { Source } from '../domain/model.ts';
import type { ConnectorDeps } from '../domain/ports.ts';
import { sandboxConfig } from '../sandbox/sandboxConfig.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';
import { acceptEvents } from '../store/refetch.ts';
import { readSourceList } from '../store/sourceStatus.ts';
import { syncAll } from './syncAll.ts';

const tenantId = 't';
const nowMs = Date.parse('2026-11-21T00:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;

/** Takes the time of one ticket out of what Zendesk answers. */
const withoutTime =
  (ticket: string): typeof fetch =>
  async (...request) => {
    const answer = await fetch(...request);
    if (!answer.url.includes('tickets/cursor')) return answer;
    const body = (await answer.json()) as { tickets: { id: number; updated_at?: string }[] };
    for (const row of body.tickets) if (String(row.id) === ticket) delete row.updated_at;
    return Response.json(body);
  };

describeStores('what an odd answer has hidden', (stores) => {
  let sandbox: Sandbox | null = null;
  afterEach(async () => {
    await sandbox?.close();
    sandbox = null;
  });

  /** A source of the sandbox that was pulled once, an hour after the beginning. */
  async function start(source: Source, accounts = 20, isPulled = true) {
    const store = await stores.open();
    const world = await startSandbox({ port: 0, seed: 7, accounts, nowMs });
    sandbox = world;
    const sources = sandboxConfig(world.url).sources.filter((c) => c.source === source);
    const pull = async (at: number, own: Partial<ConnectorDeps> = {}) => {
      const deps = vendorDeps({ now: () => at, ...own });
      const [outcome] = await syncAll({ store, tenantId, sources, deps, onProgress: () => undefined });
      return outcome?.error ?? null;
    };
    const rows = (kind: string) =>
      store.db.selectFrom('source_record').selectAll().where('kind', '=', kind).orderBy('id').execute();
    const body = async (kind: string, id: string) =>
      JSON.parse((await rows(kind)).find((row) => row.id === id)?.body ?? '{}');
    const live = async (kind: string) => (await rows(kind)).filter((row) => row.deleted === 0).length;
    const status = async (at: number) =>
      (await readSourceList(store, tenantId, sources, at)).sources.find((s) => s.source === source);
    const drift = async (at: number) =>
      (await status(at))?.drift.map(({ stream, field, what }) => [stream, field, what]);
    const name = (stream: string, id: string) =>
      acceptEvents(store, tenantId, source, [{ key: `${stream} ${id}`, stream, id }], nowMs + hour);
    if (isPulled) expect(await pull(nowMs + hour)).toBe(null);
    return { world, pull, rows, body, live, status, drift, name };
  }

  it('a record that a webhook names, of a stream that is not shown, does not keep the source from being pulled', async () => {
    const { world, pull, rows, body, name } = await start('stripe', 200);
    const [refund, invoice] = [(await rows('refund'))[0]?.id ?? '', (await rows('invoice'))[0]?.id ?? ''];
    await name('refunds', refund);
    world.faults.add({ vendor: 'stripe', what: 'forbidden', match: '/v1/refunds', times: null });
    world.vendors.stripe.change('invoices', invoice, { total: 4711 }, nowMs + 1.5 * hour);
    expect(await pull(nowMs + 2 * hour)).toBe(null);
    expect((await body('invoice', invoice)).total).toBe(4711);
  });

  it('a stream that can be done without and is refused on a later page removes nothing', async () => {
    const { world, pull, live } = await start('hubspot', 800);
    const before = await live('feedback_submission');
    expect(before).toBeGreaterThan(100);
    const match = 'objects/2026-03/feedback_submissions?';
    world.faults.add({ vendor: 'hubspot', what: 'slow', seconds: 0, match, times: 1 });
    world.faults.add({ vendor: 'hubspot', what: 'forbidden', match, times: 1 });
    expect(await pull(nowMs + 9 * day)).toContain('does not let this credential read');
    expect(await live('feedback_submission')).toBe(before);
    expect(await pull(nowMs + 9.1 * day)).toBe(null);
    expect(await live('feedback_submission')).toBe(before);
  });

  it('a named record whose row cannot be read is not gone, and is asked for again', async () => {
    const { world, pull, rows, live, status, drift, name } = await start('zendesk');
    const ticket = (await rows('ticket'))[0]?.id ?? '';
    const before = await live('ticket');
    await name('tickets', ticket);
    world.faults.add({ vendor: 'zendesk', what: 'missing', field: 'updated_at', match: 'show_many', times: 1 });
    await pull(nowMs + 2 * hour);
    expect(await live('ticket')).toBe(before);
    expect((await status(nowMs + 2 * hour))?.waiting).toBe(1);
    await pull(nowMs + 3 * hour);
    expect(await live('ticket')).toBe(before);
    expect((await status(nowMs + 3 * hour))?.waiting).toBe(0);
    expect(await drift(nowMs + 3 * hour)).toEqual([['tickets', '*', 'unreadable']]);
  });

  it('a changed row that could not be read is read within a day', async () => {
    const { world, pull, rows, body, drift } = await start('zendesk');
    const [a, b] = (await rows('ticket')).map((row) => row.id) as [string, string];
    world.vendors.zendesk.change('tickets', a, { subject: 'New' }, nowMs + 1.2 * hour);
    world.vendors.zendesk.change('tickets', b, { subject: 'New' }, nowMs + 1.4 * hour);
    await pull(nowMs + 2 * hour, { fetch: withoutTime(a) });
    expect(await drift(nowMs + 2 * hour)).toEqual([['tickets', '*', 'unreadable']]);
    for (const at of [3 * hour, 30 * hour]) await pull(nowMs + at);
    expect((await body('ticket', a)).subject).toBe('New');
    expect((await body('ticket', b)).subject).toBe('New');
    expect(await drift(nowMs + 30 * hour)).toEqual([]);
  });

  /** Two invoices that change while their total is missing, and one of them once more when it is back. */
  async function changedDuringDrift() {
    const started = await start('stripe');
    const { world, pull, rows } = started;
    const [a, b] = (await rows('invoice')).map((row) => row.id) as [string, string];
    world.faults.add({ vendor: 'stripe', what: 'missing', field: 'total', times: null });
    world.vendors.stripe.change('invoices', a, { total: 4711 }, nowMs + 1.2 * hour);
    world.vendors.stripe.change('invoices', b, { amount_paid: 1 }, nowMs + 1.5 * hour);
    await pull(nowMs + 2 * hour);
    world.faults.clear();
    world.vendors.stripe.change('invoices', b, { total: 4712 }, nowMs + 2.2 * hour);
    return { ...started, a, b };
  }

  it('a field that a webhook shows to be back is read again everywhere', async () => {
    const { pull, body, drift, name, a, b } = await changedDuringDrift();
    await name('invoices', b);
    await pull(nowMs + 3 * hour);
    expect([(await body('invoice', a)).total, (await body('invoice', b)).total]).toEqual([4711, 4712]);
    expect(await drift(nowMs + 3 * hour)).toEqual([]);
  });

  it('a field that is back is read again, even when the first try to do so fails', async () => {
    const { world, pull, body, a, b } = await changedDuringDrift();
    world.faults.add({ vendor: 'stripe', what: 'unavailable', match: 'v1/invoices?', times: 6 });
    expect(await pull(nowMs + 3 * hour)).not.toBe(null);
    await pull(nowMs + 4 * hour);
    expect([(await body('invoice', a)).total, (await body('invoice', b)).total]).toEqual([4711, 4712]);
  });

  it('a field that a first pull lacks on one page only is read with the next pull', async () => {
    const { world, pull, rows } = await start('stripe', 100, false);
    world.faults.add({ vendor: 'stripe', what: 'missing', field: 'total', match: 'v1/invoices?', times: 1 });
    const without = async () =>
      (await rows('invoice')).filter((row) => JSON.parse(row.body).total === undefined).length;
    await pull(nowMs + hour);
    expect(await without()).toBe(100);
    await pull(nowMs + 2 * hour);
    expect(await without()).toBe(0);
  });
});
