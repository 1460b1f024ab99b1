import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimWorld, writeSandboxConfig } from './sandboxFiles.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'alongside-files-'));

describe('the configuration that npm start writes', () => {
  it('is written when there is none, and again when the sandbox moved to another port', () => {
    const path = join(folder(), 'alongside.json');
    writeSandboxConfig(path, 'http://127.0.0.1:4621');
    writeSandboxConfig(path, 'http://127.0.0.1:5000');
    expect(readFileSync(path, 'utf8')).toContain('http://127.0.0.1:5000/salesforce');
  });

  it("is never written over somebody's own", () => {
    const path = join(folder(), 'alongside.json');
    const own = '{"tenant":{"id":"acme","name":"Acme"},"users":[],"sources":[]}';
    writeFileSync(path, own);
    expect(() => writeSandboxConfig(path, 'http://127.0.0.1:4621')).toThrow(/left alone/);
    expect(readFileSync(path, 'utf8')).toBe(own);
  });
});

describe('the company that the data file holds', () => {
  const choice = { seed: 7, accounts: 200 };

  it('is the one it was made with', () => {
    const at = folder();
    const options = { stamp: join(at, 'world.json'), database: join(at, 'a.sqlite'), choice };
    claimWorld(options);
    writeFileSync(options.database, 'data');
    expect(() => claimWorld(options)).not.toThrow();
    expect(() => claimWorld({ ...options, choice: { seed: 8, accounts: 200 } })).toThrow(/--seed 7 --accounts 200/);
    expect(readFileSync(options.database, 'utf8')).toBe('data');
    expect(existsSync(options.stamp)).toBe(true);
  });

  it('may be another one once the data file is gone', () => {
    const at = folder();
    const options = { stamp: join(at, 'world.json'), database: join(at, 'a.sqlite'), choice };
    claimWorld(options);
    expect(() => claimWorld({ ...options, choice: { seed: 8, accounts: 50 } })).not.toThrow();
  });
});
