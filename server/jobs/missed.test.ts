import { expect, it } from 'vitest';
import { day, hour, nowMs, startSandboxed } from '../../tests/support/sandboxed.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { PulledSource } from '../domain/model.ts';
import type { ConnectorDeps } from '../domain/ports.ts';

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
  /** A source of the sandbox that was pulled once, an hour after the beginning. */
  async function start(source: PulledSource, accounts = 20, isPulled = true) {
    const { rows, ...on } = await startSandboxed(stores, { only: [source], accounts });
    const pull = async (at: number, deps: Partial<ConnectorDeps> = {}) =>
      (await on.pull(at, { deps }))[0]?.error ?? null;
    const body = async (kind: string, id: string) =>
      JSON.parse((await rows(kind)).find((row) => row.id === id)?.body ?? '{}');
    const live = async (kind: string) => (await rows(kind)).filter((row) => row.deleted === 0).length;
    const waiting = async (at: number) => (await on.status(source, at)).waiting;
    const drift = (at: number) => on.drift(source, at);
    const name = (stream: string, id: string) => on.name(source, stream, id, nowMs + hour);
    if (isPulled) expect(await pull(nowMs + hour)).toBe(null);
    return { ...on, pull, rows, body, live, waiting, drift, name };
  }

  it('a record that a webhook names, of a stream that is not shown, does not keep the source from being pulled', async () => {
    const { sandbox, pull, rows, body, name } = await start('stripe', 200);
    const [refund, invoice] = [(await rows('refund'))[0]?.id ?? '', (await rows('invoice'))[0]?.id ?? ''];
    await name('refunds', refund);
    sandbox.faults.add({ vendor: 'stripe', what: 'forbidden', match: '/v1/refunds', times: null });
    sandbox.vendors.stripe.change('invoices', invoice, { total: 4711 }, nowMs + 1.5 * hour);
    expect(await pull(nowMs + 2 * hour)).toBe(null);
    expect((await body('invoice', invoice)).total).toBe(4711);
  });

  it('a stream that can be done without and is refused on a later page removes nothing', async () => {
    const { sandbox, pull, live } = await start('hubspot', 800);
    const before = await live('feedback_submission');
    expect(before).toBeGreaterThan(100);
    const match = 'objects/2026-03/feedback_submissions?';
    sandbox.faults.add({ vendor: 'hubspot', what: 'slow', seconds: 0, match, times: 1 });
    sandbox.faults.add({ vendor: 'hubspot', what: 'forbidden', match, times: 1 });
    expect(await pull(nowMs + 9 * day)).toContain('does not let this credential read');
    expect(await live('feedback_submission')).toBe(before);
    expect(await pull(nowMs + 9.1 * day)).toBe(null);
    expect(await live('feedback_submission')).toBe(before);
  });

  it('a named record whose row cannot be read is not gone, and is asked for again', async () => {
    const { sandbox, pull, rows, live, waiting, drift, name } = await start('zendesk');
    const ticket = (await rows('ticket'))[0]?.id ?? '';
    const before = await live('ticket');
    await name('tickets', ticket);
    sandbox.faults.add({ vendor: 'zendesk', what: 'missing', field: 'updated_at', match: 'show_many', times: 1 });
    await pull(nowMs + 2 * hour);
    expect(await live('ticket')).toBe(before);
    expect(await waiting(nowMs + 2 * hour)).toBe(1);
    await pull(nowMs + 3 * hour);
    expect(await live('ticket')).toBe(before);
    expect(await waiting(nowMs + 3 * hour)).toBe(0);
    expect(await drift(nowMs + 3 * hour)).toEqual([['tickets', '*', 'unreadable']]);
  });

  it('a changed row that could not be read is read within a day', async () => {
    const { sandbox, pull, rows, body, drift } = await start('zendesk');
    const [a, b] = (await rows('ticket')).map((row) => row.id) as [string, string];
    sandbox.vendors.zendesk.change('tickets', a, { subject: 'New' }, nowMs + 1.2 * hour);
    sandbox.vendors.zendesk.change('tickets', b, { subject: 'New' }, nowMs + 1.4 * hour);
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
    const { sandbox, pull, rows } = started;
    const [a, b] = (await rows('invoice')).map((row) => row.id) as [string, string];
    sandbox.faults.add({ vendor: 'stripe', what: 'missing', field: 'total', times: null });
    sandbox.vendors.stripe.change('invoices', a, { total: 4711 }, nowMs + 1.2 * hour);
    sandbox.vendors.stripe.change('invoices', b, { amount_paid: 1 }, nowMs + 1.5 * hour);
    await pull(nowMs + 2 * hour);
    sandbox.faults.clear();
    sandbox.vendors.stripe.change('invoices', b, { total: 4712 }, nowMs + 2.2 * hour);
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
    const { sandbox, pull, body, a, b } = await changedDuringDrift();
    sandbox.faults.add({ vendor: 'stripe', what: 'unavailable', match: 'v1/invoices?', times: 6 });
    expect(await pull(nowMs + 3 * hour)).not.toBe(null);
    await pull(nowMs + 4 * hour);
    expect([(await body('invoice', a)).total, (await body('invoice', b)).total]).toEqual([4711, 4712]);
  });

  it('a field that a first pull lacks on one page only is read with the next pull', async () => {
    const { sandbox, pull, rows } = await start('stripe', 100, false);
    sandbox.faults.add({ vendor: 'stripe', what: 'missing', field: 'total', match: 'v1/invoices?', times: 1 });
    const without = async () =>
      (await rows('invoice')).filter((row) => JSON.parse(row.body).total === undefined).length;
    await pull(nowMs + hour);
    expect(await without()).toBe(100);
    await pull(nowMs + 2 * hour);
    expect(await without()).toBe(0);
  });
});
