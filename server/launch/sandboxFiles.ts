import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { StartError } from '../main.ts';
import { sandboxConfig } from '../sandbox/sandboxConfig.ts';

/** Writes the configuration for the sandbox at `url`. Throws StartError, and changes nothing, when the file is somebody's own. */
export function writeSandboxConfig(path: string, url: string): void {
  const wanted = `${JSON.stringify(sandboxConfig(url), null, 2)}\n`;
  if (existsSync(path) && !isSandboxConfig(readFileSync(path, 'utf8'), wanted)) {
    throw new StartError(
      `${relative(process.cwd(), path)} is not the sandbox's configuration, so it was left alone. Move it away, or use it with "npm run -s alongside -- serve".`,
    );
  }
  writeFileSync(path, wanted);
}

/** Two texts are configurations of a sandbox when they differ in nothing but its port. */
function isSandboxConfig(existing: string, wanted: string): boolean {
  const plain = (text: string) => text.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '').replaceAll(/\s/g, '');
  return plain(existing) === plain(wanted);
}

export type WorldChoice = { seed: number; accounts: number };

/**
 * Remembers which company the data file holds. Throws StartError when it holds another one: customers of two companies would mix, and
 * a data file is never deleted without being asked.
 */
export function claimWorld(options: { stamp: string; database: string; choice: WorldChoice }): void {
  const { stamp, database, choice } = options;
  if (existsSync(database) && existsSync(stamp)) {
    const held = JSON.parse(readFileSync(stamp, 'utf8')) as WorldChoice;
    if (held.seed !== choice.seed || held.accounts !== choice.accounts) {
      throw new StartError(
        `${relative(process.cwd(), database)} holds the company of --seed ${held.seed} --accounts ${held.accounts}. Start with these, or move the file away to get another company.`,
      );
    }
  }
  writeFileSync(stamp, JSON.stringify(choice));
}
