import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf, open, type Place, SecretError, seal } from './secretBox.ts';

const key = keyOf(randomBytes(32));
const place: Place = { tenantId: 't', source: 'hubspot', field: 'oauth' };
const flipped = (base64: string, at: number) => {
  const bytes = Buffer.from(base64, 'base64');
  const i = at % bytes.length;
  bytes[i] = (bytes[i] ?? 0) ^ 1;
  return bytes.toString('base64');
};

describe('a sealed secret', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 400 });
  const anyPlace = fc.record({ tenantId: text, source: text, field: text });

  it('opens to the same text at its place', () => {
    fc.assert(fc.property(text, anyPlace, (clear, at) => open([key], at, seal(key, at, clear)) === clear));
  });

  it('opens at no other place, not even where the names run together', () => {
    fc.assert(
      fc.property(text, anyPlace, anyPlace, (clear, at, other) => {
        fc.pre(JSON.stringify(at) !== JSON.stringify(other));
        expect(() => open([key], other, seal(key, at, clear))).toThrow(SecretError);
      }),
    );
    const sealed = seal(key, { tenantId: 'a', source: 'b', field: 'c' }, 'x');
    expect(() => open([key], { tenantId: 'a', source: 'bc', field: '' }, sealed)).toThrow(
      /changed or belongs elsewhere/,
    );
  });

  it('does not open when one bit of it was changed', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.constantFrom('nonce' as const, 'ciphertext' as const), (clear, at, part) => {
        const sealed = seal(key, place, clear);
        expect(() => open([key], place, { ...sealed, [part]: flipped(sealed[part], at) })).toThrow(SecretError);
      }),
    );
  });

  it('opens with an older key that is still there, and names a key that is not', () => {
    const older = keyOf(randomBytes(32));
    const sealed = seal(older, place, 'clear');
    expect(open([key, older], place, sealed)).toBe('clear');
    expect(() => open([key], place, sealed)).toThrow(`another key (${older.id})`);
    // Under its name, but not it.
    expect(() => open([{ id: older.id, bytes: key.bytes }], place, sealed)).toThrow(SecretError);
  });

  it('is another one each time, with a nonce of 96 bits and a tag of 128', () => {
    const [a, b] = [seal(key, place, 'clear'), seal(key, place, 'clear')];
    expect(a.nonce).not.toBe(b.nonce);
    expect(a.ciphertext).not.toBe(b.ciphertext);
    expect(Buffer.from(a.nonce, 'base64')).toHaveLength(12);
    expect(Buffer.from(a.ciphertext, 'base64')).toHaveLength('clear'.length + 16);
  });
});
