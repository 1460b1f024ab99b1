import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Key, keyBytes, keyOf, SecretError } from './secretBox.ts';

/** The keys that open stored secrets. New ones are encrypted with the first; older ones stay readable. */
export type KeyRing = {
  /** Where they come from, for people: a variable or a path. */
  where: string;
  /** Reads them anew, so that a rotation by another process is seen. Empty: there are none yet. Throws SecretError. */
  keys(): Key[];
  /** Makes a new first key and keeps the older ones. Throws SecretError where keys are given by the environment. */
  add(): Key;
};

/**
 * The keys of this machine: `ALONGSIDE_KEY` (base64, the newest first, apart by spaces or commas), else the file `ALONGSIDE_KEY_FILE`,
 * else one in the person's configuration folder. A file must not lie in `folder`, where the SQLite file is: whoever copies that folder would
 * have both.
 */
export function keyRing({ folder }: { folder: string | null }, env: NodeJS.ProcessEnv = process.env): KeyRing {
  const given = env.ALONGSIDE_KEY;
  if (given !== undefined && given.trim() !== '') {
    return {
      where: 'ALONGSIDE_KEY',
      keys: () => parseKeys(given, 'ALONGSIDE_KEY'),
      add() {
        throw new SecretError(
          'The key is given by ALONGSIDE_KEY. Put a new one before it, with a space between them, and run the command again.',
        );
      },
    };
  }
  const path = resolve(env.ALONGSIDE_KEY_FILE || join(configFolder(env), 'alongside', 'key'));
  const keys = () => {
    refuseBeside(path, folder);
    return existsSync(path) ? readKeyFile(path) : [];
  };
  return {
    where: path,
    keys,
    add() {
      const key = keyOf(randomBytes(keyBytes));
      writeKeyFile(path, [key, ...keys()]);
      return key;
    },
  };
}

/** The keys, of which there must be one by now. Throws SecretError. */
export function keysOf(ring: KeyRing): [Key, ...Key[]] {
  const [first, ...older] = ring.keys();
  if (first) return [first, ...older];
  throw new SecretError(
    `The key that opens the stored secrets is missing (${ring.where}). Put it back, or connect the sources again.`,
  );
}

function configFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32' && env.APPDATA) return env.APPDATA;
  return env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config');
}

function refuseBeside(path: string, folder: string | null): void {
  if (folder === null) return;
  const fromDatabase = relative(folder, path);
  if (fromDatabase.startsWith('..') || isAbsolute(fromDatabase)) return;
  throw new SecretError(
    `The key file ${path} would lie in the folder of the database, and a copy of one would be a copy of both. Name another place in ALONGSIDE_KEY_FILE.`,
  );
}

function readKeyFile(path: string): Key[] {
  let text: string;
  try {
    // Windows has no such bits; its profile folder is the person's own.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
      throw new SecretError(`The key file ${path} can be read by others. Run: chmod 600 ${path}`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof SecretError) throw error;
    throw new SecretError(`The key file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  return parseKeys(text, `The key file ${path}`);
}

function parseKeys(text: string, where: string): Key[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 0) throw new SecretError(`${where} holds no key. Put the key back, or remove the empty file.`);
  return words.map((word) => {
    const bytes = Buffer.from(word, 'base64');
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(word) || bytes.length !== keyBytes)
      throw new SecretError(
        `${where} does not hold a key of ${keyBytes} bytes in base64. Make one with: openssl rand -base64 32`,
      );
    return keyOf(bytes);
  });
}

/** Never half of it: written beside, then put in place. */
function writeKeyFile(path: string, keys: readonly Key[]): void {
  const beside = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(beside, `${keys.map((key) => key.bytes.toString('base64')).join('\n')}\n`, {
      mode: 0o600,
      flush: true,
    });
    chmodSync(beside, 0o600);
    renameSync(beside, path);
  } catch (error) {
    throw new SecretError(
      `The key file ${path} cannot be written (${(error as NodeJS.ErrnoException).code}). Name another place in ALONGSIDE_KEY_FILE.`,
    );
  }
}
