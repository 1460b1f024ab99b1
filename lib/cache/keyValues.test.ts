import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it, vi } from 'vitest';
import { Database } from './database.ts';
import { createValues } from './keyValues.ts';

const key = 'place';
const drift = { day: '2026-11-21', reports: [] };

/** Values over a database whose reads are counted, and can be held on their way back. */
function countedValues() {
  const db = new Database('test', { indexedDB: new IDBFactory(), IDBKeyRange });
  const real = db.values.get.bind(db.values) as (key: string) => Promise<unknown>;
  let gate: Promise<void> = Promise.resolve();
  const get = vi.spyOn(db.values, 'get').mockImplementation((async (asked: string) => {
    const held = gate;
    const row = await real(asked);
    await held;
    return row;
  }) as never);
  return {
    db,
    get,
    values: createValues(db),
    /** Holds the reads that begin from now on. Returns how to let them, and those after them, go. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = Promise.resolve();
        resolve();
      };
    },
  };
}

describe('small values', () => {
  it('are read from the database once, also when nothing is there, and when two ask at the same time', async () => {
    const { values, get } = countedValues();
    expect(await Promise.all([values.read(key), values.read(key)])).toEqual([null, null]);
    expect(await values.read(key)).toBeNull();
    expect(get).toHaveBeenCalledTimes(1);
    await values.read('drift');
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('are read again after a write of their own, and reach the database', async () => {
    const { db, values, get } = countedValues();
    await values.read(key);
    await values.write('drift', drift);
    await values.read(key);
    expect(get).toHaveBeenCalledTimes(1);
    await values.write(key, 'page');
    expect([await values.read(key), await values.read(key)]).toEqual(['page', 'page']);
    expect(get).toHaveBeenCalledTimes(2);
    expect(await db.values.toArray()).toContainEqual({ key, value: 'page' });
    // What another key holds was not touched.
    expect(await values.read('drift')).toEqual(drift);
  });

  it('are changed in one step: of two changes at a time none is lost; null leaves what is there', async () => {
    const { db, values } = countedValues();
    const add = (day: string) => values.change('drift', (old) => ({ day: `${old?.day ?? ''}${day}`, reports: [] }));
    await Promise.all([add('a'), values.read('drift'), add('b'), add('c')]);
    expect((await values.read('drift'))?.day).toBe('abc');
    await values.change('drift', () => null);
    await values.change(key, () => null);
    expect(await db.values.toArray()).toEqual([{ key: 'drift', value: { day: 'abc', reports: [] } }]);
  });

  it('do not come back as they were before a write, by a read that began before it', async () => {
    const { values, hold } = countedValues();
    await values.write(key, 'browser');
    const release = hold();
    const late = values.read(key);
    await values.write(key, 'page');
    release();
    expect(await late).toBe('browser');
    expect(await values.read(key)).toBe('page');
  });

  it('are the written ones for a read that begins during the write', async () => {
    const { values } = countedValues();
    await values.write(key, 'browser');
    expect(await values.read(key)).toBe('browser');
    const written = values.write(key, 'page');
    const during = values.read(key);
    await written;
    expect([await during, await values.read(key)]).toEqual(['page', 'page']);
  });

  it('are asked for again when the database has failed, and a late failure drops nothing newer', async () => {
    const { db, values, get } = countedValues();
    await db.values.put({ key, value: 'browser' });
    get.mockImplementationOnce((() => Promise.reject(new Error('refused'))) as never);
    expect([await values.read(key), await values.read(key)]).toEqual([null, 'browser']);

    values.clear();
    const { promise, reject } = Promise.withResolvers<never>();
    get.mockImplementationOnce((() => promise) as never);
    const failing = values.read(key);
    await values.write(key, 'page');
    const newer = values.read(key);
    reject(new Error('refused'));
    expect([await failing, await newer]).toEqual([null, 'page']);
    const asked = get.mock.calls.length;
    expect(await values.read(key)).toBe('page');
    expect(get).toHaveBeenCalledTimes(asked);
  });

  it('stay as they were when a write fails, and its caller hears of it', async () => {
    const { db, values } = countedValues();
    await values.write(key, 'browser');
    vi.spyOn(db.values, 'put').mockImplementationOnce((() => Promise.reject(new Error('full'))) as never);
    await expect(values.write(key, 'page')).rejects.toThrow('full');
    expect(await values.read(key)).toBe('browser');
  });

  it('are forgotten when the database was emptied', async () => {
    const { db, values } = countedValues();
    await values.write(key, 'browser');
    await values.read(key);
    await db.purge();
    values.clear();
    expect(await values.read(key)).toBeNull();
  });
});
