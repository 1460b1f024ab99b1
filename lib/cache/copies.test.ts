import { describe, expect, it } from 'vitest';
import { createCopies } from './copies.ts';

/** Copies of a value that is read and written when the test says so. */
function slowValue() {
  const copies = createCopies<string>();
  const reads: PromiseWithResolvers<string>[] = [];
  return {
    copies,
    reads,
    read: (key = 'a') =>
      copies.read(key, () => {
        const reading = Promise.withResolvers<string>();
        reads.push(reading);
        return reading.promise;
      }),
  };
}

describe('copies', () => {
  it('are kept by key, also for those who ask during the first read', async () => {
    const { reads, read } = slowValue();
    const both = [read(), read()];
    expect(reads).toHaveLength(1);
    reads[0]?.resolve('one');
    expect(await Promise.all(both)).toEqual(['one', 'one']);
    const later = read();
    expect(reads).toHaveLength(1);
    expect(await later).toBe('one');
    void read('b');
    expect(reads).toHaveLength(2);
  });

  it('are not kept of a read that began before a write, whenever it ends', async () => {
    const { copies, reads, read } = slowValue();
    const early = read();
    const write = Promise.withResolvers<string>();
    const written = copies.write(() => write.promise);
    // The database would hold this one back until the write ends; another store might answer with what was before.
    const during = read();
    expect(reads).toHaveLength(2);
    reads[1]?.resolve('old');
    await during;
    write.resolve('done');
    expect(await written).toBe('done');
    reads[0]?.resolve('old');
    expect(await early).toBe('old');
    const after = [read(), read()];
    expect(reads).toHaveLength(3);
    reads[2]?.resolve('new');
    expect(await Promise.all(after)).toEqual(['new', 'new']);
  });

  it('are dropped when a write begins, so that nobody meets the old one meanwhile', async () => {
    const { copies, reads, read } = slowValue();
    void read();
    void copies.write(() => new Promise(() => undefined));
    void read();
    expect(reads).toHaveLength(2);
  });

  it('are dropped also by a write that fails, which its caller hears', async () => {
    const { copies, reads, read } = slowValue();
    const write = copies.write(() => Promise.reject(new Error('full')));
    void read();
    await expect(write).rejects.toThrow('full');
    void read();
    expect(reads).toHaveLength(2);
  });

  it('are not kept of a read that fails, and a late failure drops nothing newer', async () => {
    const { copies, reads, read } = slowValue();
    const failing = read();
    copies.clear();
    const newer = read();
    reads[0]?.reject(new Error('refused'));
    await expect(failing).rejects.toThrow('refused');
    void read();
    expect(reads).toHaveLength(2);
    reads[1]?.reject(new Error('refused'));
    await expect(newer).rejects.toThrow('refused');
    void read();
    expect(reads).toHaveLength(3);
  });

  it('are at most a hundred', () => {
    const { reads, read } = slowValue();
    for (let n = 0; n < 100; n++) void read(`${n}`);
    void read('0');
    expect(reads).toHaveLength(100);
    void read('100');
    void read('0');
    expect(reads).toHaveLength(102);
  });
});
