import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { freemem, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A running server, or a way to one that another process has started. */
export type Databases = {
  port: number;
  /** A fresh database and its URL: empty, or a copy of `template`. */
  createDatabase(name?: string, template?: string): string;
  /** Removes databases, by their URLs, whoever is connected to them. */
  dropDatabases(urls: readonly string[]): void;
};
export type Postgres = Databases & { stop(): void };

/** The folder of the server binaries: on the search path, or where Debian puts them. */
function serverBinaries(): string {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .find((directory) => directory !== '' && existsSync(join(directory, 'initdb')));
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((v) => join(debian, v, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? onPath;
  if (!found)
    throw new Error(
      'PostgreSQL server binaries were not found. Install them ("apt-get install postgresql") and run the tests again.',
    );
  return found;
}

/**
 * Where databases are that no disk has to keep: in memory, if there is plenty. A run makes hundreds, one after the other, of a thousand
 * files each, and a disk takes a minute to forget them.
 */
function volatileFolder(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return Math.min(bavail * bsize, freemem()) >= 4 * 2 ** 30 ? memory : tmpdir();
}

/**
 * Starts a PostgreSQL server of its own in a temporary folder on a free port of loopback. As root it runs as the user `postgres`,
 * because PostgreSQL refuses root. Nothing outside the folder is touched; `stop` removes it. Writes reach the disk only when `durable`.
 */
export async function startPostgres({ durable = false } = {}): Promise<Postgres> {
  const bin = serverBinaries();
  const folder = mkdtempSync(join(durable ? tmpdir() : volatileFolder(), 'alongside-postgres-'));
  const data = join(folder, 'data');
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
    chownSync(folder, uid as number, gid as number);
  }
  const run = (program: string, args: string[]) => {
    const command = join(bin, program);
    const result = asRoot
      ? spawnSync('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args], {
          encoding: 'utf8',
          cwd: folder,
        })
      : spawnSync(command, args, { encoding: 'utf8', cwd: folder });
    if (result.status !== 0)
      throw new Error(`${program} failed: ${result.stderr || result.stdout || result.error?.message}`);
  };
  const port = await freePort();
  run('initdb', [
    '--pgdata',
    data,
    '--username',
    'alongside',
    '--auth',
    'trust',
    '--encoding',
    'UTF8',
    '--locale',
    'C.UTF-8',
    '--no-sync',
  ]);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400${durable ? '' : ' -c fsync=off -c full_page_writes=off -c synchronous_commit=off'}`;
  run('pg_ctl', ['start', '--pgdata', data, '--wait', '--log', join(folder, 'log'), '--options', options]);
  return {
    ...databasesOn(port),
    stop() {
      run('pg_ctl', ['stop', '--pgdata', data, '--mode', 'immediate', '--wait']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let created = 0;

/** Databases on a server that runs on loopback. */
export function databasesOn(port: number): Databases {
  const psql = join(serverBinaries(), 'psql');
  const where = ['-h', '127.0.0.1', '-p', String(port), '-U', 'alongside', '-d', 'postgres', '-q'];
  const run = (commands: readonly string[]) =>
    execFileSync(psql, [...where, ...commands.flatMap((command) => ['-c', command])]);
  return {
    port,
    createDatabase(name = `test_${process.pid}_${created++}`, template = 'template0') {
      run([`create database ${name} template ${template}`]);
      return `postgres://alongside@127.0.0.1:${port}/${name}`;
    },
    dropDatabases(urls) {
      if (urls.length > 0) run(urls.map((url) => `drop database ${new URL(url).pathname.slice(1)} with (force)`));
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
