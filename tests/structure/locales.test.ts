import { describe, expect, it } from 'vitest';
import { ActionCategory, reactionKinds } from '../../lib/contract/action.ts';
import { Moved, roles } from '../../lib/contract/api.ts';
import { errorCodes } from '../../lib/contract/errors.ts';
import { confidences, SourceSystem } from '../../lib/contract/identity.ts';
import { contradictionKinds, qualityFields, qualityKinds, stewards } from '../../lib/contract/quality.ts';
import { bands, Person, paymentStates, Sections, sectionStatuses, Ticket } from '../../lib/contract/sections.ts';
import { factors } from '../../server/domain/health/factors.ts';
import { metricParts, noValueReasons } from '../../server/domain/metrics/defineMetric.ts';
import { metrics } from '../../server/domain/metrics/registry.ts';
import { retryStates } from '../../server/domain/retries.ts';
import { projectFiles, readProject } from './projectFiles.ts';

type Catalogue = Record<string, { message: string }>;
const catalogues = new Map(
  projectFiles(/^public\/_locales\/[^/]+\/messages\.json$/).map((f) => [
    f.split('/')[2] ?? '',
    JSON.parse(readProject(f)) as Catalogue,
  ]),
);
const english = catalogues.get('en') ?? {};
const keys = Object.keys(english).sort();
const sources = projectFiles(/^(?:(?:components|entrypoints|lib)\/.*\.tsx?|wxt\.config\.ts)$/).filter(
  (f) => !f.endsWith('.test.ts') && !f.endsWith('.test.tsx'),
);
const text = sources.map(readProject).join('\n');

/** Keys that are put together from a prefix and a value of the contract or the domain: every value needs its words. */
const families: Record<string, readonly string[]> = {
  band: bands,
  cap: [...readProject('server/domain/health/caps.ts').matchAll(/\bid: '(\w+)'/g)].map((m) => m[1] ?? ''),
  category: ActionCategory.options,
  confidence: confidences,
  contradiction: contradictionKinds,
  error: errorCodes,
  field: qualityFields,
  factor: factors.map((f) => f.id),
  marker: ['rules', 'profile', 'override'],
  metric: Object.values(metrics).map((m) => m.id),
  moved: Moved.def.shape.what.options,
  optOut: Person.def.shape.optOuts.def.innerType.def.element.options,
  part: metricParts,
  payment: paymentStates,
  priority: Ticket.def.shape.priority.options,
  quality: qualityKinds,
  reaction: reactionKinds.filter((kind) => kind !== 'shown' && kind !== 'accepted'),
  reason: noValueReasons,
  retry: retryStates,
  rule: evidenceRules(),
  section: Object.keys(Sections.def.shape),
  source: SourceSystem.options,
  status: sectionStatuses,
  steward: stewards,
  ticket: Ticket.def.shape.status.options,
  title: errorCodes,
  // Where the code asks for a unit by name, the browser's own words are used.
  unit: [...new Set(factors.map((f) => f.unit))].filter((unit) => !text.includes(`unit === '${unit}'`)),
  userRole: roles,
};

/** The reasons for a link that identity and panel give, as written in the code. */
function evidenceRules(): string[] {
  const files = projectFiles(/^(?:server\/(?:domain|jobs)\/.*|server\/contextCache|lib\/context\/.*)\.ts$/);
  const found = files
    .filter((f) => !f.endsWith('.test.ts'))
    .flatMap((f) => [...readProject(f).matchAll(/\brule: '(\w+)'/g)].map((m) => m[1] ?? ''));
  return [...new Set(found)];
}

/** `$1` to `$9` in a message, sorted, each once. */
function placeholders(message: string): string {
  return [...new Set(message.match(/\$[1-9]/g))].sort().join(' ');
}

/** Patterns of keys that code puts together, such as `error_${code}`. */
const patterns = [...text.matchAll(/`([a-z]\w*_)\$\{[^}`]*\}(\w*)`/g)].map(([, head, tail]) => ({
  head: head ?? '',
  tail: tail ?? '',
}));
/** Both halves of some keys are values, such as `${kind}_${id}`; then the prefix is a literal elsewhere. */
const hasFreePattern = /`\$\{[^}`]*\}_\$\{[^}`]*\}`/.test(text);
const literal = new Set([...text.matchAll(/(['"])([A-Za-z]\w*)\1|__MSG_(\w+)__/g)].map((m) => m[2] ?? m[3] ?? ''));

describe('locales', () => {
  it('are complete: the same keys and the same placeholders in each', () => {
    expect(catalogues.size).toBeGreaterThan(2);
    expect(keys.length).toBeGreaterThan(200);
    for (const [locale, catalogue] of catalogues) {
      expect(Object.keys(catalogue).sort(), locale).toEqual(keys);
      const differing = keys.filter(
        (key) => placeholders(catalogue[key]?.message ?? '') !== placeholders(english[key]?.message ?? ''),
      );
      expect(differing, `${locale}: placeholders`).toEqual([]);
      expect(
        keys.filter((key) => catalogue[key]?.message.trim() === ''),
        `${locale}: empty`,
      ).toEqual([]);
    }
  });

  it('have keys that the browsers accept', () => {
    expect(keys.filter((key) => !/^[A-Za-z0-9_]+$/.test(key))).toEqual([]);
  });

  it('hold every key that the code names', () => {
    const named = [...text.matchAll(/\b(?:t|translate|getMessage)\(\s*'(\w+)'/g)].map((m) => m[1] ?? '');
    expect(named.length).toBeGreaterThan(80);
    expect([...new Set(named)].filter((key) => !(key in english))).toEqual([]);
  });

  it.each(Object.entries(families))('have words for every %s', (prefix, values) => {
    expect(values.length).toBeGreaterThan(0);
    expect(patterns.some((p) => p.head === `${prefix}_`) || (hasFreePattern && literal.has(prefix))).toBe(true);
    expect(values.map((value) => `${prefix}_${value}`).filter((key) => !(key in english))).toEqual([]);
  });

  it('hold no key that nothing uses', () => {
    expect(patterns.length).toBeGreaterThan(20);
    const inFamily = new Set(Object.entries(families).flatMap(([prefix, ids]) => ids.map((id) => `${prefix}_${id}`)));
    const unused = keys.filter(
      (key) =>
        !literal.has(key) &&
        !inFamily.has(key) &&
        !patterns.some(({ head, tail }) => key.startsWith(head) && key.endsWith(tail) && key.length > head.length),
    );
    expect(unused).toEqual([]);
  });
});
