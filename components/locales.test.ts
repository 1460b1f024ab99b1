import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reactionKinds } from '../lib/contract/action.ts';
import { roles } from '../lib/contract/api.ts';
import { errorCodes } from '../lib/contract/errors.ts';
import { confidences } from '../lib/contract/identity.ts';
import { bands, paymentStates, sectionStatuses } from '../lib/contract/sections.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'public', '_locales');
const languages = readdirSync(folder);
const read = (language: string) =>
  JSON.parse(readFileSync(join(folder, language, 'messages.json'), 'utf8')) as Record<string, { message: string }>;
const english = read('en');

const sources = ['components', 'entrypoints', 'lib', 'wxt.config.ts'].flatMap((place) =>
  place.endsWith('.ts')
    ? [join(root, place)]
    : readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
        .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
        .map((file) => join(root, place, file)),
);
const code = sources.map((file) => readFileSync(file, 'utf8')).join('\n');

/** Every value of a closed set needs words of its own. */
const families: Record<string, readonly string[]> = {
  band: bands,
  confidence: confidences,
  payment: paymentStates,
  paid: paymentStates,
  status: sectionStatuses,
  title: errorCodes,
  error: errorCodes,
  quiet: errorCodes,
  userRole: roles,
  reaction: reactionKinds.filter((kind) => kind !== 'shown' && kind !== 'accepted'),
};

test('there are at least three languages, one of them from right to left', () => {
  expect(languages).toEqual(expect.arrayContaining(['en', 'de', 'ar']));
});

for (const language of languages) {
  test(`${language} has the words of English, all of them and no others, with the same gaps to fill`, () => {
    const words = read(language);
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    const gaps = (message = '') => [...message.matchAll(/\$\d/g)].map(([gap]) => gap).sort();
    for (const [key, { message }] of Object.entries(english)) {
      expect(words[key]?.message.trim(), key).not.toBe('');
      expect(gaps(words[key]?.message), key).toEqual(gaps(message));
    }
  });
}

test('every key that the code names has words, and so has every value of a closed set', () => {
  const named = [...code.matchAll(/\b(?:t|translate|getMessage)\(\s*'([A-Za-z]\w*)'/g)].map(([, key]) => key as string);
  expect(named.length).toBeGreaterThan(60);
  const inFamilies = Object.entries(families).flatMap(([family, values]) => values.map((v) => `${family}_${v}`));
  expect([...named, ...inFamilies].filter((key) => !(key in english))).toEqual([]);
});

test('no words are kept that nothing shows', () => {
  const unused = Object.keys(english).filter(
    (key) =>
      !new RegExp(`(?<![A-Za-z0-9])${key}(?![A-Za-z0-9])`).test(code) && !code.includes(`\`${key.split('_')[0]}_\${`),
  );
  // A factor or a limit is named by its kind and id together.
  expect(unused.filter((key) => !/^(factor|cap)_/.test(key))).toEqual([]);
});
