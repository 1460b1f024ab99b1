import { describe, expect, it } from 'vitest';
import { linesMatching, projectFiles, readProject } from './projectFiles.ts';

const code = projectFiles(/\.(?:ts|tsx|mjs|cjs|js|css|html)$/);
const product = code.filter(
  (f) => /^(?:adapters|components|entrypoints|lib|server)\//.test(f) && !/\.test\.tsx?$/.test(f),
);
const tests = code.filter((f) => /\.(?:test|spec)\.tsx?$/.test(f) || f.startsWith('tests/'));

const maxLines = 300;
const maxTestLines = 400;

/** Files whose tool reads the default export. */
const defaultExports = [
  /^(?:vitest|wxt)\.config\.ts$/,
  /^tests\/(?:[^/]+\/)+(?:playwright|vite|vitest)\.config\.ts$/,
  /^tests\/[^/]+\/globalSetup\.ts$/,
  /^entrypoints\/[^/]+\.ts$/,
  /^entrypoints\/[^/]+\/index\.ts$/,
];

/** Where the project talks to a terminal; everything else logs through pino, or warns in the browser's console. */
const terminal = [/^server\/cli/, /^server\/launch\//, /^server\/sandbox\/main\.ts$/];

/** Pauses that are what the test does, not what it waits for. */
const pausesOnPurpose = new Map([
  ['tests/bench/paintProbes.ts', 'the moment at which a person navigates, and how long they stay'],
  ['tests/e2e/switching.ts', 'the random time that a person stays on a record'],
  ['tests/drill/races/races.spec.ts', 'the random time after which the worker is stopped'],
]);

describe('source files', () => {
  it('are seen', () => {
    expect(product.length).toBeGreaterThan(120);
    expect(tests.length).toBeGreaterThan(20);
  });

  it('stay readable: at most 300 lines, tests 400', () => {
    const long = code.flatMap((file) => {
      const lines = readProject(file).trimEnd().split('\n').length;
      return lines > (tests.includes(file) ? maxTestLines : maxLines) ? [`${file}: ${lines}`] : [];
    });
    expect(long).toEqual([]);
  });

  it('have named exports, except where a tool reads the default one', () => {
    const found = linesMatching(code, /^\s*export\s+default\b|\bas default\b/).map((line) => line.split(':')[0] ?? '');
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter((file) => !defaultExports.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  it('print only where the project has a terminal', () => {
    const quiet = product.filter((f) => !terminal.some((pattern) => pattern.test(f)));
    expect(quiet.length).toBeGreaterThan(100);
    expect(linesMatching(quiet, /\bconsole\.(?:log|info|debug|dir|table)\b/)).toEqual([]);
    const server = quiet.filter((f) => f.startsWith('server/'));
    expect(linesMatching(server, /\bconsole\./)).toEqual([]);
  });

  it('never turn text into markup or code', () => {
    const dangerous =
      /dangerouslySetInnerHTML|\b(?:inner|outer)HTML\b|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|document\.write|\beval\(|new Function\(|\bimport\(\s*[^'")]/;
    expect(linesMatching(product, dangerous)).toEqual([]);
    expect(
      linesMatching(
        product.filter((f) => f.endsWith('.html')),
        /\son[a-z]+=|<script(?![^>]*\ssrc=)/,
      ),
    ).toEqual([]);
  });

  it('leave nothing unfinished, and silence no type error', () => {
    const others = code.filter((f) => f !== 'tests/structure/source.test.ts');
    expect(linesMatching(others, /\b(?:TODO|FIXME|XXX|HACK)\b|@ts-(?:ignore|nocheck|expect-error)/)).toEqual([]);
  });
});

describe('tests', () => {
  it('wait for what they need, never for time', () => {
    const waiting =
      /waitForTimeout|timers\/promises|Atomics\.wait|setTimeout\(\s*(?:resolve|done|r|res)\b|\bnetworkidle\b|page\.pause\(/;
    const found = linesMatching(tests, waiting).filter(
      (line) => !pausesOnPurpose.has(line.split(':')[0] ?? '') && !line.startsWith('tests/structure/'),
    );
    expect(found).toEqual([]);
    for (const file of pausesOnPurpose.keys()) expect(tests).toContain(file);
  });

  it('all run', () => {
    const partial =
      /\b(?:it|test|describe)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|todo|fixme|fails)\b|\b(?:fit|fdescribe|xit|xdescribe|xtest)\(/;
    expect(linesMatching(tests, partial).filter((line) => !line.startsWith('tests/structure/'))).toEqual([]);
  });
});
