import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { pagedVendors } from '../../tests/support/pagedVendors.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { vendorConfig, vendorDeps } from '../../tests/support/vendorServer.ts';
import { stripe } from '../connectors/stripe/stripe.ts';
import { leaseMs, planLease, processHolder, readLease, releaseLease, takeLease } from '../store/lease.ts';
import { pullLease } from '../store/sourceStatus.ts';
import { BusyError, runLeased } from './leasedPipeline.ts';

describeStores('the lease', (stores) => {
  const now = vendorDeps().now();

  it('goes to one of many at the same moment', async () => {
    const store = await stores.open();
    const holders = Array.from({ length: 8 }, processHolder);
    const answers = await Promise.all(holders.map((holder) => takeLease(store, 't', 'x', holder, now)));
    expect(answers.filter((other) => other === null)).toHaveLength(1);
    expect(await takeLease(store, 'another tenant', 'x', processHolder(), now)).toBeNull();
  });

  it('is renewed by its holder, ends by itself, and goes on at once after a release or a kill', async () => {
    const store = await stores.open();
    const far = `another-machine:1:${crypto.randomUUID()}`;
    expect(await takeLease(store, 't', 'x', far, now)).toBeNull();
    expect(await takeLease(store, 't', 'x', far, now + leaseMs - 1)).toBeNull();
    expect(await takeLease(store, 't', 'x', 'me:1:a', now + leaseMs)).toMatchObject({ holder: far });
    expect(await takeLease(store, 't', 'x', 'me:1:a', now + 3 * leaseMs)).toBeNull();
    await releaseLease(store, 't', 'x', far);
    expect(await takeLease(store, 't', 'x', 'me:1:b', now + 3 * leaseMs)).toMatchObject({ holder: 'me:1:a' });
    await releaseLease(store, 't', 'x', 'me:1:a');
    expect(await takeLease(store, 't', 'x', 'me:1:b', now + 3 * leaseMs)).toBeNull();
    // No process has this number: what it held on this machine is free.
    expect(await takeLease(store, 't', 'killed', `${hostname()}:4194999:a`, now)).toBeNull();
    expect(await takeLease(store, 't', 'killed', processHolder(), now)).toBeNull();
  });

  it('keeps its plan apart from its holder', async () => {
    const store = await stores.open();
    await planLease(store, 't', 'x', 5);
    expect(await takeLease(store, 't', 'x', 'me:1:a', now)).toBeNull();
    await planLease(store, 't', 'x', 7);
    expect(await readLease(store, 't', 'x')).toEqual({ holder: 'me:1:a', until: now + leaseMs, nextAt: 7 });
  });

  it('lets nobody pull beside a pull, and is free after it, also after a failure', async () => {
    const store = await stores.open();
    const server = await pagedVendors.stripe.start();
    try {
      const other = { holder: `another-machine:1:x`, name: pullLease };
      await takeLease(store, 't', other.name, other.holder, now);
      const run = (deps = vendorDeps()) =>
        runLeased({ store, tenantId: 't', sources: [vendorConfig('stripe', server.url)], deps, onProgress: () => {} });
      await expect(run()).rejects.toThrow(BusyError);
      expect(server.requests).toEqual([]);
      await releaseLease(store, 't', other.name, other.holder);
      const stop = new AbortController();
      stop.abort(new Error('stopped'));
      await expect(run(vendorDeps({ signal: stop.signal }))).rejects.toThrow('stopped');
      const { sources } = await run();
      expect(sources).toEqual([
        { source: 'stripe', rows: pagedVendors.stripe.rowsPerStream * stripe.streams.length, error: null },
      ]);
      expect((await readLease(store, 't', pullLease))?.until).toBe(0);
    } finally {
      await server.close();
    }
  });
});
