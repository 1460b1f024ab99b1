import { expect, it } from 'vitest';
import { day, hour, nowMs, startSandboxed, tenantId } from '../../tests/support/sandboxed.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { acceptEvents } from '../store/refetch.ts';

const iso = (ms: number) => new Date(ms).toISOString();
/** A stream of each vendor that can be done without, its kind, the requests it is asked with, and what is to be granted. */
const optional = [
  ['salesforce', 'Order', 'Order', 'sobjects/Order/', 'object permission Read on Order'],
  ['hubspot', 'orders', 'order', 'objects/2026-03/orders', 'scope crm.objects.orders.read'],
  ['zendesk', 'ticket_metric_events', 'ticket_metric_event', 'ticket_metric_events', 'token of an admin'],
  ['stripe', 'refunds', 'refund', 'v1/refunds', 'restricted key read access to refunds'],
] as const;

describeStores('a stream that may not be read any more', (stores) => {
  it.each(optional)(
    'at %s, %s, says so, since when and what to grant, keeps what was read, and heals',
    async (source, stream, kind, match, grant) => {
      const { sandbox, pull, rows, status } = await startSandboxed(stores, { only: [source], accounts: 200 });
      const live = async () => (await rows(kind)).filter((row) => row.deleted === 0).length;
      expect((await pull(nowMs + hour))[0]?.error).toBeNull();
      const before = await live();
      expect(before).toBeGreaterThan(0);
      expect((await status(source, nowMs + hour)).drift).toEqual([]);

      sandbox.faults.add({ vendor: source, what: 'forbidden', match, times: null });
      // Stripe's feed of changes may still be read: that the objects may not is seen with the next full pass.
      const at = nowMs + 40 * day;
      for (const ms of [at, at + hour]) {
        expect((await pull(ms))[0]?.error).toBeNull();
        expect((await status(source, ms)).drift).toEqual([
          {
            stream,
            field: '*',
            what: 'hidden',
            since: iso(at),
            lastGoodAt: iso(nowMs + hour),
            toDo: expect.stringContaining(grant),
          },
        ]);
      }
      expect(await live()).toBe(before);
      sandbox.faults.clear();
      expect((await pull(at + 2 * hour))[0]?.error).toBeNull();
      expect((await status(source, at + 2 * hour)).drift).toEqual([]);
      expect(await live()).toBe(before);
    },
  );

  it('and never was says so, without an instant at which it was read', async () => {
    const { sandbox, pull, drift, status } = await startSandboxed(stores, { only: ['hubspot'] });
    sandbox.faults.add({ vendor: 'hubspot', what: 'forbidden', match: 'objects/2026-03/orders', times: null });
    expect((await pull(nowMs + hour))[0]?.error).toBeNull();
    expect(await drift('hubspot', nowMs + hour)).toEqual([['orders', '*', 'hidden']]);
    expect((await status('hubspot', nowMs + hour)).drift[0]?.lastGoodAt).toBeNull();
  });

  it.each([
    ['is absent when nothing of it was ever read: the account may not have it', 1, 'absent'],
    ['is hidden when something of it is here', 2, 'hidden'],
  ] as const)('and is refused as unknown %s', async (_what, faultyPull, what) => {
    const { sandbox, pull, drift } = await startSandboxed(stores, { only: ['hubspot'], accounts: 200 });
    const at = (n: number) => nowMs + n * 9 * day;
    for (let n = 1; n < faultyPull; n++) await pull(at(n));
    sandbox.faults.add({ vendor: 'hubspot', what: 'expired', match: 'objects/2026-03/orders', times: null });
    expect((await pull(at(faultyPull)))[0]?.error).toBeNull();
    expect(await drift('hubspot', at(faultyPull))).toEqual([['orders', '*', what]]);
  });

  it('and is needed fails the source, which names it and what to grant', async () => {
    const { sandbox, pull } = await startSandboxed(stores, { only: ['zendesk'] });
    sandbox.faults.add({ vendor: 'zendesk', what: 'forbidden', match: 'tickets/cursor', times: null });
    expect((await pull(nowMs + hour))[0]?.error).toBe(
      'zendesk does not let this credential read tickets. Take the API token of an admin: Zendesk exports tickets to nobody else.',
    );
  });
});

describeStores('one record that its source refuses', (stores) => {
  it('keeps nothing else of the source from being fetched and pulled', async () => {
    const { store, sandbox, pull, rows, status } = await startSandboxed(stores, { only: ['zendesk'] });
    await pull(nowMs + hour);
    const [bad, good, other] = (await rows('ticket')).map((row) => row.id) as [string, string, string];
    const at = nowMs + 2 * hour;
    for (const id of [bad, good, other])
      sandbox.vendors.zendesk.change('tickets', id, { subject: 'New' }, at - hour / 2);
    const events = [bad, good].map((id) => ({ key: id, stream: 'tickets', id }));
    await acceptEvents(store, tenantId, 'zendesk', events, at);
    sandbox.faults.add({ vendor: 'zendesk', what: 'expired', match: `show_many.json?ids=${bad}`, times: null });
    expect((await pull(at))[0]?.error).toBeNull();
    expect(await status('zendesk', at)).toMatchObject({
      lastError: null,
      lastSuccessAt: iso(at),
      waiting: 1,
      refused: [
        { stream: 'tickets', id: bad, since: iso(at), why: expect.stringContaining('status 400 (InvalidValue)') },
      ],
    });
    const subjects = (await rows('ticket')).map((row) => [row.id, JSON.parse(row.body).subject]);
    for (const id of [good, other]) expect(subjects).toContainEqual([id, 'New']);
  });
});

describeStores('Salesforce, whose query ran too long,', (stores) => {
  it('is asked again for what has changed, and not for everything', async () => {
    const { store, sandbox, pull } = await startSandboxed(stores, { only: ['salesforce'] });
    const fullPasses = () =>
      store.db.selectFrom('source_cursor').select(['stream', 'full_ended_at']).orderBy('stream').execute();
    await pull(nowMs + hour);
    const before = await fullPasses();
    // As often as a request is repeated, and once more.
    sandbox.faults.add({ vendor: 'salesforce', what: 'busy', match: 'FROM+Opportunity', times: 7 });
    expect((await pull(nowMs + 2 * hour))[0]?.error).toMatch(/could not answer in time \(QUERY_TIMEOUT\)/);
    expect((await pull(nowMs + 3 * hour))[0]?.error).toBeNull();
    expect(await fullPasses()).toEqual(before);
  });
});
