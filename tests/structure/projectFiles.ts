import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Paths of the project's own files relative to the root, sorted: tracked, or new and not ignored. Throws when there are none: then the checks would prove nothing. */
export function projectFiles(wanted: RegExp = /./): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  const files = [...new Set(listed.split('\0'))].filter((f) => f !== '' && existsSync(join(root, f)));
  const found = files.filter((f) => wanted.test(f)).sort();
  if (found.length === 0) throw new Error(`No file of the project matches ${wanted}.`);
  return found;
}

/** The text of a file of the project. */
export function readProject(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** `path:line: text` of every line that a pattern matches. The pattern must not have the flag `g`. */
export function linesMatching(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    readProject(file)
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
  );
}
