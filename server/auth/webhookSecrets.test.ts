import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { createLog } from '../log.ts';
import { createApp } from '../main.ts';
import { signWebhook } from '../sandbox/signWebhook.ts';
import { keyOf, SecretError } from '../secrets/secretBox.ts';
import type { Store } from '../store/openStore.ts';
import { listSecrets, listStored, readSecret, removeSecret, saveSecret } from '../store/sourceSecrets.ts';
import { readWebhookSecrets, removeWebhookSecrets, saveWebhookSecret } from '../store/webhookSecrets.ts';
import { webhookSecrets } from './webhookSecrets.ts';

const start = Date.parse('2026-11-21T09:00:00Z');
const hour = 3_600_000;
const stripe = { source: 'stripe' as const, baseUrl: 'http://127.0.0.1:1', instance: 'stripe', secret: 's' };
const zendesk = { ...stripe, source: 'zendesk' as const, instance: 'x.example' };
const place = { tenantId: 't', source: 'stripe' as const };

describeStores('stored webhook secrets', (stores) => {
  const key = keyOf(randomBytes(32));
  let store: Store;
  let before: string | undefined;
  beforeEach(async () => {
    before = process.env.ALONGSIDE_KEY;
    process.env.ALONGSIDE_KEY = key.bytes.toString('base64');
    store = await stores.open();
  });
  afterEach(() => {
    if (before === undefined) delete process.env.ALONGSIDE_KEY;
    else process.env.ALONGSIDE_KEY = before;
  });
  const save = (clear: string, now: number, beforeUntil: number | null = null, at: typeof place = place) =>
    saveWebhookSecret(store, at, [key], clear, { now, beforeUntil });

  it('end when their time has passed, for a running server too, and leave the database', async () => {
    let clock = start;
    const { app } = await startTestApp(store, { config: { ...testConfig, sources: [stripe] }, now: () => clock });
    let n = 0;
    const post = async (secret: string) => {
      const body = JSON.stringify({ id: `evt_${n++}`, data: { object: { id: 'cus_1', object: 'customer' } } });
      const headers = { host: '127.0.0.1', ...signWebhook('stripe', { url: '', body, secret, atMs: clock }) };
      return (await app.inject({ method: 'POST', url: '/v1/webhooks/stripe', headers, payload: body })).statusCode;
    };
    await save('whsec_a', clock);
    await save('whsec_b', clock + 1, clock + hour);
    clock = start + hour - 1;
    expect([await post('whsec_a'), await post('whsec_b')]).toEqual([200, 200]);
    expect(await listStored(store, 't')).toEqual([
      { source: 'stripe', field: 'webhook', connectedAt: start + 1, validUntil: null },
      { source: 'stripe', field: 'webhookBefore', connectedAt: start, validUntil: start + hour },
    ]);
    clock = start + hour;
    expect([await post('whsec_a'), await post('whsec_b')]).toEqual([401, 200]);
    expect((await listStored(store, 't')).map((row) => row.field)).toEqual(['webhook']);
    // There is a place for another one again.
    expect(await save('whsec_c', clock)).toBe(true);
    expect([await post('whsec_b'), await post('whsec_c')]).toEqual([200, 200]);
    await app.close();
  });

  it('open at no other tenant, source or field, with words that say what to do', async () => {
    await save('whsec_a', start);
    await save('whsec_b', start + 1);
    const [row] = await store.db.selectFrom('source_secret').selectAll().where('field', '=', 'webhook').execute();
    if (!row) throw new Error('It was stored.');
    await store.db
      .insertInto('source_secret')
      .values([
        { ...row, tenant_id: 'u' },
        { ...row, source: 'zendesk' },
      ])
      .execute();
    const words = (source: string) =>
      `The stored webhook secret of ${source} was changed or belongs elsewhere. Enter it again: "alongside disconnect ${source} --webhook-secret all", then "alongside connect ${source} --webhook-secret".`;
    const fails = async (asked: Promise<unknown>, source: string) => {
      const error = await asked.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SecretError);
      expect((error as Error).message).toBe(words(source));
    };
    await fails(webhookSecrets(store, 'u')(stripe, start), 'stripe');
    await fails(webhookSecrets(store, 't')(zendesk, start), 'zendesk');
    expect(await webhookSecrets(store, 't')(stripe, start)).toEqual(['whsec_b', 'whsec_a']);
    const other = { nonce: row.nonce, ciphertext: row.ciphertext, key_id: row.key_id };
    await store.db.updateTable('source_secret').set(other).where('field', '=', 'webhookBefore').execute();
    await fails(webhookSecrets(store, 't')(stripe, start), 'stripe');

    // The sender learns nothing of it, the log says it.
    const lines: string[] = [];
    const log = createLog('debug', { write: (line) => lines.push(line) });
    const { app } = await createApp({ store, config: { ...testConfig, sources: [zendesk] }, log, now: () => start });
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/webhooks/zendesk',
      headers: { host: '127.0.0.1' },
      payload: '{}',
    });
    expect([answer.statusCode, answer.body]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(lines.join('')).toContain(JSON.stringify(words('zendesk')).slice(1, -1));
    await app.close();
    await removeWebhookSecrets(store, { ...place, source: 'zendesk' }, 'all', () => [key], start);
    expect(await webhookSecrets(store, 't')(zendesk, start)).toEqual([]);
  });

  it('are apart from what the source is asked with', async () => {
    const credential = () => readSecret(store, 't', 'stripe', () => [key]);
    await save('whsec_a', start);
    expect([await credential(), await listSecrets(store, 't')]).toEqual([null, []]);
    await saveSecret(store, { ...place, field: 'secret' }, key, 'rk_a', start);
    await saveSecret(store, { ...place, field: 'secret' }, key, 'rk_b', start + 1);
    await save('whsec_b', start + 2);
    expect((await credential())?.clear).toBe('rk_b');
    expect((await listSecrets(store, 't')).map((row) => row.field)).toEqual(['secret']);
    expect(await webhookSecrets(store, 't')(stripe, start)).toEqual(['whsec_b', 'whsec_a']);
    expect(await removeSecret(store, 't', 'stripe')).toBe(true);
    expect(await removeSecret(store, 't', 'stripe')).toBe(false);
    expect(await webhookSecrets(store, 't')(stripe, start)).toEqual(['whsec_b', 'whsec_a']);
    await saveSecret(store, { ...place, field: 'secret' }, key, 'rk_c', start);
    expect(await removeWebhookSecrets(store, place, 'all', () => [key], start)).toBe(2);
    expect((await credential())?.clear).toBe('rk_c');
  });

  it('do not count where the configuration has some', async () => {
    await save('whsec_a', start);
    const ask = webhookSecrets(store, 't');
    expect(await ask({ ...stripe, webhookSecrets: ['whsec_c'] }, start)).toEqual(['whsec_c']);
    expect(await ask(stripe, start)).toEqual(['whsec_a']);
  });

  it('are stored by one of two processes at the same moment, and the other says so', async () => {
    await save('whsec_0', start);
    const both = await Promise.allSettled([save('whsec_a', start + 1), save('whsec_b', start + 1)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const [lost] = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(lost).toBeInstanceOf(SecretError);
    expect(await readWebhookSecrets(store, place, start + 2)).toHaveLength(2);
  });
});
