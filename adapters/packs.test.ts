import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Hint } from '../lib/contract/detection.ts';
import { KeepClear } from '../lib/contract/dock.ts';
import { crmSystems } from '../lib/contract/record.ts';
import { compileForm } from './compileForm.ts';
import { adapters, detectPage, packOf } from './registry.ts';

const corpus = readFileSync(new URL('../tests/fixtures/urls.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { url: string; expect: object | null });
const hosts = corpus.filter((line) => line.expect).map(({ url }) => new URL(url).hostname);

/** A selector of CSS as far as the packs use it: compounds of simple selectors, joined by spaces or `>`, and lists of these. */
function isSelectorList(text: string): boolean {
  const simple =
    /\[[a-z-]+(?:[*^$~|]?="[^"\\]*")?\]|\.[A-Za-z][\w-]*|#[A-Za-z][\w-]*|(?<![\w\])])(?:[a-z][a-z0-9-]*|\*)/g;
  let rest = text;
  for (let depth = 0; depth < 3 && /:(?:is|not)\(/.test(rest); depth++)
    rest = rest.replace(/:(?:is|not)\(([^()]*)\)/g, (whole, inner) => (isSelectorList(inner) ? '.inner' : whole));
  return rest
    .split(/\s*,\s*/)
    .every((complex) =>
      complex
        .split(/\s*>\s*|\s+(?![^[]*\])/)
        .every((compound) => compound !== '' && compound.replace(simple, '') === ''),
    );
}

it('knows a selector when it sees one', () => {
  const good = ['a', '*', '.a.b', 'a-b[c="d e"] > f', ':is(.a, [b]).c d', '.a:not([b="c"] *), #d', '[href*="/001"]'];
  const bad = ['', ',', '.', '[a', 'a]', '[a="b]', '.a,', ':is(.a', 'a:hover(', '{id}', '.a > ', ':not()', 'a"b'];
  expect([...good, ...bad].filter(isSelectorList)).toEqual(good);
});

describe.each(crmSystems)('the pack of %s', (system) => {
  const pack = packOf(system);
  const facts = [...pack.hosts, ...pack.routes, ...pack.hints];

  it('says of each fact where it is from, and when it was checked', () => {
    for (const { seen } of facts) {
      const [, day = ''] = /^(?:LAB|SRC|CODE|R) (\d{4}-\d\d-\d\d)$/.exec(seen) ?? [];
      expect(new Date(day).toISOString().slice(0, 10), seen).toBe(day);
    }
    const days = facts.map(({ seen }) => seen.split(' ')[1] ?? '').sort();
    expect(pack.day).toBe(days.at(-1));
  });

  it('asks for named hosts by https only, and for each once', () => {
    const all = [...pack.matches, ...pack.optionalMatches];
    for (const match of all) expect(match).toMatch(/^https:\/\/(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+\/(?:agent\/)?\*$/);
    for (const match of pack.optionalMatches) expect(match).toMatch(/^https:\/\/\*\.[^/]+\/\*$/);
    expect(new Set(all).size).toBe(all.length);
    const unused = all.filter((match) => {
      const [, wildcard, domain] = /^https:\/\/(\*\.)?([^/]+)/.exec(match) ?? [];
      return !hosts.some((host) => (wildcard ? host.endsWith(`.${domain}`) : host === domain));
    });
    expect(unused).toEqual([]);
  });

  it('has only forms that can be read, each for an address of the corpus', () => {
    const tokens = [...pack.hosts, ...pack.routes].flatMap(({ form }) => [...form.matchAll(/\{(\w+)\}/g)]);
    for (const [, name = ''] of tokens) expect(Object.hasOwn(pack.tokens, name), name).toBe(true);
    for (const name of Object.keys(pack.tokens))
      expect(
        tokens.some((token) => token[1] === name),
        name,
      ).toBe(true);
    for (const { form } of pack.hosts) {
      const pattern = compileForm(`${form}$`, pack.tokens);
      expect(
        hosts.some((host) => pattern.test(host)),
        form,
      ).toBe(true);
    }
  });

  it('has a route for each of its rules, and an address of the corpus for each route', () => {
    const fitting = new Map<string, number>();
    for (const { url } of corpus) {
      const { rule, system: at } = detectPage(url);
      if (rule !== null && at === system) fitting.set(rule, (fitting.get(rule) ?? 0) + 1);
    }
    expect([...fitting.keys()].sort()).toEqual([...new Set(pack.routes.map(({ rule }) => rule))].sort());
    for (const { rule } of pack.routes) expect(rule).toMatch(/^[a-z]+\.[a-zA-Z]+$/);
  });

  it('reads and keeps clear by selectors that a browser understands', () => {
    KeepClear.parse(pack.dock.clear);
    for (const selector of pack.dock.clear.selectors) expect(isSelectorList(selector), selector).toBe(true);
    for (const hint of pack.hints) {
      Hint.parse(hint);
      expect(isSelectorList(hint.selector.replaceAll('{id}', '7')), hint.selector).toBe(true);
    }
    expect(pack.hints.length).toBeGreaterThan(0);
    expect(pack.dock.clear.selectors.length).toBeLessThan(10);
  });
});

it('names each hint and each rule for one CRM only', () => {
  const hints = adapters.flatMap((adapter) => adapter.hints.map(({ id }) => id));
  expect(new Set(hints).size).toBe(hints.length);
  const rules = adapters.flatMap((adapter) => [...new Set(adapter.routes.map(({ rule }) => rule))]);
  expect(new Set(rules).size).toBe(rules.length);
});
