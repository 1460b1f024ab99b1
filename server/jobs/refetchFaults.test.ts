import { expect, it } from 'vitest';
import { hour, nowMs, startSandboxed, tenantId } from '../../tests/support/sandboxed.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { Fault } from '../sandbox/faults.ts';
import { acceptEvents } from '../store/refetch.ts';

/** Of a fault that stays: the record is fetched, it is fetched without the field, it waits while the rest is pulled, or the source says why not. */
const outcomeOf: Record<Fault['what'], 'right' | 'drift' | 'waits' | 'failed'> = {
  rateLimit: 'failed',
  dayLimit: 'failed',
  unavailable: 'failed',
  busy: 'failed',
  forbidden: 'failed',
  slow: 'right',
  truncated: 'failed',
  missing: 'drift',
  retyped: 'drift',
  expired: 'waits',
  disordered: 'right',
};

/** Which stream, the vendor's word, and what to do. */
const refusedWith400 = /^[a-z]+ refused a request for [a-z]+ with status 400 \([A-Za-z_]+\)\. If .+\.$/;

describeStores('what a webhook has named', (stores) => {
  it.each([
    ['hubspot', 'deals', 'deal', 'amount', 'deals/batch/read'],
    ['zendesk', 'tickets', 'ticket', 'priority', 'show_many'],
    ['stripe', 'invoices', 'invoice', 'currency', '/invoices/'],
  ] as const)(
    'at %s is neither lost nor forgotten in any trouble while its %s are fetched, and heals',
    async (source, stream, kind, field, match) => {
      const { store, sandbox, pull, rows, status } = await startSandboxed(stores, { only: [source] });
      await pull(nowMs + hour);
      const live = async () => (await rows(kind)).filter((row) => row.deleted === 0);
      const before = await live();
      const { id } = before[0] ?? expect.unreachable(`there is no ${kind}`);
      for (const [i, what] of Fault.shape.what.options.entries()) {
        const at = nowMs + (2 + i) * hour;
        const expected = outcomeOf[what];
        sandbox.vendors[source].change(stream, id, { [field]: `${i}` }, at - 1000);
        await acceptEvents(store, tenantId, source, [{ key: what, stream, id }], at);
        sandbox.faults.add({
          vendor: source,
          what,
          match,
          times: null,
          seconds: what === 'rateLimit' ? 3600 : 0,
          field,
        });
        const [outcome] = await pull(at);
        if (expected === 'failed') expect(outcome?.error, what).toMatch(new RegExp(`^${source} .{10,}\\.$`));
        else expect(outcome?.error, what).toBeNull();
        expect(await status(source, at), what).toMatchObject({
          lastError: outcome?.error,
          waiting: expected === 'failed' || expected === 'waits' ? 1 : 0,
          refused: expected === 'waits' ? [{ stream, id, why: expect.stringMatching(refusedWith400) }] : [],
        });
        expect(await live(), what).toHaveLength(before.length);
        sandbox.faults.clear();
        expect((await pull(at + 60_000))[0]?.error, what).toBeNull();
        expect(await status(source, at + 60_000), what).toMatchObject({
          lastError: null,
          waiting: 0,
          refused: [],
          drift: [],
        });
        expect((await live()).find((row) => row.id === id)?.body, what).toContain(`"${field}":"${i}"`);
      }
    },
  );
});
