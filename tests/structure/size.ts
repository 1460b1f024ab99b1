import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Budgets of docs/architecture.md, in gzipped bytes of the production build, and what must not be in a bundle. */
const output = join(process.cwd(), '.output', 'chrome-mv3');
const read = (file: string) => readFileSync(join(output, file), 'utf8');
const gzipped = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + gzipSync(read(file), { level: 9 }).length, 0);
let broken = false;

/** The scripts and styles that a page loads before its first paint: those its HTML names, and what these import statically. */
function firstLoad(html: string): string[] {
  const files = new Set<string>();
  const add = (path: string) => {
    const file = path.replace(/^\//, '');
    if (files.has(file)) return;
    files.add(file);
    if (!file.endsWith('.js')) return;
    for (const [, name] of read(file).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
      add(join(file, '..', name as string));
  };
  for (const [, path] of read(html).matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)) add(path as string);
  return [...files];
}

function budget(name: string, files: readonly string[], limit: number): void {
  const size = gzipped(files);
  const ok = size <= limit && size > 0;
  broken ||= !ok;
  console.log(
    `${ok ? 'ok  ' : 'OVER'} ${name}: ${(size / 1000).toFixed(1)} kB gz of ${limit / 1000} (${files.length} files)`,
  );
}

if (!existsSync(output)) throw new Error('There is no build. Run "npm run build" first.');
budget('content script', ['crm.js'], 10_000);
budget('panel, first load', firstLoad('panel.html'), 40_000);
budget(
  'background',
  [
    'background.js',
    ...(existsSync(join(output, 'chunks'))
      ? readdirSync(join(output, 'chunks'))
          .filter((f) => read('background.js').includes(f))
          .map((f) => `chunks/${f}`)
      : []),
  ],
  60_000,
);

const content = read('crm.js');
for (const word of ['indexedDB', 'IDBDatabase', 'Dexie', 'ZodMini', 'MutationObserver', 'postMessage', 'preact']) {
  if (!content.includes(word)) continue;
  broken = true;
  console.error(`The content script contains "${word}". It must not (docs/architecture.md).`);
}
if (firstLoad('panel.html').some((file) => read(file).includes('uPlot'))) {
  broken = true;
  console.error('The panel loads uPlot before it is needed.');
}
for (const file of readdirSync(join(output, 'chunks'))
  .map((f) => `chunks/${f}`)
  .concat('background.js', 'crm.js')) {
  if (!/\beval\(|new Function\(/.test(read(file))) continue;
  broken = true;
  console.error(`${file} contains eval or new Function.`);
}
process.exitCode = broken ? 1 : 0;
