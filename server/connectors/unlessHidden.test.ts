import { describe, expect, it } from 'vitest';
import { SourceError } from './http.ts';
import { unlessHidden } from './unlessHidden.ts';

describe('unlessHidden', () => {
  const refusal = (kind: 'forbidden' | 'refused' | 'badAnswer') =>
    Promise.reject(new SourceError('stripe', kind, 'stripe said no.'));

  it('is null for what can be done without and is hidden', async () => {
    expect(await unlessHidden(true, refusal('forbidden'))).toBeNull();
    expect(await unlessHidden(true, refusal('refused'))).toBeNull();
    expect(await unlessHidden(true, Promise.resolve(7))).toBe(7);
  });

  it('throws for what is needed, and for every other failure', async () => {
    await expect(unlessHidden(false, refusal('forbidden'))).rejects.toThrow('stripe said no.');
    await expect(unlessHidden(true, refusal('badAnswer'))).rejects.toThrow('stripe said no.');
    await expect(unlessHidden(true, Promise.reject(new TypeError('own fault')))).rejects.toThrow('own fault');
  });
});
