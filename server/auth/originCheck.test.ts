import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../problem.ts';
import { checkHost, checkOrigin } from './originCheck.ts';

const hosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

describe('checkHost', () => {
  it.each(['127.0.0.1', '127.0.0.1:4620', 'localhost:4620', 'LOCALHOST', '[::1]', '[::1]:4620'])(
    'answers for %s',
    (host) => {
      expect(() => checkHost(host, hosts)).not.toThrow();
    },
  );

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:4620',
    'localhost.evil.example',
    'evil.example#localhost',
    '127.0.0.1.nip.io',
    '127.0.0.1:4620:80',
    '127.0.0.1@evil.example',
    'localhost:4620/x',
    ' localhost',
    '0.0.0.0',
    '[::]',
    '2130706433',
  ])('does not answer for %s, as after DNS rebinding', (host) => {
    expect(() => checkHost(host, hosts)).toThrow(ProblemError);
  });
});

describe('checkOrigin', () => {
  it.each([
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'moz-extension://0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
    'safari-web-extension://0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0',
  ])('lets %s in', (origin) => {
    expect(checkOrigin(origin)).toBe(true);
  });

  it('leaves a program without an origin to its token', () => {
    expect(checkOrigin(undefined)).toBe(false);
  });

  it.each([
    '',
    'null',
    'https://evil.example',
    'http://localhost:4620',
    'http://127.0.0.1:4620',
    'file://',
    'chrome-extension://',
    'chrome-extension://abc/../x',
    'chrome-extension://abc.evil.example',
    'https://chrome-extension://abc',
    'evil-chrome-extension://abc',
    'chrome-extension://abc\nhttps://evil.example',
  ])('refuses the page %j', (origin) => {
    expect(() => checkOrigin(origin)).toThrow(ProblemError);
  });

  it('refuses whatever is not an extension', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ size: 'small' }), fc.string()), (origin) => {
        if (/-extension:\/\//.test(origin)) return;
        expect(() => checkOrigin(origin)).toThrow(ProblemError);
      }),
    );
  });
});
