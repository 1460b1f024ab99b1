// What a fresh machine lacks, installed or named. Plain JavaScript for Node 20: nothing of the project is installed yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bin = join(root, 'node_modules', '.bin');

/** A reason to stop, in a sentence that says what to do. */
export class SetupError extends Error {}

/** Installs the packages of the lockfile when they are missing or the lockfile changed, and makes sure that they bring Node 24. */
export function ensurePackages(log = console.error) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetupError(
      `Node ${process.versions.node} is too old to start. Install Node 20 or newer; the project brings Node 24 itself.`,
    );
  }
  const stamp = join(root, 'node_modules', '.alongside-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (installed !== wanted || !existsSync(join(bin, 'node'))) {
    log('Installing packages from the lockfile…');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (result.status !== 0)
      throw new SetupError('The packages could not be installed. Check the network and run "npm ci" to see why.');
    if (!existsSync(join(bin, 'node'))) {
      // Newer npm asks before it runs install scripts; this package's own script only copies the binary into place.
      spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
        cwd: join(root, 'node_modules', 'node'),
        stdio: ['ignore', 2, 2],
      });
    }
    if (!existsSync(join(bin, 'node')))
      throw new SetupError('Node 24 was not placed by its package. Run "npm rebuild node" and try again.');
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, wanted);
  }
  return join(bin, 'node');
}

const debianPackages = {
  chromium: {
    name: 'chromium',
    found: () => onPath(['chromium', 'chromium-browser', 'google-chrome', 'chrome']) || Boolean(process.env.CHROMIUM),
  },
  firefox: { name: 'firefox-esr', found: () => onPath(['firefox-esr', 'firefox']) || Boolean(process.env.FIREFOX) },
  postgresql: { name: 'postgresql', found: () => onPath(['initdb']) || debianInitdb() },
};

/** Debian keeps server binaries off the path, one folder per version; a client alone leaves the folder without initdb. */
function debianInitdb() {
  const versions = '/usr/lib/postgresql';
  return existsSync(versions) && readdirSync(versions).some((v) => existsSync(join(versions, v, 'bin', 'initdb')));
}

/** Installs a Debian package when it is missing, as root on Debian; elsewhere names the command. */
export function ensureSystem(what, log = console.error) {
  const { name, found } = debianPackages[what];
  if (found()) return;
  const command = `apt-get install -y --no-install-recommends ${name}`;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new SetupError(`${name} is missing. Install it, on Debian with "sudo ${command}", and try again.`);
  }
  log(`Installing ${name}…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 2], env }).status === 0;
  if (!(apt(['update', '-qq']) && apt(['install', '-y', '-qq', '--no-install-recommends', name])) || !found()) {
    throw new SetupError(`${name} could not be installed. Run "${command}" to see why.`);
  }
}

function onPath(names) {
  const directories = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean);
  return names.some((name) => directories.some((directory) => existsSync(join(directory, name))));
}

/** The environment in which the project's own tools and Node 24 come first. What Node has compiled once is kept for the next start. */
export function projectEnv(extra = {}) {
  const cache = join(root, '.data', 'compile-cache');
  return { NODE_COMPILE_CACHE: cache, ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}`, ...extra };
}
