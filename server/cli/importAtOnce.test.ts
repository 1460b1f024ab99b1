import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testConfig } from '../../tests/support/app.ts';
import { runCli } from '../../tests/support/runCli.ts';
import { describeStores } from '../../tests/support/stores.ts';
import { processDeps } from '../jobs/processDeps.ts';
import { processHolder, releaseLease, takeLease } from '../store/lease.ts';
import { openStore } from '../store/openStore.ts';
import { pullLease } from '../store/sourceStatus.ts';
import { publishStored } from './import.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-at-once-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** The arguments of an import of so many companies, those of every file with the same domains. */
function importing(set: string, count: number, database: string): string[] {
  const rows = Array.from({ length: count }, (_, i) => `${i},Customer ${i},customer-${i}.example`);
  const fields = { name: 'name', websites: ['site'] };
  return [
    'import',
    file(`${set}.csv`, `no,name,site\n${rows.join('\n')}\n`),
    '--mapping',
    file(`${set}.json`, JSON.stringify({ set, records: [{ kind: 'company', id: 'no', fields }] })),
    '--config',
    file('config.json', JSON.stringify({ ...testConfig, sources: [] })),
    '--database',
    database,
  ];
}

describeStores('imports at the same time', (stores) => {
  it('both end well, and every record has its customer', { timeout: 60_000 }, async () => {
    const database = stores.url();
    await (await openStore(database)).close();
    const results = await Promise.all(['a', 'b'].map((set) => runCli(importing(set, 800, database))));
    for (const { code, stdout, stderr } of results) {
      expect([code, stderr.replace(/^ {2}.*\n/gm, '')]).toEqual([0, '']);
      expect(stdout).toMatch(/800 rows of [ab], 0 rejected\. Written\.\n$/);
    }
    const store = await openStore(database);
    const links = await store.db.selectFrom('record_link').select('account_id').execute();
    expect(links.filter((l) => l.account_id !== null)).toHaveLength(1600);
    expect(new Set(links.map((l) => l.account_id)).size).toBe(800);
    await store.close();
  });
});

it('waits for another process that pulls, publishes after it, and says when it did not', {
  timeout: 60_000,
}, async () => {
  const database = `sqlite:${join(folder, 'held.sqlite')}`;
  expect((await runCli([...importing('held', 2, database), '--no-publish'])).code).toBe(0);
  const store = await openStore(database);
  const links = async () => (await store.db.selectFrom('record_link').select('id').execute()).length;
  const holder = processHolder();
  expect(await takeLease(store, 't', pullLease, holder, Date.now())).toBeNull();
  const phases = new Set<string>();
  const options = {
    store,
    tenantId: 't',
    sources: [],
    onProgress: ({ phase }: { phase: string }) => void phases.add(phase),
  };
  expect(await publishStored({ ...options, deps: processDeps() }, 0)).toBe(false);
  expect([await links(), phases.size]).toEqual([0, 0]);
  let slept = 0;
  const sleep = async () => {
    expect(await links()).toBe(0);
    if (++slept === 3) await releaseLease(store, 't', pullLease, holder);
  };
  expect(await publishStored({ ...options, deps: { ...processDeps(), sleep } })).toBe(true);
  expect([await links(), slept, [...phases][0]]).toEqual([2, 3, 'wait for another process (s)']);
  await store.close();
});
