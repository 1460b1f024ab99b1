import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = ['adapters', 'components', 'entrypoints', 'lib', 'public', 'wxt.config.ts', 'package-lock.json'];

/** Builds the production extension for Chromium when its sources changed since the last build. Returns its folder. Throws with the tool's output. */
export function buildExtension(root: string): string {
  const output = join(root, '.output', 'chrome-mv3');
  const stamp = join(root, '.data', 'extension-build');
  const wanted = fingerprint(root);
  if (isOurs(join(output, 'manifest.json'), stamp) && readFileSync(stamp, 'utf8') === wanted) return output;
  const build = spawnSync('wxt', ['build'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`The extension could not be built.\n${build.stdout}\n${build.stderr}`);
  mkdirSync(join(root, '.data'), { recursive: true });
  writeFileSync(stamp, wanted);
  return output;
}

/** Whether the build is the one that the stamp is about: a build made by other means since then is newer. */
function isOurs(manifest: string, stamp: string): boolean {
  return existsSync(manifest) && existsSync(stamp) && statSync(manifest).mtimeMs <= statSync(stamp).mtimeMs;
}

function fingerprint(root: string): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (/\.[a-z]+$/.test(path)) hash.update(path).update(readFileSync(full));
    else for (const entry of readdirSync(full).sort()) add(join(path, entry));
  };
  for (const source of sources) add(source);
  return hash.digest('hex');
}
