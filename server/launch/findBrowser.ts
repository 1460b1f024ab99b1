import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const places = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  '/snap/bin/chromium',
];

/** The path of an installed Chromium: `CHROMIUM` first, then the search path, then the usual places. Null when there is none. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.CHROMIUM) return existsSync(env.CHROMIUM) ? env.CHROMIUM : null;
  const directories = (env.PATH ?? '').split(delimiter).filter((d) => d !== '');
  for (const name of names) {
    for (const directory of directories) {
      for (const file of [name, `${name}.exe`]) if (existsSync(join(directory, file))) return join(directory, file);
    }
  }
  return places.find((place) => existsSync(place)) ?? null;
}
