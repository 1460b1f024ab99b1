import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { keyRing } from './keyRing.ts';

const root = mkdtempSync(join(tmpdir(), 'alongside-keys-'));
let home: string;
let data: { folder: string };
let count = 0;
beforeEach(() => {
  home = join(root, String(count++));
  data = { folder: join(home, 'data') };
  mkdirSync(data.folder, { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');

describe('the keys', () => {
  it('are made in the configuration folder, for the person alone, and older ones stay', () => {
    const ring = keyRing(data, { HOME: home });
    expect(ring.keys()).toEqual([]);
    const first = ring.add();
    const second = ring.add();
    expect(ring.where).toBe(join(home, '.config', 'alongside', 'key'));
    expect(ring.keys()).toEqual([second, first]);
    expect(statSync(ring.where).mode & 0o777).toBe(0o600);
    expect(keyRing(data, { HOME: 'elsewhere', XDG_CONFIG_HOME: join(home, '.config') }).keys()).toHaveLength(2);
  });

  it('come from the environment where it has them, newest first, and are not written anywhere', () => {
    const ring = keyRing(data, { HOME: home, ALONGSIDE_KEY: `${key(1)}, ${key(2)}` });
    expect(ring.keys().map((k) => k.bytes[0])).toEqual([1, 2]);
    expect(() => ring.add()).toThrow(/Put a new one before it/);
    expect(existsSync(join(home, '.config'))).toBe(false);
  });

  it.each(['key', 'sub/key'])('never lie in the folder of the database (%s)', (name) => {
    const ring = keyRing(data, { ALONGSIDE_KEY_FILE: join(data.folder, name) });
    expect(() => ring.keys()).toThrow(/folder of the database/);
    expect(() => ring.add()).toThrow(/folder of the database/);
    expect(existsSync(ring.where)).toBe(false);
  });

  it('may lie beside that folder, and anywhere for PostgreSQL', () => {
    const path = join(home, 'database.key');
    expect(keyRing(data, { ALONGSIDE_KEY_FILE: path }).add().bytes).toHaveLength(32);
    expect(keyRing({ folder: null }, { ALONGSIDE_KEY_FILE: join(data.folder, 'key') }).keys()).toEqual([]);
  });

  it.each([
    ['too short', Buffer.alloc(31).toString('base64'), /32 bytes in base64/],
    ['no base64', '!'.repeat(44), /32 bytes in base64/],
    ['nothing', '\n', /holds no key/],
  ])('are refused when the file holds %s, and the file stays', (_what, text, words) => {
    const path = join(home, 'key');
    writeFileSync(path, text, { mode: 0o600 });
    const ring = keyRing(data, { ALONGSIDE_KEY_FILE: path });
    expect(() => ring.keys()).toThrow(words);
    expect(() => ring.add()).toThrow(words);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('are refused when others can read the file', () => {
    const ring = keyRing(data, { ALONGSIDE_KEY_FILE: join(home, 'key') });
    ring.add();
    chmodSync(ring.where, 0o640);
    expect(() => ring.keys()).toThrow(/Run: chmod 600/);
  });
});
