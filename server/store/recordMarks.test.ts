import { expect, it } from 'vitest';
import { describeStores } from '../../tests/support/stores.ts';
import { markIdentity, readIdentityChanges, readIdentityState, saveResolved } from './identityState.ts';
import { clearQueue, enqueue, readQueue } from './linkQueue.ts';

const [one, two] = ['1', '2'].map((id) => ({ source: 'stripe' as const, kind: 'customer', id }));

describeStores('what is still to be done', (stores) => {
  it('keeps a record that is said again while it is linked', async () => {
    const store = await stores.open();
    if (!one || !two) throw new Error('There are two records.');
    await store.transaction((trx) => enqueue(trx, 't', [one, two, one]));
    const read = await readQueue(store, 't', 'company', undefined, 10);
    expect(read).toEqual([
      { ...one, marks: 1 },
      { ...two, marks: 1 },
    ]);
    await store.transaction((trx) => enqueue(trx, 't', [one]));
    await store.transaction((trx) => clearQueue(trx, 't', read));
    expect(await readQueue(store, 't', 'company', undefined, 10)).toEqual([{ ...one, marks: 2 }]);
  });

  it('keeps a record that is said again while it is decided about, and nobody else hears of it', async () => {
    const store = await stores.open();
    if (!one || !two) throw new Error('There are two records.');
    for (const tenant of ['t', 'other']) await store.transaction((trx) => markIdentity(trx, tenant, [one, two]));
    const read = await readIdentityChanges(store, 't');
    await store.transaction((trx) => markIdentity(trx, 't', [two]));
    const { result } = (await readIdentityState(store, 't')) ?? { result: null };
    if (!result) throw new Error('Marking made a state.');
    await store.transaction((trx) => saveResolved(trx, 't', { resolved: 1, result, changes: read }));
    expect(await readIdentityChanges(store, 't')).toEqual([{ ...two, marks: 2 }]);
    expect(await readIdentityChanges(store, 'other')).toEqual(read);
  });
});
