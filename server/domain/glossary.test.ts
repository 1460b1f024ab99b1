import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Glossary } from '../../lib/contract/glossary.ts';
import { glossary } from './glossary.ts';

it('speaks the contract, and says what docs/metrics.md says', () => {
  const made = glossary();
  expect(Glossary.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
  const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8').replaceAll('\\|', '|');
  expect(made.metrics.length).toBeGreaterThan(17);
  for (const { id, term, formula } of made.metrics)
    for (const text of [id, term, formula]) expect(page).toContain(text);
  for (const { id, text } of [...made.health.factors, ...made.health.caps])
    for (const words of [id, text]) expect(page).toContain(words);
});
