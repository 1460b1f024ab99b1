import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Hint, HintResult } from '../contract/detection.ts';
import { createHintReading } from './hintReading.ts';
import { readHints } from './readHints.ts';

vi.mock('./readHints.ts', () => ({ readHints: vi.fn() }));

const hints: Hint[] = [{ id: 'name', kind: 'name', selector: 'h1' }];
const found = (text: string): HintResult[] => [{ id: 'name', found: true, text }];
const missing: HintResult[] = [{ id: 'name', found: false }];

let inPage: HintResult[] = [];
beforeEach(() => {
  inPage = missing;
  vi.mocked(readHints).mockReset();
  vi.mocked(readHints).mockImplementation(() => inPage);
});

function reading() {
  const read: HintResult[][] = [];
  const reading = createHintReading((results) => read.push(results));
  reading.turn();
  reading.expect(hints);
  return { reading, read };
}

describe('reading hints', () => {
  it('waits until all are found, and tells it once', () => {
    const { reading: it, read } = reading();
    it.look(false);
    expect(read).toEqual([]);
    inPage = found('Northwind');
    it.look(false);
    it.look(true);
    expect(read).toEqual([found('Northwind')]);
    expect(readHints).toHaveBeenCalledTimes(2);
  });

  it('tells what is not found at the last look', () => {
    const { reading: it, read } = reading();
    it.look(false);
    it.look(true);
    it.look(true);
    expect(read).toEqual([missing]);
  });

  it('reads nothing that it was not told to look for on this page', () => {
    const { reading: it } = reading();
    it.turn();
    it.look(false);
    it.look(true);
    expect(readHints).not.toHaveBeenCalled();
  });

  it('takes what reads as on the page before for that of the page before, until the last look', () => {
    const { reading: it, read } = reading();
    inPage = found('Northwind');
    it.look(false);
    it.turn();
    it.expect(hints);
    it.look(false);
    expect(read).toHaveLength(1);
    inPage = found('Halden');
    it.look(false);
    expect(read.at(-1)).toEqual(found('Halden'));
    it.turn();
    it.expect(hints);
    it.look(true);
    expect(read).toHaveLength(3);
  });
});
