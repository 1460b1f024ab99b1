import { expect, it } from 'vitest';
import { account, customerOf, id, resolveAndPublish } from '../../tests/support/salesforceAccounts.ts';
import { describeStores } from '../../tests/support/stores.ts';
import type { Store } from '../store/openStore.ts';
import { runDecide } from './decide.ts';
import { explainPair, explainText } from './explain.ts';

describeStores('alongside decide and explain', (stores) => {
  let nowMs = Date.parse('2026-11-21T09:00:00Z');
  const start = async () => {
    const store = await stores.open();
    await run(store, [account(1, null, nowMs), account(2, null, nowMs)]);
    return store;
  };
  const run = (store: Store, records: Parameters<typeof resolveAndPublish>[1]) => {
    nowMs += 60_000;
    return resolveAndPublish(store, records, nowMs);
  };
  const text = (n: number) => `salesforce/Account/${id(n)}`;
  const asked = { second: text(2), reason: 'same contract', actor: 'mona' };

  it('follow a decision from the command to the verdict and back', async () => {
    const store = await start();
    const explained = async (a: string, b: string) => explainText(await explainPair(store, 't', [a, b]));
    expect(await explained('company one', await customerOf(store, 2))).toContain('Two customers.');
    const done = await runDecide(store, 't', { ...asked, what: 'must', first: text(1) }, nowMs);
    expect(done.applied).toBe(true);
    await run(store, []);
    expect(await customerOf(store, 1)).toBe(await customerOf(store, 2));
    const one = await explained(text(1), text(2));
    expect(one).toContain('One customer.');
    expect(one).toMatch(/decision same contract \(mona\)/);
    expect(one).toMatch(/name: .+ bits\n/);
    await runDecide(store, 't', { ...asked, what: 'undo', first: done.id }, nowMs);
    await run(store, []);
    expect(await customerOf(store, 1)).not.toBe(await customerOf(store, 2));
  });

  it('say what to do about what they cannot find or do', async () => {
    const store = await start();
    const failure = (work: Promise<unknown>) =>
      work.then(
        () => 'nothing',
        (error: Error) => error.message,
      );
    const explained = (a: string, b: string) => failure(explainPair(store, 't', [a, b]));
    expect(await explained('company', text(1))).toContain('Several customers match');
    expect(await explained('nobody', text(1))).toContain('No customer matches');
    expect(await explained(text(3), text(1))).toContain('There is no company record');
    expect(await explained(text(1), text(1))).toContain('are the same');
    const decided = (some: object) =>
      failure(runDecide(store, 't', { ...asked, what: 'must', first: text(1), ...some }, nowMs));
    expect(await decided({ what: 'maybe' })).toContain('must, cannot or undo');
    expect(await decided({ second: undefined })).toContain('Name two records');
    expect(await decided({ reason: ' ' })).toContain('--reason');
    expect(await decided({ what: 'undo', first: 'nothing' })).toContain('There is no decision');
    expect(await decided({ first: text(3) })).toContain('is not known');
  });
});
