import { expect, it } from 'vitest';
import { startTestApp, testConfig } from '../../tests/support/app.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { saveUsers } from '../store/credentials.ts';
import type { Store } from '../store/openStore.ts';
import { createPairingCode, hashSecret, pair, TokenVerifier } from './tokens.ts';

const tenantId = 't';
const now = Date.parse('2026-11-21T09:00:00Z');
const minuteMs = 60_000;

describeStores('pairing and tokens', (stores) => {
  const start = async () => {
    const store = await stores.open();
    await saveUsers(store, tenantId, testConfig.users);
    return store;
  };
  const exchange = (store: Store, code: string, atMs = now) => pair(store, tenantId, { code, device: 'test' }, atMs);

  it('a code works once, as it is read aloud or typed', async () => {
    const store = await start();
    const { code, expiresAt } = await createPairingCode(store, tenantId, 'rep', now);
    expect(code).toMatch(/^[A-HJKMNP-Z2-9]{5}-[A-HJKMNP-Z2-9]{5}$/);
    expect(expiresAt).toBe(now + 10 * minuteMs);
    const paired = await exchange(store, ` ${code.toLowerCase().replace('-', ' ')} `);
    expect(paired?.user).toMatchObject({ id: 'rep', role: 'rep' });
    expect(paired?.token).toMatch(/^als_[A-Za-z0-9_-]{43}$/);
    expect(await exchange(store, code)).toBeNull();
  });

  it('of many that bring the same code at the same time, one gets a token', async () => {
    const store = await start();
    const { code } = await createPairingCode(store, tenantId, 'rep', now);
    const results = await Promise.all(Array.from({ length: 8 }, () => exchange(store, code)));
    expect(results.filter((r) => r !== null)).toHaveLength(1);
    expect(await store.db.selectFrom('device_token').select('hash').execute()).toHaveLength(1);
  });

  it('a code ends after ten minutes, and a new one does not end the one before', async () => {
    const store = await start();
    const first = await createPairingCode(store, tenantId, 'rep', now);
    const second = await createPairingCode(store, tenantId, 'rep', now);
    expect(await exchange(store, first.code, now + 10 * minuteMs)).toBeNull();
    expect(await exchange(store, first.code, now + 10 * minuteMs - 1)).not.toBeNull();
    expect(await exchange(store, second.code, now + 1)).not.toBeNull();
  });

  it('a code of another tenant or of a user who is gone is worth nothing', async () => {
    const store = await start();
    const { code } = await createPairingCode(store, tenantId, 'viewer', now);
    expect(await pair(store, 'other', { code, device: 'x' }, now)).toBeNull();
    await saveUsers(
      store,
      tenantId,
      testConfig.users.filter((u) => u.id !== 'viewer'),
    );
    expect(await exchange(store, code)).toBeNull();
    expect(await store.db.selectFrom('device_token').select('hash').execute()).toEqual([]);
  });

  it('only hashes are stored', async () => {
    const store = await start();
    const { code } = await createPairingCode(store, tenantId, 'rep', now);
    const paired = await exchange(store, code);
    const tables = ['pairing_code', 'device_token', 'app_user', 'idempotency'] as const;
    const rows = await Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().execute()));
    const everything = JSON.stringify(rows);
    expect(everything).not.toContain(code.replace('-', ''));
    expect(everything).not.toContain(code);
    expect(everything).not.toContain(paired?.token.slice(4));
    expect(everything).toContain(hashSecret(paired?.token ?? ''));
  });

  it('a token is trusted for five seconds without asking again, and not one more after a revocation here', async () => {
    const store = await start();
    const { token } = (await exchange(store, (await createPairingCode(store, tenantId, 'rep', now)).code)) ?? {
      token: '',
    };
    const header = `Bearer ${token}`;
    let clock = now;
    const here = new TokenVerifier(store, tenantId, () => clock);
    const elsewhere = new TokenVerifier(store, tenantId, () => clock);
    expect(await here.verify('als_unknown')).toBeNull();
    expect(await here.verify(token)).toMatchObject({ token, user: { id: 'rep' } });
    expect(await elsewhere.verify(token)).toMatchObject({ token, user: { id: 'rep' } });
    await here.revoke(token);
    expect([here.peek(header), await here.verify(token)]).toEqual([undefined, null]);
    clock += 4999;
    expect(elsewhere.peek(header)).toMatchObject({ token, user: { id: 'rep' } });
    clock += 1;
    expect([elsewhere.peek(header), await elsewhere.verify(token)]).toEqual([undefined, null]);
  });

  it('users can be saved from several processes at once, and those no longer configured cannot sign in', async () => {
    const store = await start();
    const { token } = (await exchange(store, (await createPairingCode(store, tenantId, 'viewer', now)).code)) ?? {
      token: '',
    };
    await Promise.all(Array.from({ length: 8 }, () => saveUsers(store, tenantId, testConfig.users)));
    expect(await store.db.selectFrom('app_user').select('id').orderBy('id').execute()).toEqual([
      { id: 'admin' },
      { id: 'rep' },
      { id: 'viewer' },
    ]);
    await saveUsers(store, tenantId, testConfig.users.slice(0, 1));
    expect(await new TokenVerifier(store, tenantId, () => now).verify(token)).toBeNull();
    await saveUsers(store, tenantId, []);
    expect(await store.db.selectFrom('app_user').select('id').execute()).toEqual([]);
  });

  it('guessing codes is slowed down to sixty a minute for an address, also across right ones', async () => {
    const store = await start();
    const { app } = await startTestApp(store, { now: () => now });
    const { code } = await createPairingCode(store, tenantId, 'rep', now);
    const post = (guess: string) =>
      app.inject({
        method: 'POST',
        url: '/v1/pair',
        headers: { host: '127.0.0.1' },
        payload: { code: guess, device: 'x' },
      });
    for (let i = 10; i < 70; i++) expect((await post(`AAAAA-AAA${i}`)).statusCode).toBe(403);
    const limited = await post(code);
    expect([limited.statusCode, limited.json().code]).toEqual([429, 'rateLimited']);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    // The right code was not spent by the refused attempt.
    expect(await exchange(store, code)).not.toBeNull();
    await app.close();
  });
});
