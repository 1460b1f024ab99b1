import { describe, expect, it } from 'vitest';
import { linesMatching, projectFiles, readProject } from './projectFiles.ts';

/** Everything a person reads, and everything that could carry a trace of the machine it was written on. */
const texts = projectFiles(/\.(?:ts|tsx|mjs|cjs|js|css|html|md|json|jsonl)$|^[^/]*$|^\.ci\//).filter(
  (f) => f !== 'package-lock.json' && f !== 'tests/structure/words.test.ts',
);

describe('the repository', () => {
  it('is read', () => expect(texts.length).toBeGreaterThan(200));

  it('names no folder of a machine', () => {
    expect(
      linesMatching(texts, /(?:^|[\s"'`(=])(?:\/(?:home|Users|work|workspace|root|mnt|tmp)\/|~\/|[A-Z]:\\)/),
    ).toEqual([]);
  });

  it('needs nothing beside itself', () => {
    // Hostile values climb out of folders on purpose.
    const leaving = texts
      .filter((file) => file !== 'tests/support/hostileValues.ts')
      .flatMap((file) => {
        const depth = file.split('/').length - 1;
        const steps = [...readProject(file).matchAll(/(?:\.\.\/)+/g)].map((m) => m[0].length / 3);
        return steps.some((n) => n > depth) ? [file] : [];
      });
    expect(leaving).toEqual([]);
  });

  it('explains itself without a tracker', () => {
    expect(linesMatching(texts, /\b(?:issue|ticket|task|PR|pull request) #\d+|\bissue \d+\b/i)).toEqual([]);
  });

  it('holds no key that looks real', () => {
    expect(
      linesMatching(
        texts,
        /\bsk_live_|\brk_live_|-----BEGIN [A-Z ]*PRIVATE KEY|\bxox[bap]-|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{30,}/,
      ),
    ).toEqual([]);
  });
});
