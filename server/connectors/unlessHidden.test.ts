import { describe, expect, it } from 'vitest';
import { SourceError } from './http.ts';
import { unlessHidden } from './unlessHidden.ts';

describe('unlessHidden', () => {
  const refusal = (kind: 'forbidden' | 'refused' | 'badAnswer', status: number | null = null) =>
    Promise.reject(new SourceError('stripe', kind, 'stripe said no.', status));

  it('is null for what is hidden', async () => {
    expect(await unlessHidden(refusal('forbidden'))).toBeNull();
    expect(await unlessHidden(refusal('refused', 404))).toBeNull();
    expect(await unlessHidden(Promise.resolve(7))).toBe(7);
  });

  it('throws for every other failure, a page too large among them', async () => {
    await expect(unlessHidden(refusal('refused'))).rejects.toThrow('stripe said no.');
    await expect(unlessHidden(refusal('badAnswer'))).rejects.toThrow('stripe said no.');
    await expect(unlessHidden(Promise.reject(new TypeError('own fault')))).rejects.toThrow('own fault');
  });
});
