import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createPairingCode, pair } from '../../server/auth/tokens.ts';
import { saveUsers } from '../../server/store/credentials.ts';
import { withStore } from '../drill/dump.ts';
import { seedAccount, testConfig } from '../support/app.ts';
import { startServe } from '../support/runCli.ts';
import { describeStores } from '../support/stores.ts';

describeStores('alongside serve', (stores) => {
  let folder: string;
  let config: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-stop-'));
    config = join(folder, 'alongside.json');
    writeFileSync(config, JSON.stringify({ ...testConfig, sources: [] }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops at %s with an event stream and an unused connection open',
    { timeout: 60_000 },
    async (signal) => {
      const database = stores.url();
      const token = await withStore(database, async (store) => {
        await saveUsers(store, 't', testConfig.users);
        const { code } = await createPairingCode(store, 't', 'rep', Date.now());
        return (await pair(store, 't', { code, device: 'x' }, Date.now()))?.token;
      });
      const server = await startServe(['--config', config, '--database', database]);
      onTestFinished(() => void server.child.kill('SIGKILL'));
      const events = await fetch(`${server.url}/v1/events`, { headers: { authorization: `Bearer ${token}` } });
      expect(events.status).toBe(200);
      const reader = (events.body as ReadableStream<Uint8Array>).getReader();
      const decoder = new TextDecoder();
      const read = async () => {
        const { value, done } = await reader.read();
        return done ? null : decoder.decode(value, { stream: true });
      };
      let received = (await read()) ?? '';
      expect(received).toContain(': connected');
      // A change made by another process arrives as a hint.
      await withStore(database, (store) => seedAccount(store, 'acc', '001000000000000AAA'));
      while (!received.includes('"acc"')) received += (await read()) ?? expect.unreachable('the stream ended');
      const idle = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
      await new Promise((resolve) => idle.once('connect', resolve));
      const idleClosed = new Promise((resolve) => idle.once('close', resolve));

      const startedAt = performance.now();
      server.child.kill(signal);
      while ((await read()) !== null);
      const { code, stderr } = await server.result;
      await idleClosed;
      expect(code).toBe(0);
      expect(performance.now() - startedAt).toBeLessThan(5000);
      // Each line of the log is JSON, and none carries the token.
      const lines = stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).msg);
      // It publishes meanwhile, also without a source; when that is done is its own affair.
      expect(lines.filter((line) => line !== 'pulled')).toEqual(['listening', 'stopping']);
      expect(stderr).not.toContain(token);
      // The database can be opened at once: nothing was left locked or half written.
      await withStore(database, (store) => seedAccount(store, 'acc', '001000000000000AAA', 2));
    },
  );
});
