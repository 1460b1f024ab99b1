import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesMatching, projectFiles, readProject, root } from './projectFiles.ts';

const pages = projectFiles(/\.md$/);
const code = projectFiles(/\.(?:ts|tsx|mjs|cjs)$/);
const { scripts } = JSON.parse(readProject('package.json')) as { scripts: Record<string, string> };

type Mention = { page: string; what: string };
const show = ({ page, what }: Mention) => `${page}: ${what}`;

/** Every match of a pattern's first group, by page. */
function mentions(pattern: RegExp, from = pages): Mention[] {
  return from.flatMap((page) =>
    [...readProject(page).matchAll(pattern)].map((m) => ({ page, what: (m[1] ?? '').trim() })),
  );
}

/** The anchors that GitHub gives to the headings of a page. */
function anchors(page: string): string[] {
  return [...readProject(page).matchAll(/^#{1,6} (.+)$/gm)].map((m) =>
    (m[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the documentation', () => {
  it('is there', () => {
    for (const page of [
      'README.md',
      'CONTRIBUTING.md',
      'docs/architecture.md',
      'docs/configuration.md',
      'docs/security.md',
    ])
      expect(pages).toContain(page);
  });

  it('links and shows only what exists', () => {
    const links = mentions(/\]\(([^)\s]+)\)/g).filter(({ what }) => !/^(?:https?|mailto):/.test(what));
    expect(links.length).toBeGreaterThan(30);
    const broken = links.filter(({ page, what }) => {
      const [path = '', anchor] = what.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchors(target).includes(anchor);
    });
    expect(broken.map(show)).toEqual([]);
    const pictures = mentions(/!\[[^\]]+\]\(([^)\s]+)\)/g);
    expect(pictures.length).toBeGreaterThan(0);
    for (const { page, what } of pictures)
      expect(statSync(join(root, dirname(page), what)).size, what).toBeLessThan(300_000);
  });

  it('names commands that package.json has', () => {
    const named = mentions(/\bnpm run (?:-s )?([a-z][\w:-]*)/g);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ what }) => !(what in scripts)).map(show)).toEqual([]);
  });

  it('names steps of the tests and commands of the command line that exist', () => {
    const steps = [...readProject('tests/run.mjs').matchAll(/^ {2,4}(?:\{ )?name: '([\w-]+)'/gm)].map((m) => m[1]);
    const namedSteps = mentions(/\bnpm test -- ([a-z][a-z0-9 -]*)/g).flatMap(({ page, what }) =>
      what.split(' ').map((step) => ({ page, what: step })),
    );
    expect(namedSteps.length).toBeGreaterThan(2);
    expect(namedSteps.filter(({ what }) => !steps.includes(what)).map(show)).toEqual([]);

    const commands = [...readProject('server/cli.ts').matchAll(/\bcommand\('(\w+)'/g)].map((m) => m[1]);
    const namedCommands = mentions(/\balongside -- ([a-z]+)/g);
    expect(namedCommands.length).toBeGreaterThan(4);
    expect(namedCommands.filter(({ what }) => !commands.includes(what)).map(show)).toEqual([]);
  });

  it('names files of the project that exist', () => {
    const named = mentions(/`((?:adapters|components|docs|entrypoints|lib|public|server|tests)\/[\w./-]*)`/g);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ what }) => !existsSync(join(root, what))).map(show)).toEqual([]);
  });

  it('is what the code refers to', () => {
    const named = mentions(
      /\b(docs\/[\w-]+(?:\/[\w-]+)*\.md)\b/g,
      code.filter((f) => !f.startsWith('tests/structure/')),
    );
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter(({ what }) => !existsSync(join(root, what))).map(show)).toEqual([]);
  });
});

describe('scripts', () => {
  it('run files that exist', () => {
    const files = Object.values(scripts).flatMap((s) => [...s.matchAll(/\bnode ([\w./-]+)/g)].map((m) => m[1] ?? ''));
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

describe('decisions', () => {
  const records = pages.filter((f) => /^docs\/adr\/\d{4}-/.test(f));
  const index = existsSync(join(root, 'docs/adr/README.md')) ? readProject('docs/adr/README.md') : '';

  it('are numbered without gaps, and each is in the index', () => {
    expect(records.length).toBeGreaterThan(10);
    expect(records.map((f) => Number(f.slice(9, 13)))).toEqual(records.map((_, i) => i + 1));
    expect(records.filter((f) => !index.includes(`](${f.slice('docs/adr/'.length)})`))).toEqual([]);
  });

  it.each(records)('%s says what, among what, and at what cost', (record) => {
    const text = readProject(record);
    expect(text).toMatch(new RegExp(`^# ${Number(record.slice(9, 13))}\\. \\S`));
    const headings = [...text.matchAll(/^## (.+)$/gm)].map((m) => m[1]);
    expect(headings).toEqual(['Context', 'Options', 'Decision', 'Consequences']);
    const parts = text.split(/^## .+$/m).slice(1);
    for (const part of parts) expect(part.trim().length).toBeGreaterThan(40);
    // A decision that costs nothing was not one.
    expect(parts[3]).toMatch(/^- (?:Bad|Cost):/m);
    expect(text.split('\n').length).toBeLessThan(60);
  });

  it('are not a place for marketing', () => {
    const words = /\b(?:seamless|powerful|blazing|cutting-edge|world-class|effortless|revolutionary|leverage)/i;
    expect(linesMatching(pages, words)).toEqual([]);
  });
});
