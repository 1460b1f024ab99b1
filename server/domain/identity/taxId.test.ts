import { describe, expect, it } from 'vitest';
import { readTaxId } from './taxId.ts';

describe('readTaxId', () => {
  it.each([
    ['DE 136.695.976', 'DE136695976'],
    ['de136695976', 'DE136695976'],
    ['12-3456780', '123456780'],
    ['ESB8362719X', 'ESB8362719X'],
    ['DUNS804735132', 'DUNS804735132'],
  ])('%s is %s', (text, id) => expect(readTaxId(text)).toBe(id));

  it.each([
    'UNKNOWN',
    'Not available',
    'n/a',
    'DE12345',
    '000000000',
    'DE999999999',
    'DE100000001',
    '121212121',
    '123456789',
    'DE123456789',
    '1234567890',
    '0123456789',
    '987654321',
    '',
  ])('%s fills a field and is no number', (text) => expect(readTaxId(text)).toBeNull());
});
