import { randomBytes } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { vendorDeps } from '../../tests/support/vendorServer.ts';
import { sandboxConfig } from '../sandbox/sandboxConfig.ts';
import { startSandbox } from '../sandbox/startSandbox.ts';
import { keyRing } from '../secrets/keyRing.ts';
import type { Store } from '../store/openStore.ts';
import { acceptEvents } from '../store/refetch.ts';
import { saveSecret } from '../store/sourceSecrets.ts';
import { readSourceList } from '../store/sourceStatus.ts';
import { runPipeline } from './pipeline.ts';
import { runMarked } from './runMarked.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');

async function storeSecret(store: Store, clear: string) {
  const env = { ALONGSIDE_KEY: randomBytes(32).toString('base64') };
  vi.stubEnv('ALONGSIDE_KEY', env.ALONGSIDE_KEY);
  const [key] = keyRing({ folder: null }, env).keys();
  if (!key) throw new Error('The test has a key.');
  await saveSecret(store, { tenantId: 't', source: 'stripe', field: 'secret' }, key, clear, nowMs);
}

describeStores('a run about what is marked', (stores) => {
  afterEach(() => vi.unstubAllEnvs());

  it('publishes the named record and claims no age for the rest; what cannot be fetched stays marked', async () => {
    const store = await stores.open();
    const sandbox = await startSandbox({ port: 0, accounts: 4, nowMs });
    try {
      // The secret of Stripe is a stored one.
      const all = sandboxConfig(sandbox.url).sources;
      const sources = all.map(({ secret, ...s }) => (s.source === 'stripe' ? s : { ...s, secret }));
      await storeSecret(store, all.find((s) => s.source === 'stripe')?.secret ?? '');
      const options = { store, tenantId: 't', sources, onProgress: () => undefined };
      const at = (ms: number) => ({ ...options, deps: vendorDeps({ now: () => ms }) });
      await runPipeline(at(nowMs));
      const id = sandbox.world.customers[0]?.salesforce[0]?.id ?? '';
      const paying = sandbox.world.customers[0]?.stripe[0]?.id ?? '';
      sandbox.vendors.stripe.change('customers', paying, { name: 'Changed', metadata: {} }, nowMs);
      sandbox.vendors.salesforce.change('Account', id, { Name: 'Not asked for' }, nowMs);
      await acceptEvents(store, 't', 'stripe', [{ key: 'e1', stream: 'customers', id: paying }], nowMs);
      const status = async () => {
        const { sources: list } = await readSourceList(store, 't', sources, nowMs + 60_000);
        const { waiting, lastSuccessAt, lastError } = list.find((s) => s.source === 'stripe') ?? {};
        return { waiting, lastSuccessAt, lastError };
      };
      const before = { waiting: 1, lastSuccessAt: new Date(nowMs).toISOString(), lastError: null };

      sandbox.faults.add({ vendor: 'stripe', what: 'unavailable', times: null });
      const failed = await runMarked(at(nowMs + 60_000));
      expect(failed.sources.find((s) => s.source === 'stripe')?.error).toMatch(/503/);
      expect(await status()).toEqual(before);

      sandbox.faults.clear();
      const done = await runMarked(at(nowMs + 60_000));
      expect(done.changed).toBeGreaterThan(0);
      expect(await status()).toEqual({ ...before, waiting: 0 });
      const bodies = await store.db.selectFrom('source_record').select('body').execute();
      expect(bodies.some((row) => row.body.includes('"Changed"'))).toBe(true);
      expect(bodies.some((row) => row.body.includes('Not asked for'))).toBe(false);
    } finally {
      await sandbox.close();
    }
  });
});
