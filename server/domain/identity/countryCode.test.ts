import { describe, expect, it } from 'vitest';
import { countryCode } from './countryCode.ts';

describe('countryCode', () => {
  it.each([
    ['DE', 'Germany', 'Deutschland', 'Allemagne', ' germany '],
    ['GB', 'United Kingdom', 'UK', 'uk', 'Great Britain', 'England', 'gb'],
    ['US', 'United States', 'USA', 'U.S.A.', 'United States of America', 'Vereinigte Staaten'],
    ['FR', 'France', 'Frankreich', 'Francia'],
    ['CZ', 'Czechia', 'Czech Republic', 'Tschechien'],
    ['TR', 'Türkiye', 'Turkey'],
    ['BR', 'Brazil', 'Brasil'],
    ['NL', 'Netherlands', 'Holland', 'Nederland'],
  ])('%s however it is written', (code, ...written) => {
    expect(written.map(countryCode)).toEqual(written.map(() => code));
  });

  it('is null for what is no country', () => {
    expect([null, '', '  ', 'Atlantis', '49', 'EMEA'].map((text) => countryCode(text))).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
